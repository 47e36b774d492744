package dev.rondo.net;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A call that may block for long, in a thread of its own. What came of it stays until somebody
/// looks, so who waits may be cancelled and nothing is lost.
final class PipeCall<T extends @Nullable Object> {
  private final CompletableFuture<T> outcome = new CompletableFuture<>();
  private final Arrival end = new Arrival();

  private PipeCall() {}

  static <T extends @Nullable Object> PipeCall<T> start(Callable<T> body) {
    var call = new PipeCall<T>();
    ProcessThreads.EXECUTOR.execute(() -> call.run(body));
    return call;
  }

  private void run(Callable<T> body) {
    try {
      outcome.complete(body.call());
    } catch (Throwable failed) {
      outcome.completeExceptionally(failed);
    } finally {
      end.happen();
    }
  }

  /// Suspends the caller until this has ended, or somebody calls [#wake()].
  void await() {
    end.await();
  }

  void wake() {
    end.wake();
  }

  boolean hasEnded() {
    return end.hasHappened();
  }

  /// What came of it, once it has ended.
  T result() throws IOException {
    if (!outcome.isCompletedExceptionally()) {
      return outcome.resultNow();
    }
    switch (outcome.exceptionNow()) {
      case IOException failed -> throw failed;
      case RuntimeException failed -> throw failed;
      case Error failed -> throw failed;
      default -> throw new AssertionError(outcome.exceptionNow());
    }
  }

  /// Has `action` run when this has ended: by its thread, or at once.
  void afterwards(Runnable action) {
    var _ = outcome.whenComplete((_, _) -> action.run());
  }
}
