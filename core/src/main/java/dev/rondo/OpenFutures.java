package dev.rondo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The futures that end with tasks and promises of a loop, and that other threads may wait for. A
/// promise need not end before its loop closes; who still waits for it then is told.
final class OpenFutures {
  /// A future, and what it ends with.
  static final class Pair<T extends @Nullable Object> {
    private final Deferred<T> deferred;
    private final CompletableFuture<T> future;

    private Pair(Deferred<T> deferred, CompletableFuture<T> future) {
      this.deferred = deferred;
      this.future = future;
    }

    private void end() {
      if (deferred.isDone()) {
        Stages.copy(deferred, future); // the callback that would have done so did not get its turn
      } else {
        future.completeExceptionally(
            new CancellationException("the loop was closed before this was done: " + deferred));
      }
    }
  }

  private final Set<Pair<?>> open = new LinkedHashSet<>();

  <T extends @Nullable Object> Pair<T> add(Deferred<T> deferred, CompletableFuture<T> future) {
    var pair = new Pair<>(deferred, future);
    open.add(pair);
    return pair;
  }

  void remove(Pair<?> pair) {
    open.remove(pair);
  }

  /// For the end of the loop.
  void endAll() {
    var left = new ArrayList<>(open);
    open.clear();
    left.forEach(Pair::end);
  }
}
