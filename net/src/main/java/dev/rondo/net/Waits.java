package dev.rondo.net;

import dev.rondo.Promise;
import org.jspecify.annotations.Nullable;

/// Waits for promises that never fail.
final class Waits {
  private Waits() {}

  static void awaitSignal(Promise<@Nullable Void> signal) {
    try {
      var _ = signal.await();
    } catch (RuntimeException misuse) {
      throw misuse;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
