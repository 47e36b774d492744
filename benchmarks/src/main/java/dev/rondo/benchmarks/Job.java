package dev.rondo.benchmarks;

/// A workload as one contestant does it.
@FunctionalInterface
public interface Job {
  /// Does it once, from the start of the contestant's loop, if it has one, to its end.
  ///
  /// @param size how much of it, see [Workload]
  /// @return the result, which [Workload#result(int)] must equal
  /// @throws Exception if it fails
  long run(int size) throws Exception;
}
