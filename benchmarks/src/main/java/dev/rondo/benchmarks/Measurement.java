package dev.rondo.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// What one contestant needed for one workload of one size.
///
/// @param label who, for people
/// @param unit of the samples: `ns`, `ms` or `B`
/// @param samples by round
/// @param more other figures: bytes allocated per operation, peak memory
record Measurement(
    Workload workload,
    String label,
    int size,
    String unit,
    TreeMap<Integer, Double> samples,
    TreeMap<String, List<Double>> more) {

  Measurement(Workload workload, String label, int size, String unit) {
    this(workload, label, size, unit, new TreeMap<>(), new TreeMap<>());
  }

  void add(int round, double sample) {
    samples.put(round, sample);
  }

  void addMore(String name, String value) {
    if (!value.equals("-")) {
      more.computeIfAbsent(name, key -> new ArrayList<>()).add(Double.parseDouble(value));
    }
  }

  /// {@return the median}
  double median() {
    return median(samples.values());
  }

  /// {@return the least sample}
  double least() {
    return samples.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /// {@return the greatest sample}
  double most() {
    return samples.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /// {@return the median of other figures, if there are any}
  ///
  /// @param name which figures
  OptionalDouble medianOf(String name) {
    var values = more.get(name);
    return values == null ? OptionalDouble.empty() : OptionalDouble.of(median(values));
  }

  /// {@return how many times as much as the other it needs: the median of the ratios of rounds, as
  /// those that were measured one after the other had the same machine}
  double ratioTo(Measurement other) {
    var ratios = new ArrayList<Double>();
    for (Map.Entry<Integer, Double> sample : samples.entrySet()) {
      var others = other.samples.get(sample.getKey());
      if (others != null) {
        ratios.add(sample.getValue() / others);
      }
    }
    return ratios.isEmpty() ? median() / other.median() : median(ratios);
  }

  /// {@return how many times as much of something else it needs, as [#ratioTo(Measurement)], if
  /// both have such figures of the same rounds}
  ///
  /// @param name which figures
  OptionalDouble ratioOf(String name, Measurement other) {
    var values = more.getOrDefault(name, List.of());
    var others = other.more.getOrDefault(name, List.of());
    if (values.isEmpty() || values.size() != others.size()) {
      return OptionalDouble.empty();
    }
    var ratios = new ArrayList<Double>();
    for (var round = 0; round < values.size(); round++) {
      ratios.add(values.get(round) / others.get(round));
    }
    return OptionalDouble.of(median(ratios));
  }

  private static double median(Collection<Double> values) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    var middle = Arrays.copyOfRange(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1);
    return Arrays.stream(middle).average().orElseThrow();
  }
}
