package dev.rondo;

import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A result that will be there later: the read-only side of a [Task] and of a [Promise].
///
/// It ends once, in one of three ways: with a value, with an exception, or cancelled. A `Deferred`
/// belongs to one loop; its methods may be called by coroutines and callbacks of that loop only,
/// and say so with a [WrongThreadException] when called from elsewhere.
///
/// @param <T> the type of the result
/// @asyncio `asyncio.Future`, as seen by those who wait for it
public abstract sealed class Deferred<T extends @Nullable Object> implements Awaitable<T>
    permits Promise, Task, Gathering {
  /*
   * Overview.
   *
   * `outcome` is null while pending; then it is the value (NONE standing for null), a Failure, or a
   * Cancelled, and never changes again. `waiters` is null, one waiter, or a list of them, in the order in
   * which they came. A waiter is a Task that is suspended here or a DoneCallback; on completion all of them
   * move to the ready queue at once, so whoever came first is resumed first, among everything else that
   * became ready meanwhile. A callback that was called off by its entry stays in the list until half of
   * the list is such, so that this costs a constant on average.
   *
   * All fields belong to the thread of the loop.
   */

  private static final Object NONE = new Object();

  /// A failure, and whether anybody has looked at it.
  static final class Failure {
    final Throwable exception;
    boolean seen;

    Failure(Throwable exception) {
      this.exception = exception;
    }
  }

  /// The end of a cancelled one; `error` is null until somebody threw it.
  private record Cancelled(@Nullable Cancellation cancellation, @Nullable CancelledError error) {}

  private static final class WaiterList extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;
    private int calledOff;

    void callOff(DoneCallback<?> callback) {
      callback.callOff();
      calledOff++;
      if (calledOff > size() / 2) {
        sweep();
      }
    }

    @Nullable Object peekLast() {
      return isEmpty() ? null : getLast();
    }

    void sweep() {
      removeIf(waiter -> waiter instanceof DoneCallback<?> callback && callback.cancelled());
      calledOff = 0;
    }
  }

  final Loop loop;
  private @Nullable Object outcome;
  private @Nullable Object waiters;

  Deferred(Loop loop) {
    this.loop = loop;
  }

  /// Waits for the result and returns it.
  ///
  /// @return the result
  /// @throws CancelledError if this ended cancelled, or if the calling task is cancelled while it
  ///   waits
  /// @throws Exception the exception with which this ended, the same object for everybody
  /// @throws IllegalStateException if the caller is not a coroutine, or awaits itself
  /// @throws WrongThreadException if this belongs to another loop
  /// @suspends if this is not done
  /// @cancel cancels what is awaited: a cancelled task that awaits another task cancels that one
  ///   and ends when that one has ended; see [Async#shield(Awaitable)] for the opposite
  /// @threads coroutines of its loop
  /// @asyncio `await future`
  @Override
  public T await() throws Exception {
    var task = Task.requireCurrent("await");
    if (task.loop != loop) {
      throw new WrongThreadException(
          this
              + " belongs to another loop than "
              + task.name()
              + ", which awaits it; await it there, or use Async.runCoroutineThreadsafe");
    }
    if (outcome == null) {
      if (this == task) {
        throw new IllegalStateException("Task cannot await on itself: " + task);
      }
      addWaiter(task);
      try {
        task.suspend(this);
      } catch (Throwable notSuspended) {
        removeWaiter(task);
        throw notSuspended;
      }
      if (outcome instanceof Failure failure) {
        failure.seen = true; // by the task, even if a cancellation of its own comes first
      }
      task.throwIfCancelled(endedWithCancelledError());
      if (outcome instanceof Cancelled cancelled) {
        throw task.delivered(cancelledError(cancelled));
      }
    }
    return get();
  }

  /// {@return whether this has ended, in whichever way}
  ///
  /// @asyncio `Future.done`
  public boolean done() {
    loop.checkThread("done");
    return outcome != null;
  }

  /// {@return whether this ended cancelled}
  ///
  /// @asyncio `Future.cancelled`
  public boolean cancelled() {
    loop.checkThread("cancelled");
    return outcome instanceof Cancelled;
  }

  /// {@return the result, without waiting}
  ///
  /// @throws InvalidStateException if this is not done
  /// @throws CancelledError if this ended cancelled
  /// @throws Exception the exception with which this ended
  /// @asyncio `Future.result`
  public T result() throws Exception {
    loop.checkThread("result");
    if (outcome == null) {
      throw new InvalidStateException("Result is not set: " + this);
    }
    return get();
  }

  /// {@return the exception with which this ended, empty if it ended with a value}
  ///
  /// @throws InvalidStateException if this is not done
  /// @throws CancelledError if this ended cancelled
  /// @asyncio `Future.exception`
  public Optional<Throwable> exception() {
    loop.checkThread("exception");
    return switch (outcome) {
      case null -> throw new InvalidStateException("Exception is not set: " + this);
      case Failure failure -> {
        failure.seen = true;
        yield Optional.of(failure.exception);
      }
      case Cancelled cancelled -> throw cancelledError(cancelled);
      default -> Optional.empty();
    };
  }

  /// Asks for cancellation without a reason, see [#cancel(String)].
  ///
  /// @return whether the request was accepted: false if this is done already
  /// @asyncio `Future.cancel`, `Task.cancel`
  public boolean cancel() {
    loop.checkThread("cancel");
    return outcome == null && CancelWalk.cancel(this, loop.traces.request(null));
  }

  /// Asks for cancellation.
  ///
  /// A promise is cancelled at once. A task gets a [CancelledError] at the place where it waits,
  /// when it is its turn; it may clean up, and may even go on.
  ///
  /// @param reason why, for people; it reaches [CancelledError#reason()]
  /// @return whether the request was accepted: false if this is done already
  /// @asyncio `Future.cancel`, `Task.cancel`
  public boolean cancel(String reason) {
    Arguments.notNull(reason, "reason");
    loop.checkThread("cancel");
    return outcome == null && CancelWalk.cancel(this, loop.traces.request(reason));
  }

  /// Has `callback` called when this is done; at the next pass of the loop if it is already.
  ///
  /// Callbacks run in the order in which they were added, on the thread of the loop and outside of
  /// any coroutine, so they cannot wait. They see the context variables of the caller of this
  /// method.
  ///
  /// @param callback gets this object
  /// @asyncio `Future.add_done_callback`
  public void addDoneCallback(Consumer<? super Deferred<T>> callback) {
    Arguments.notNull(callback, "callback");
    loop.checkThread("addDoneCallback");
    loop.checkOpen();
    var _ = register(callback);
  }

  /// Removes all registrations of a callback.
  ///
  /// @param callback what was given to [#addDoneCallback(Consumer)]
  /// @return how many registrations were removed; 0 if this is done
  /// @asyncio `Future.remove_done_callback`
  public int removeDoneCallback(Consumer<? super Deferred<T>> callback) {
    Arguments.notNull(callback, "callback");
    loop.checkThread("removeDoneCallback");
    if (waiters instanceof WaiterList list) {
      var removed = 0;
      for (var waiter : list) {
        if (isCallback(waiter, callback)) {
          ((DoneCallback<?>) waiter).callOff();
          removed++;
        }
      }
      list.sweep();
      return removed;
    }
    if (isCallback(waiters, callback)) {
      waiters = null;
      return 1;
    }
    return 0;
  }

  private static boolean isCallback(@Nullable Object waiter, Object consumer) {
    return waiter instanceof DoneCallback<?> callback
        && !callback.cancelled()
        && callback.consumer.equals(consumer);
  }

  /// {@return the loop that this belongs to}
  ///
  /// @threads any
  /// @asyncio `Future.get_loop`
  public Loop loop() {
    loop.escaped = true;
    return loop;
  }

  /* ---- for the kernel ---- */

  /// [#addDoneCallback(Consumer)] for those who call it off by its entry.
  final DoneCallback<T> register(Consumer<? super Deferred<T>> callback) {
    var entry = new DoneCallback<>(this, callback, Context.forNewHandle());
    if (outcome == null) {
      addWaiter(entry);
    } else {
      loop.ready(entry);
    }
    return entry;
  }

  /// Whether a callback is the one that was registered last.
  final boolean isLastWaiter(Consumer<?> callback) {
    var last = waiters instanceof WaiterList list ? list.peekLast() : waiters;
    return last instanceof DoneCallback<?> entry && entry.consumer == callback;
  }

  /// Calls a callback off that was not scheduled yet, in a time that does not depend on how many
  /// others there are.
  final void callOff(DoneCallback<T> entry) {
    if (waiters == entry) {
      waiters = null;
    } else if (waiters instanceof WaiterList list && !entry.cancelled()) {
      list.callOff(entry);
    }
  }

  final boolean isDone() {
    return outcome != null;
  }

  final boolean isCancelled() {
    return outcome instanceof Cancelled;
  }

  final boolean isFailed() {
    return outcome instanceof Failure;
  }

  private boolean endedWithCancelledError() {
    return outcome instanceof Cancelled
        || (outcome instanceof Failure failure && failure.exception instanceof CancelledError);
  }

  /// The exception of a failed one, which counts as seen from now on; null for all others.
  final @Nullable Throwable takeFailure() {
    if (outcome instanceof Failure failure) {
      failure.seen = true;
      return failure.exception;
    }
    return null;
  }

  final @Nullable Cancellation cancellation() {
    return outcome instanceof Cancelled cancelled ? cancelled.cancellation : null;
  }

  /// The error of a cancelled one: the one with which its task ended, else a new one, whose stack
  /// trace shows who was interrupted.
  final CancelledError cancelledError() {
    return cancelledError((Cancelled) java.util.Objects.requireNonNull(outcome));
  }

  private CancelledError cancelledError(Cancelled cancelled) {
    return cancelled.error != null ? cancelled.error : loop.traces.error(cancelled.cancellation);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // NONE stands for null, anything else is a T
  final T get() throws Exception {
    return switch (outcome) {
      case Failure failure -> {
        failure.seen = true;
        throw Throwing.asUnchecked(failure.exception);
      }
      case Cancelled cancelled -> throw cancelledError(cancelled);
      case null -> throw new AssertionError("not done: " + this);
      default -> outcome == NONE ? null : (T) outcome;
    };
  }

  final void succeed(T value) {
    complete(value == null ? NONE : value);
  }

  @SuppressWarnings("NullAway") // the outcome of a successful one is not null
  final void succeedWith(Deferred<T> successful) {
    complete(successful.outcome);
  }

  final void fail(Throwable exception) {
    var failure = new Failure(exception);
    complete(failure);
    if (!(this instanceof Gathering)) {
      loop.failures.watch(this, failure);
    }
  }

  final void endCancelled(Cancellation cancellation) {
    complete(new Cancelled(cancellation, null));
  }

  final void endCancelled(CancelledError error) {
    complete(new Cancelled(error.cancellation(), error));
  }

  private void complete(Object end) {
    outcome = end;
    var all = waiters;
    waiters = null;
    if (all instanceof WaiterList list) {
      for (var waiter : list) {
        makeReady(waiter);
      }
    } else if (all != null) {
      makeReady(all);
    }
  }

  private void makeReady(Object waiter) {
    if (!(waiter instanceof DoneCallback<?> callback && callback.cancelled())) {
      loop.ready(waiter);
    }
  }

  private void addWaiter(Object waiter) {
    if (waiters == null) {
      waiters = waiter;
    } else if (waiters instanceof WaiterList list) {
      list.add(waiter);
    } else {
      var list = new WaiterList();
      list.add(waiters);
      list.add(waiter);
      waiters = list;
    }
  }

  /// Forgets a task that waits here.
  final void removeWaiter(Task<?> task) {
    if (waiters == task) {
      waiters = null;
    } else if (waiters instanceof WaiterList list) {
      list.remove(task);
    }
  }

  /// What thread dumps and error messages show for a task that waits here.
  Object blocker() {
    return this;
  }

  /// Cancels this one alone; false if it is done. Tasks and gatherings are for [CancelWalk].
  abstract boolean abort(Cancellation cancellation);

  final String state() {
    return switch (outcome) {
      case null -> "pending";
      case Cancelled cancelled -> "cancelled";
      case Failure failure -> "failed with " + Text.of(failure.exception);
      default -> outcome == NONE ? "done" : "done with " + Text.of(outcome);
    };
  }
}
