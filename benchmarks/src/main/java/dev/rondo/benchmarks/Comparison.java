package dev.rondo.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// A workload as Rondo did it, and as the others did it.
record Comparison(Workload workload, Measurement rondo, List<Measurement> others) {
  /// {@return the workloads in which Rondo took part, in the order in which they were measured}
  ///
  /// @param measurements of one size each
  static List<Comparison> byWorkload(List<Measurement> measurements) {
    var byWorkload = new LinkedHashMap<Workload, List<Measurement>>();
    for (var measurement : measurements) {
      byWorkload
          .computeIfAbsent(measurement.workload(), workload -> new ArrayList<>())
          .add(measurement);
    }
    var comparisons = new ArrayList<Comparison>();
    byWorkload.forEach(
        (workload, all) ->
            all.stream()
                .filter(each -> each.label().equals(Contestant.RONDO.title()))
                .findFirst()
                .ifPresent(
                    rondo ->
                        comparisons.add(
                            new Comparison(
                                workload,
                                rondo,
                                all.stream().filter(each -> each != rondo).toList()))));
    return comparisons;
  }
}
