package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The results for people.
final class Report {
  private final Results results;
  private final List<Measurement> measurements;
  private final NetworkReport network;

  Report(Results results) {
    this.results = results;
    this.measurements =
        results.measurements().stream().filter(each -> !each.workload().isNetwork()).toList();
    this.network = NetworkReport.of(results.measurements());
  }

  /// {@return a measurement in one line}
  ///
  /// @param measurement what was measured
  static String line(Measurement measurement) {
    return measurement.workload().id()
        + ": "
        + measurement.label()
        + " "
        + Figures.withUnit(measurement.median(), measurement.unit());
  }

  void writeTo(Path folder) throws IOException {
    Files.writeString(folder.resolve("results.md"), page());
    writeCharts(folder);
  }

  void writeCharts(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("ratios.svg"),
        new DotPlot("Time, as a multiple of Rondo's", DotPlot.rows(measurements)).svg());
    Files.writeString(folder.resolve("growth.svg"), new LineChart(results.growth()).svg());
    if (!network.isEmpty()) {
      Files.writeString(folder.resolve(NetworkReport.CHART), network.chart());
    }
  }

  /* ---- the page ---- */

  String page() {
    var page = new StringBuilder("# Benchmarks\n\n");
    page.append(place()).append('\n').append(missing()).append(leftOut());
    page.append(
        """

        What is measured, and how to measure it again: `benchmarks/README.md`.

        ## Times as much as Rondo

        Above 1 the other needs more time than Rondo, below 1 less. The column of Rondo says what it needs itself.

        ![Multiples of Rondo's time](ratios.svg)

        """);
    page.append(ratioTable(measurements));
    page.append("\n## All figures\n\nMedian of the rounds, and the least and the greatest.\n\n");
    page.append(details(measurements));
    if (!network.isEmpty()) {
      page.append(network.section());
    }
    if (!results.growth().isEmpty()) {
      page.append(
          """

          ## From few to many

          ![Time for one of N](growth.svg)

          | workload | who | N | time for one |
          |---|---|--:|--:|
          """);
      for (var each : results.growth()) {
        page.append(
            row(
                each.workload().title(),
                each.label(),
                Figures.count(each.size()),
                Figures.withUnit(each.median(), each.unit())));
      }
    }
    if (!results.failures().isEmpty()) {
      page.append("\n## Failed\n\n");
      results.failures().forEach(failure -> page.append("* ").append(failure).append('\n'));
    }
    return page.toString();
  }

  String place() {
    var machine = results.machine();
    var versions =
        results.versions().entrySet().stream()
            .map(each -> each.getKey().title() + " " + each.getValue())
            .toList();
    var all = new ArrayList<>(machine.libraries());
    all.addAll(versions);
    return "Measured on %s: %s, %d processors, %s, %s; %s.%s\n"
        .formatted(
            results.date(),
            machine.processor(),
            machine.processors(),
            machine.system(),
            machine.java(),
            String.join(", ", all),
            results.settings().quick() ? " A quick run: take it for a first look." : "");
  }

  private String missing() {
    return results.missing().isEmpty()
        ? ""
        : "Not on this machine: "
            + results.missing().entrySet().stream()
                .map(each -> each.getKey().title() + " (" + each.getValue() + ")")
                .collect(Collectors.joining(", "))
            + ".\n";
  }

  /// Who reads the tables must not take them for all that there is.
  private String leftOut() {
    var measured =
        results.measurements().stream().map(Measurement::workload).collect(Collectors.toSet());
    var others =
        Arrays.stream(Workload.values())
            .filter(each -> !measured.contains(each))
            .map(each -> "`" + each.id() + "`")
            .toList();
    return others.isEmpty() ? "" : "Not measured in this run: " + String.join(", ", others) + ".\n";
  }

  static String ratioTable(List<Measurement> measurements) {
    var comparisons = Comparison.byWorkload(measurements);
    var columns =
        Arrays.stream(Contestant.values())
            .filter(each -> each != Contestant.RONDO)
            .map(Contestant::title)
            .filter(
                title ->
                    comparisons.stream()
                        .flatMap(each -> each.others().stream())
                        .anyMatch(other -> other.label().equals(title)))
            .toList();
    var table = new StringBuilder("| workload | Rondo |");
    columns.forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|---|--:|").append("--:|".repeat(columns.size())).append('\n');
    for (var comparison : comparisons) {
      var cells = new ArrayList<String>();
      cells.add(comparison.workload().title());
      cells.add(figure(comparison.rondo()));
      for (var column : columns) {
        cells.add(
            comparison.others().stream()
                .filter(other -> other.label().equals(column))
                .findFirst()
                .map(other -> Figures.digits(other.ratioTo(comparison.rondo())))
                .orElse(""));
      }
      table.append(row(cells.toArray(String[]::new)));
    }
    return table.toString();
  }

  private static String figure(Measurement measurement) {
    return Figures.withUnit(measurement.median(), measurement.unit());
  }

  private static String details(List<Measurement> measurements) {
    var table =
        new StringBuilder(
            """
            | workload | who | one | median | least | greatest | × Rondo | allocated | peak memory |
            |---|---|---|--:|--:|--:|--:|--:|--:|
            """);
    for (var comparison : Comparison.byWorkload(measurements)) {
      var all = new ArrayList<>(List.of(comparison.rondo()));
      all.addAll(comparison.others());
      for (var each : all) {
        table.append(
            row(
                comparison.workload().title(),
                each.label(),
                one(each),
                figure(each),
                Figures.withUnit(each.least(), each.unit()),
                Figures.withUnit(each.most(), each.unit()),
                Figures.digits(each.ratioTo(comparison.rondo())),
                optional(each, Measuring.ALLOCATED),
                optional(each, Measuring.PEAK)));
      }
    }
    return table.toString();
  }

  /// What the figure is for: one operation, or a whole process.
  private static String one(Measurement measurement) {
    return measurement.workload().kind() == Workload.Kind.PROCESS
        ? Figures.count(measurement.size()) + " " + measurement.workload().operation() + "s"
        : measurement.workload().operation();
  }

  private static String optional(Measurement measurement, String name) {
    var value = measurement.medianOf(name);
    return value.isPresent() ? Figures.withUnit(value.getAsDouble(), "B") : "";
  }

  static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
