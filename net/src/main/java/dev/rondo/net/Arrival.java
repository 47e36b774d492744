package dev.rondo.net;

import dev.rondo.Async;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Something that happens once, in another thread, and that coroutines wait for. Who is cancelled
/// leaves nothing behind, however long it takes: a stage that hangs on another stage would.
final class Arrival {
  /// One coroutine that waits.
  private static final class Waiter {
    final CompletableFuture<@Nullable Void> signal = new CompletableFuture<>();
  }

  private final SequencedSet<Waiter> waiting = new LinkedHashSet<>();
  private boolean happened;

  /// Suspends the caller until it has happened, or somebody calls [#wake()].
  void await() {
    var waiter = join();
    try {
      var _ = Async.await(waiter.signal);
    } catch (RuntimeException misuse) {
      throw misuse;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    } finally {
      leave(waiter);
    }
  }

  private synchronized Waiter join() {
    var waiter = new Waiter();
    if (happened) {
      waiter.signal.complete(null);
    } else {
      waiting.add(waiter);
    }
    return waiter;
  }

  private synchronized void leave(Waiter waiter) {
    waiting.remove(waiter);
  }

  /// It has happened. Any thread may call this.
  void happen() {
    synchronized (this) {
      happened = true;
    }
    wake();
  }

  /// Resumes who waits, in the order in which they came.
  void wake() {
    snapshot().forEach(waiter -> waiter.signal.complete(null));
  }

  private synchronized List<Waiter> snapshot() {
    return List.copyOf(waiting);
  }

  synchronized boolean hasHappened() {
    return happened;
  }

  /// How many wait.
  synchronized int size() {
    return waiting.size();
  }
}
