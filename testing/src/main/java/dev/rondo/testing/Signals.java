package dev.rondo.testing;

import dev.rondo.Promise;
import org.jspecify.annotations.Nullable;

/// Promises that only wake somebody up.
final class Signals {
  private Signals() {}

  /// Wakes who waits, if anybody does who was not woken yet.
  static void send(@Nullable Promise<Boolean> waiting) {
    if (waiting != null && !waiting.done()) {
      waiting.setResult(true);
    }
  }

  /// Waits for [#send(Promise)].
  static void await(Promise<Boolean> promise) {
    try {
      promise.await();
    } catch (Exception impossible) {
      throw new AssertionError("nobody fails this promise", impossible);
    }
  }
}
