package dev.rondo;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Runs code on a platform thread: the caller's own if it is one, else a new one, for which the
/// virtual caller waits. A virtual thread cannot carry other virtual threads.
final class PlatformThread {
  private PlatformThread() {}

  /// @param onInterrupt called when the waiting caller is interrupted; it goes on waiting, and is
  ///   interrupted again at the end
  static <T extends @Nullable Object> T call(Callable<T> body, Runnable onInterrupt)
      throws Exception {
    if (!Thread.currentThread().isVirtual()) {
      return body.call();
    }
    var work = new FutureTask<>(body);
    Thread.ofPlatform()
        .name("rondo-loop of " + Thread.currentThread().getName())
        .daemon()
        .start(work);
    while (true) {
      try {
        return work.get();
      } catch (InterruptedException interrupted) {
        onInterrupt.run();
      } catch (ExecutionException failed) {
        throw Throwing.asUnchecked(java.util.Objects.requireNonNull(failed.getCause()));
      }
    }
  }
}
