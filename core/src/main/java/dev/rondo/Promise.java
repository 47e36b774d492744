package dev.rondo;

import org.jspecify.annotations.Nullable;

/// A result that somebody sets by hand.
///
/// Made by [Loop#createPromise()]. The bridge between callbacks and coroutines: one side awaits,
/// the other calls [#setResult(Object)] or [#setException(Throwable)]. Not for passing values
/// between coroutines in general: that is what queues are for.
///
/// {@snippet class=dev.rondo.SnippetsTest region=promise}
///
/// @param <T> the type of the result
/// @asyncio `asyncio.Future`
public final class Promise<T extends @Nullable Object> extends Deferred<T> {
  /// What a task that waits here shows as what it waits for: a lock, a queue; null for itself.
  private final @Nullable Object owner;

  Promise(Loop loop) {
    this(loop, null);
  }

  Promise(Loop loop, @Nullable Object owner) {
    super(loop);
    this.owner = owner;
  }

  @Override
  Object blocker() {
    return owner == null ? this : owner;
  }

  /// [#await()] for promises that never fail.
  void awaitSignal() {
    try {
      var _ = await();
    } catch (Exception impossible) {
      throw Throwing.asUnchecked(impossible);
    }
  }

  /// Ends this with a value; who waits is resumed, in order, from the next pass of the loop on.
  ///
  /// @param value the result
  /// @throws InvalidStateException if this is done already
  /// @throws WrongThreadException if called from elsewhere than the loop's coroutines and
  ///   callbacks; from there, `loop.callSoonThreadsafe(() -> promise.setResult(value))`
  /// @asyncio `Future.set_result`
  public void setResult(T value) {
    checkPending("setResult");
    succeed(value);
  }

  /// Ends this with an exception, which everybody who awaits it gets.
  ///
  /// @param exception the failure; a [CancelledError] is passed on like any other exception and
  ///   does not make this cancelled
  /// @throws InvalidStateException if this is done already
  /// @throws WrongThreadException if called from elsewhere than the loop's coroutines and callbacks
  /// @asyncio `Future.set_exception`
  public void setException(Throwable exception) {
    Arguments.notNull(exception, "exception");
    checkPending("setException");
    fail(exception);
  }

  private void checkPending(String operation) {
    loop.checkThread(operation);
    loop.checkOpen();
    if (isDone()) {
      throw new InvalidStateException(
          operation + " on a promise that is done already: " + this + "; check done() first");
    }
  }

  @Override
  boolean abort(Cancellation cancellation) {
    if (isDone()) {
      return false;
    }
    endCancelled(cancellation);
    return true;
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Promise@" + Integer.toHexString(System.identityHashCode(this)) + "[" + state() + "]";
  }
}
