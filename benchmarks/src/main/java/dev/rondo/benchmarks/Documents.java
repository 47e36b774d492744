package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What the repository shows of a run: the README's excerpt, and everything in `docs/benchmarks`.
///
/// @param repository where they are
record Documents(Path repository) {
  private static final String BEGIN = "<!-- figures of benchmarks/run --docs: begin -->\n";
  private static final String END = "<!-- figures of benchmarks/run --docs: end -->\n";

  /// What the README shows.
  private static final Set<Workload> HIGHLIGHTS =
      Set.of(
          Workload.YIELD_ALONE,
          Workload.YIELD_IN_TURN,
          Workload.GATHER_AT_ONCE,
          Workload.GATHER_ONE_YIELD,
          Workload.SLEEPERS,
          Workload.QUEUE_128,
          Workload.LOCK_2,
          Workload.CANCEL,
          Workload.TIMERS,
          Workload.TREE_GROUP,
          Workload.START);

  private static final Set<Workload> NETWORK_HIGHLIGHTS =
      Set.of(
          Workload.ECHO_1K_50,
          Workload.ECHO_10K_50,
          Workload.ECHO_100K_50,
          Workload.IDLE_CONNECTIONS);

  /// Writes the page, its charts, its data, and the figures in the README.
  void write(Results results) throws IOException {
    var folder = Files.createDirectories(repository.resolve("docs", "benchmarks"));
    var report = new Report(results);
    Files.writeString(folder.resolve("README.md"), report.page());
    report.writeCharts(folder);
    results.write(folder);
    var highlights = only(HIGHLIGHTS, results);
    var network = only(NETWORK_HIGHLIGHTS, results);
    Files.writeString(
        folder.resolve("highlights.svg"),
        new DotPlot("Time, as a multiple of Rondo's", DotPlot.rows(highlights)).svg());
    var excerpt =
        """

        ![What others need for the same work, as multiples](docs/benchmarks/highlights.svg)

        The column of Rondo says what it needs; the others, how many times as much.

        %s
        %s%s
        [All figures](docs/benchmarks/README.md), [what is measured and how](benchmarks/README.md).

        """
            .formatted(
                Report.ratioTable(highlights),
                network.isEmpty() ? "" : Report.ratioTable(network) + "\n",
                report.place().strip());
    replaceExcerpt(repository.resolve("README.md"), excerpt);
  }

  private static List<Measurement> only(Set<Workload> workloads, Results results) {
    return results.measurements().stream()
        .filter(each -> workloads.contains(each.workload()))
        .toList();
  }

  private static void replaceExcerpt(Path readme, String excerpt) throws IOException {
    var text = Files.readString(readme);
    var begin = text.indexOf(BEGIN);
    var end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(readme + " has no lines " + BEGIN.strip() + " and " + END.strip());
    }
    Files.writeString(
        readme, text.substring(0, begin + BEGIN.length()) + excerpt + text.substring(end));
  }
}
