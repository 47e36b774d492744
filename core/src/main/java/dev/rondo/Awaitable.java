package dev.rondo;

import org.jspecify.annotations.Nullable;

/// Something that can be awaited: one method that waits, if it must, and returns a result.
///
/// `Awaitable` is to `await` what [java.util.concurrent.Callable] is to `call`. A coroutine is an
/// `Awaitable` written as a lambda or a method reference; a [Task], a [Promise] and a class of your
/// own are `Awaitable` too. A class of your own gives up its turn with [Async#yieldNow()], where
/// Python's `__await__` has a bare `yield`.
///
/// {@snippet class=dev.rondo.SnippetsTest region=custom_awaitable}
///
/// @param <T> the type of the result
@FunctionalInterface
public interface Awaitable<T extends @Nullable Object> {

  /// Waits until the result is there and returns it.
  ///
  /// @return the result
  /// @throws Exception whatever the awaited code throws, as the very object that it threw
  /// @suspends if the result is not there yet
  /// @cancel is up to the implementation; those of this library leave nothing half done
  /// @threads a coroutine, unless the implementation says otherwise
  /// @asyncio `await x`, `object.__await__`
  T await() throws Exception;

  /// {@return an awaitable that runs `action` and has no result}
  ///
  /// @param action what to run
  /// @threads any
  static Awaitable<@Nullable Void> of(Action action) {
    return new ActionAwaitable(Arguments.notNull(action, "action"));
  }
}
