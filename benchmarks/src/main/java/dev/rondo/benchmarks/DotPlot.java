package dev.rondo.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the others need, as multiples of what Rondo needs: a line for each workload, a mark for
/// each contestant. What is on the right of the line at 1 takes longer than Rondo.
final class DotPlot {
  private static final int ROW = 24;
  private static final int TOP = 56;
  private static final int LEFT = 360;
  private static final int RIGHT = 24;
  private static final int WIDTH = 1_000;
  private static final int LEGEND_COLUMNS = 3;
  private static final double[] TICKS = {0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000};

  private final String title;
  private final Map<String, List<Ratio>> rows;
  private final double least;
  private final double most;

  /// How many times as much as Rondo somebody needs.
  record Ratio(String label, double times, String tip) {}

  /// @param rows by what stands on the left
  DotPlot(String title, Map<String, List<Ratio>> rows) {
    this.title = title;
    this.rows = rows;
    var all = rows.values().stream().flatMap(List::stream).mapToDouble(Ratio::times).toArray();
    this.least = Arrays.stream(all).min().orElse(1) / 1.3;
    this.most = Math.max(2, Arrays.stream(all).max().orElse(1)) * 1.3;
  }

  String svg() {
    var labels = labels();
    var bottom = TOP + rows.size() * ROW;
    var legendRows = (labels.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    var svg = new Svg(WIDTH, bottom + 24 + legendRows * 20, title);
    svg.text(16, 24, "start", "font-weight:600;font-size:15px", title);
    for (var tick : TICKS) {
      if (tick >= least && tick <= most) {
        var isRondo = tick == 1;
        svg.line(
            x(tick),
            TOP - 6,
            x(tick),
            bottom,
            isRondo ? Palette.color(Contestant.RONDO) : Palette.GRID,
            isRondo ? 2 : 1);
        svg.text(x(tick), TOP - 12, "middle", "font-size:11px", "×" + tickText(tick));
      }
    }
    var y = TOP + ROW / 2.0;
    for (var row : rows.entrySet()) {
      svg.text(LEFT - 12, y + 4, "end", "", row.getKey());
      for (var ratio : row.getValue()) {
        mark(svg, x(ratio.times), y, ratio.label, ratio.tip);
      }
      y += ROW;
    }
    legend(svg, labels, bottom + 24);
    return svg.toString();
  }

  /// In the order of the contestants; others, which are variants, at the end.
  private List<String> labels() {
    var known = Arrays.stream(Contestant.values()).map(Contestant::title).toList();
    var used =
        rows.values().stream()
            .flatMap(List::stream)
            .map(Ratio::label)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return Stream.concat(
            known.stream().filter(used::contains),
            used.stream().filter(label -> !known.contains(label)))
        .toList();
  }

  private static void legend(Svg svg, List<String> labels, double top) {
    var column = (WIDTH - 32.0) / LEGEND_COLUMNS;
    for (var index = 0; index < labels.size(); index++) {
      var x = 24 + index % LEGEND_COLUMNS * column;
      var y = top + index / LEGEND_COLUMNS * 20;
      mark(svg, x, y, labels.get(index), labels.get(index));
      svg.text(x + 12, y + 4, "start", "", labels.get(index));
    }
  }

  private static void mark(Svg svg, double x, double y, String label, String tip) {
    if (label.startsWith("bare") || label.startsWith("the JVM")) {
      svg.diamond(x, y, 5, Palette.color(label), tip);
    } else {
      svg.dot(x, y, 5, Palette.color(label), tip);
    }
  }

  private double x(double times) {
    var part = Math.log(times / least) / Math.log(most / least);
    return LEFT + part * (WIDTH - LEFT - RIGHT);
  }

  private static String tickText(double tick) {
    return tick < 1 ? Double.toString(tick) : Figures.count((int) tick);
  }

  /// Rows by workload, without Rondo itself.
  static Map<String, List<Ratio>> rows(List<Measurement> measurements) {
    var rows = new LinkedHashMap<String, List<Ratio>>();
    Comparison.byWorkload(measurements)
        .forEach(
            comparison ->
                rows.put(
                    comparison.workload().title(),
                    comparison.others().stream()
                        .map(
                            other ->
                                new Ratio(
                                    other.label(),
                                    other.ratioTo(comparison.rondo()),
                                    other.label()
                                        + ": "
                                        + Figures.withUnit(other.median(), other.unit())))
                        .toList()));
    return rows;
  }
}
