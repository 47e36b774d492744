package dev.rondo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a caller of `gather` waits for: done when all children are, or when the first of them
/// fails.
///
/// Its end is never "cancelled": cancelling it cancels the children, and the end follows from
/// theirs.
final class Gathering<T extends @Nullable Object> extends Deferred<List<T>> {
  private final List<Deferred<?>> children;
  private final Function<Deferred<?>, T> result;
  private final boolean failFast;
  private int pending;
  private boolean cancelRequested;

  private Gathering(
      Loop loop, List<Deferred<?>> children, boolean failFast, Function<Deferred<?>, T> result) {
    super(loop);
    this.children = children;
    this.failFast = failFast;
    this.result = result;
  }

  /// A gathering that fails as soon as one of its children does.
  static <T extends @Nullable Object> Gathering<T> ofResults(
      Loop loop, List<? extends Deferred<? extends T>> children) {
    return start(new Gathering<>(loop, List.copyOf(children), true, Gathering::value));
  }

  /// A gathering that collects how each of its children ended.
  static <T extends @Nullable Object> Gathering<Outcome<T>> ofOutcomes(
      Loop loop, List<? extends Deferred<? extends T>> children) {
    return start(new Gathering<>(loop, List.copyOf(children), false, Gathering::outcome));
  }

  // Whoever makes a gathering gives it children that are Deferred<? extends T>.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends @Nullable Object> T value(Deferred<?> child) {
    try {
      return (T) child.get();
    } catch (Exception impossible) {
      throw new AssertionError("a failed child in a successful gathering", impossible);
    }
  }

  private static <T extends @Nullable Object> Outcome<T> outcome(Deferred<?> child) {
    if (child.isCancelled()) {
      return new Outcome.Cancelled<>(child.cancelledError());
    }
    var exception = child.takeFailure();
    return exception != null
        ? new Outcome.Failure<>(exception)
        : new Outcome.Success<>(Gathering.<T>value(child));
  }

  private static <T extends @Nullable Object> Gathering<T> start(Gathering<T> gathering) {
    // Done children are told last, for until then `pending` is too small.
    Consumer<Deferred<?>> callback = gathering::childDone;
    var finished = new ArrayList<Deferred<?>>();
    for (var child : gathering.children) {
      if (child.isDone()) {
        finished.add(child);
      } else if (!child.isLastWaiter(callback)) { // else it is among the children twice
        gathering.pending++;
        var _ = child.register(callback);
      }
    }
    gathering.pending += finished.size();
    finished.forEach(gathering::childDone);
    if (gathering.children.isEmpty()) {
      gathering.succeed(List.of());
    }
    return gathering;
  }

  private void childDone(Deferred<?> child) {
    pending--;
    if (isDone()) {
      child.takeFailure();
      return;
    }
    if (failFast) {
      var failure = child.isCancelled() ? child.cancelledError() : child.takeFailure();
      if (failure != null) {
        fail(failure);
        return;
      }
    }
    if (pending > 0) {
      return;
    }
    if (cancelRequested) {
      children.forEach(Deferred::takeFailure);
      // As in asyncio, with the error of the last argument, whoever ended last.
      var last = children.getLast();
      fail(last.isCancelled() ? last.cancelledError() : new CancelledError());
      return;
    }
    var results = new ArrayList<T>(children.size());
    for (var each : children) {
      results.add(result.apply(each));
    }
    succeed(Collections.unmodifiableList(results));
  }

  /// Whether there is a child left that can be cancelled; if so, the request is noted.
  boolean acceptsCancellation() {
    if (isDone() || children.stream().allMatch(Deferred::isDone)) {
      return false;
    }
    cancelRequested = true;
    return true;
  }

  boolean hasChildOnCancelPath() {
    return children.stream().anyMatch(child -> child instanceof Task<?> task && task.onCancelPath);
  }

  void pushChildren(ArrayDeque<Deferred<?>> path) {
    for (var child : children.reversed()) {
      if (!(child instanceof Task<?> task && task.onCancelPath)) {
        path.push(child);
      }
    }
  }

  List<Deferred<?>> children() {
    return children;
  }

  @Override
  boolean abort(Cancellation cancellation) {
    return CancelWalk.cancel(this, cancellation);
  }

  @Override
  public String toString() {
    return "gather of " + children.size() + ", " + pending + " pending";
  }
}
