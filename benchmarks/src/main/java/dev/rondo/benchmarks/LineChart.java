package dev.rondo.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What one more costs when there are many: a panel for each workload, a line for each contestant.
/// A level line means that the whole grows as the number does.
final class LineChart {
  private static final int PANEL = 320;
  private static final int HEIGHT = 330;
  private static final int TOP = 64;
  private static final int BOTTOM = 250;
  private static final int LEFT = 52;

  private final Map<Workload, Map<String, List<Measurement>>> panels = new LinkedHashMap<>();

  LineChart(List<Measurement> measurements) {
    for (var measurement : measurements) {
      panels
          .computeIfAbsent(measurement.workload(), workload -> new LinkedHashMap<>())
          .computeIfAbsent(measurement.label(), label -> new ArrayList<>())
          .add(measurement);
    }
  }

  String svg() {
    var title = "Time for one of N, from 1,000 to 1,000,000 (both axes logarithmic)";
    var svg = new Svg(Math.max(1, panels.size()) * PANEL + 16, HEIGHT, title);
    svg.text(16, 24, "start", "font-weight:600;font-size:15px", title);
    var left = 0;
    for (var panel : panels.entrySet()) {
      panel(svg, left, panel.getKey(), panel.getValue());
      left += PANEL;
    }
    var labels = panels.values().stream().flatMap(lines -> lines.keySet().stream()).distinct();
    var x = 24.0;
    for (var label : labels.toList()) {
      svg.dot(x, HEIGHT - 20.0, 5, Palette.color(label), label);
      svg.text(x + 12, HEIGHT - 16.0, "start", "", label);
      x += PANEL * 0.9;
    }
    return svg.toString();
  }

  private static void panel(
      Svg svg, int left, Workload workload, Map<String, List<Measurement>> lines) {
    var all = lines.values().stream().flatMap(List::stream).toList();
    var sizes =
        new Axis(
            all.stream().mapToDouble(Measurement::size).toArray(), left + LEFT, left + PANEL - 16);
    var times = new Axis(all.stream().mapToDouble(Measurement::median).toArray(), BOTTOM, TOP);
    svg.text(left + 16, TOP - 16, "start", "font-size:12px", workload.title());
    for (var tick : times.ticks()) {
      svg.line(left + LEFT, times.at(tick), left + PANEL - 16, times.at(tick), Palette.GRID, 1);
      svg.text(
          left + LEFT - 6,
          times.at(tick) + 4,
          "end",
          "font-size:11px",
          Figures.withUnit(tick, "ns").replaceFirst("\\.0+(?= )", ""));
    }
    for (var tick : sizes.ticks()) {
      svg.line(sizes.at(tick), TOP, sizes.at(tick), BOTTOM, Palette.GRID, 1);
      svg.text(
          sizes.at(tick), BOTTOM + 18, "middle", "font-size:11px", Figures.count(tick.intValue()));
    }
    lines.forEach(
        (label, points) -> {
          Measurement before = null;
          for (var point : points) {
            var x = sizes.at(point.size());
            var y = times.at(point.median());
            if (before != null) {
              svg.line(
                  sizes.at(before.size()),
                  times.at(before.median()),
                  x,
                  y,
                  Palette.color(label),
                  2);
            }
            svg.dot(
                x,
                y,
                4,
                Palette.color(label),
                label + ": " + Figures.withUnit(point.median(), point.unit()));
            before = point;
          }
        });
  }

  /// A logarithmic axis from the power of ten below the least value to the one above the greatest.
  private record Axis(int least, int most, double from, double to) {
    Axis(double[] values, double from, double to) {
      this(
          (int) Math.floor(Math.log10(Arrays.stream(values).min().orElse(1))),
          (int) Math.ceil(Math.log10(Arrays.stream(values).max().orElse(10))),
          from,
          to);
    }

    double at(double value) {
      return from + (Math.log10(value) - least) / Math.max(1, most - least) * (to - from);
    }

    List<Double> ticks() {
      return IntStream.rangeClosed(least, most).mapToObj(power -> Math.pow(10, power)).toList();
    }
  }
}
