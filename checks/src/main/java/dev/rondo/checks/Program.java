package dev.rondo.checks;

import java.util.List;

/// A program: what it shares, and what its main task does.
///
/// @param resources what the tasks share
/// @param main the steps of the main task
record Program(Resources resources, List<Op> main) {

  /// What the tasks of a program share.
  ///
  /// @param locks how many locks there are
  /// @param semaphores the permits of each semaphore
  /// @param queues the limit of each queue
  /// @param events how many events there are
  /// @param promises how many promises there are
  record Resources(
      int locks, List<Integer> semaphores, List<Integer> queues, int events, int promises) {}
}
