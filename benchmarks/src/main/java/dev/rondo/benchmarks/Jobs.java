package dev.rondo.benchmarks;

import java.util.Optional;

/// What one contestant can do.
@FunctionalInterface
public interface Jobs {
  /// {@return how the contestant does a workload, or nothing if it has no such thing}
  ///
  /// @param workload the workload
  Optional<Job> of(Workload workload);
}
