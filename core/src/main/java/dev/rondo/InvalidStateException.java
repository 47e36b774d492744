package dev.rondo;

/// Thrown when a result is asked of something that is not done, or given to something that is.
///
/// @asyncio `asyncio.InvalidStateError`
public final class InvalidStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  InvalidStateException(String message) {
    super(message);
  }
}
