package dev.rondo;

import java.util.Optional;

/// What an exception handler of a loop is told.
///
/// @param message what happened, for people
/// @param exception what was thrown, if anything was
/// @param handle the callback that threw it, if it was one
/// @asyncio the dictionary that `loop.call_exception_handler` takes
public record ErrorContext(String message, Optional<Throwable> exception, Optional<Handle> handle) {
  /// Checks for nulls.
  public ErrorContext {
    Arguments.notNull(message, "message");
    Arguments.notNull(exception, "exception");
    Arguments.notNull(handle, "handle");
  }
}
