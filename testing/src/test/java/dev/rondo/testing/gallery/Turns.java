package dev.rondo.testing.gallery;

import dev.rondo.Async;

/// Waits for somebody else: a disk, a database, a network. How long that takes in comparison with
/// others is what schedules vary.
final class Turns {
  private Turns() {}

  /// Gives up the turn some times.
  static void turns(int count) {
    for (var turn = 0; turn < count; turn++) {
      Async.yieldNow();
    }
  }

  /// Does the same in a virtual thread that knows nothing of Rondo.
  @SuppressWarnings("ThreadPriorityCheck") // a hint elsewhere, but here a turn is given up
  static void plainTurns(int count) {
    for (var turn = 0; turn < count; turn++) {
      Thread.yield();
    }
  }
}
