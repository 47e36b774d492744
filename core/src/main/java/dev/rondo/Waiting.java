package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waiting for several things, and for things with a time limit.
final class Waiting {
  private Waiting() {}

  static <T extends @Nullable Object> DoneAndPending<T> until(
      ReturnWhen condition,
      Loop loop,
      Collection<? extends Deferred<T>> deferreds,
      @Nullable Duration limit) {
    Arguments.notNull(condition, "condition");
    Arguments.notNull(deferreds, "deferreds");
    var all = new LinkedHashSet<Deferred<T>>();
    for (var deferred : deferreds) {
      all.add(Arguments.notNull(deferred, "a deferred"));
      loop.checkOwn(deferred);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to wait for");
    }
    await(condition, loop, all, limit);
    var done = new LinkedHashSet<Deferred<T>>();
    var pending = new LinkedHashSet<Deferred<T>>();
    all.forEach(deferred -> (deferred.isDone() ? done : pending).add(deferred));
    return new DoneAndPending<>(done, pending);
  }

  /// Waits until all tasks have ended, however they end.
  static void untilDone(Loop loop, List<? extends Task<?>> tasks) {
    if (!tasks.isEmpty()) {
      await(ReturnWhen.ALL_COMPLETED, loop, tasks, null);
    }
  }

  /// What a task waits for here, for people.
  record Several(ReturnWhen condition, Collection<? extends Deferred<?>> deferreds) {
    @Override
    public String toString() {
      return condition + " of " + deferreds.size();
    }
  }

  private static void await(
      ReturnWhen condition,
      Loop loop,
      Collection<? extends Deferred<?>> all,
      @Nullable Duration limit) {
    var waiter = new Promise<@Nullable Void>(loop, new Several(condition, all));
    var alarm = limit == null ? null : loop.callLater(limit, () -> release(waiter));
    var left = new int[] {all.size()};
    Consumer<Deferred<?>> watch =
        done -> {
          left[0]--;
          if (left[0] == 0 || isEnough(condition, done)) {
            if (alarm != null) {
              alarm.cancel();
            }
            release(waiter);
          }
        };
    List<Runnable> unwatch = new ArrayList<>(all.size());
    for (var deferred : all) {
      unwatch.add(watched(deferred, watch));
    }
    try {
      waiter.awaitSignal();
    } finally {
      if (alarm != null) {
        alarm.cancel();
      }
      unwatch.forEach(Runnable::run);
    }
  }

  /// Registers a callback, and returns what takes it back.
  private static <T extends @Nullable Object> Runnable watched(
      Deferred<T> deferred, Consumer<Deferred<?>> watch) {
    var entry = deferred.register(watch);
    return () -> deferred.callOff(entry);
  }

  private static boolean isEnough(ReturnWhen condition, Deferred<?> done) {
    return switch (condition) {
      case FIRST_COMPLETED -> true;
      case FIRST_EXCEPTION -> done.isFailed();
      case ALL_COMPLETED -> false;
    };
  }

  private static void release(Promise<@Nullable Void> waiter) {
    if (!waiter.isDone()) {
      waiter.succeed(null);
    }
  }

  static <T extends @Nullable Object> T waitFor(Loop loop, Awaitable<T> awaitable, Duration limit)
      throws Exception {
    var nanos = Arguments.nanos(limit, "limit");
    if (awaitable instanceof Deferred<?> deferred) {
      loop.checkOwn(deferred);
    }
    if (nanos > 0) {
      return Timeout.in(limit, _ -> awaitable.await());
    }
    var deferred = loop.ensureDeferred(awaitable);
    if (!deferred.isDone()) {
      cancelAndAwaitEnd(deferred);
      if (deferred.isCancelled()) {
        var late = new TimeoutException("the time limit is " + limit);
        late.initCause(deferred.cancelledError());
        throw late;
      }
    }
    return deferred.get();
  }

  /// Cancels something and waits for its end, through a promise of its own so that the caller can
  /// be cancelled meanwhile.
  private static <T extends @Nullable Object> void cancelAndAwaitEnd(Deferred<T> deferred) {
    var ended = new Promise<@Nullable Void>(deferred.loop, deferred);
    var entry = deferred.register(_ -> release(ended));
    try {
      CancelWalk.cancel(deferred, deferred.loop.traces.request(null));
      ended.awaitSignal();
    } finally {
      deferred.callOff(entry);
    }
  }

  static <T extends @Nullable Object> Outcome<T> cancelAndWait(Deferred<T> deferred) {
    if (!deferred.isDone()) {
      cancelAndAwaitEnd(deferred);
    }
    if (deferred.isCancelled()) {
      return new Outcome.Cancelled<>(deferred.cancelledError());
    }
    var failure = deferred.takeFailure();
    try {
      return failure != null
          ? new Outcome.Failure<>(failure)
          : new Outcome.Success<>(deferred.get());
    } catch (Exception impossible) {
      throw new AssertionError("it did not fail", impossible);
    }
  }

  static <T extends @Nullable Object> T race(
      Loop loop, List<? extends Awaitable<? extends T>> awaitables) throws Exception {
    if (awaitables.isEmpty()) {
      throw new IllegalArgumentException("a race needs at least one contestant");
    }
    loop.checkAll(awaitables);
    var ended =
        TaskGroup.run(
            GroupOptions.firstSuccess(),
            group -> {
              awaitables.forEach(group::createTask);
              return group;
            });
    @SuppressWarnings("unchecked") // all tasks of the group are Task<? extends T>
    var winner = (Task<? extends T>) ended.winner().orElse(null);
    if (winner == null) {
      throw new CancelledError("every contestant of the race was cancelled");
    }
    return winner.get();
  }
}
