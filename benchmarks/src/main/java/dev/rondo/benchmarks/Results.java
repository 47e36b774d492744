package dev.rondo.benchmarks;

import java.util.List;
import java.util.Map;

/// All that a run found out; `results.json` is this.
///
/// @param versions of the peers in other languages
/// @param missing peers that the machine does not have
/// @param growth measurements of several sizes
record Results(
    Machine machine,
    Settings settings,
    Map<Contestant, String> versions,
    Map<Contestant, String> missing,
    List<Measurement> measurements,
    List<Measurement> growth,
    List<String> failures) {}
