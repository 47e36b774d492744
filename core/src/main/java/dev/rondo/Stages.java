package dev.rondo;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The bridges between what coroutines await and what other threads complete, with cancellation
/// both ways.
final class Stages {
  private Stages() {}

  static <T extends @Nullable Object> T await(Task<?> caller, CompletionStage<T> stage)
      throws Exception {
    var loop = caller.loop;
    var promise = new Promise<T>(loop);
    var callback = new Completion<>(loop, promise);
    stage.whenComplete(callback);
    if (!promise.isDone()) {
      callback.waits = true;
      loop.outside++;
      try {
        return promise.await();
      } catch (CancelledError error) {
        cancel(stage);
        throw error;
      } finally {
        loop.outside--;
      }
    }
    return promise.await();
  }

  /// Completes a promise: at once if the stage was done when we asked, else in a turn of the loop.
  private static final class Completion<T extends @Nullable Object>
      implements java.util.function.BiConsumer<T, @Nullable Throwable> {
    private final Loop loop;
    private final Promise<T> promise;
    private final Thread asker = Thread.currentThread();
    private volatile boolean waits;

    Completion(Loop loop, Promise<T> promise) {
      this.loop = loop;
      this.promise = promise;
    }

    @Override
    public void accept(T value, @Nullable Throwable failure) {
      if (!waits && Thread.currentThread() == asker) {
        complete(value, failure);
      } else {
        loop.handOver(new Handle(loop, () -> complete(value, failure), null));
      }
    }

    private void complete(T value, @Nullable Throwable failure) {
      if (promise.isDone()) {
        return;
      }
      switch (failure) {
        case null -> promise.succeed(value);
        case CancellationException cancelled ->
            promise.abort(new Cancellation(Text.of(cancelled), null, null));
        case CompletionException wrapped when wrapped.getCause() != null ->
            promise.fail(wrapped.getCause());
        default -> promise.fail(failure);
      }
    }
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException cannot) {
      // A stage that cannot be cancelled goes on; its result is dropped.
    }
  }

  /// Runs a coroutine on a loop for another thread.
  static <T extends @Nullable Object> CompletableFuture<T> runOn(Loop loop, Awaitable<T> body) {
    var future = new CompletableFuture<T>();
    var context = Context.copyCurrent();
    loop.callSoonThreadsafeIn(
        context,
        () -> {
          if (future.isDone()) {
            return;
          }
          try {
            connect(loop.ensureDeferred(body), future);
          } catch (Throwable failure) {
            future.completeExceptionally(failure);
          }
        });
    return future;
  }

  /// A future that ends as a task or promise does.
  static <T extends @Nullable Object> CompletableFuture<T> futureOf(Deferred<T> deferred) {
    var future = new CompletableFuture<T>();
    connect(deferred, future);
    return future;
  }

  private static <T extends @Nullable Object> void connect(
      Deferred<T> deferred, CompletableFuture<T> future) {
    if (deferred.isDone()) {
      copy(deferred, future);
      return;
    }
    var loop = deferred.loop;
    var open = loop.futures.add(deferred, future);
    deferred.addDoneCallback(
        done -> {
          loop.futures.remove(open);
          copy(done, future);
        });
    loop.escaped = true;
    var _ = future.whenComplete((_, _) -> cancelFrom(future, deferred));
  }

  static <T extends @Nullable Object> T awaitFuture(Task<?> caller, Future<T> future)
      throws Exception {
    if (future instanceof CompletionStage<?>) {
      @SuppressWarnings("unchecked")
      var stage = (CompletionStage<T>) future;
      return await(caller, stage);
    }
    if (future.isDone()) {
      return get(future);
    }
    try {
      return ThreadCall.call(caller, () -> get(future));
    } catch (CancelledError error) {
      future.cancel(true);
      throw error;
    }
  }

  private static <T extends @Nullable Object> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw Throwing.asUnchecked(failed.getCause() == null ? failed : failed.getCause());
    } catch (CancellationException cancelled) {
      throw new CancelledError(new Cancellation("the future was cancelled", null, null), cancelled);
    }
  }

  static <T extends @Nullable Object> void copy(Deferred<T> done, CompletableFuture<T> future) {
    try {
      future.complete(done.get());
    } catch (CancelledError error) {
      var cancelled = new CancellationException(Text.of(error));
      cancelled.initCause(error);
      future.completeExceptionally(cancelled);
    } catch (Throwable failure) {
      future.completeExceptionally(failure);
    }
  }

  private static void cancelFrom(CompletableFuture<?> future, Deferred<?> deferred) {
    if (future.isCancelled()) {
      var loop = deferred.loop;
      loop.handOver(
          new Handle(
              loop,
              () ->
                  CancelWalk.cancel(
                      deferred,
                      new Cancellation("the future of another thread was cancelled", null, null)),
              null));
    }
  }
}
