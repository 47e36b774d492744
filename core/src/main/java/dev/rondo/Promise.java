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
  Promise(Loop loop) {
    super(loop);
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
