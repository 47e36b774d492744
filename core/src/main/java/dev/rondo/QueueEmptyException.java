package dev.rondo;

/// Thrown when an item is taken without waiting from a queue that is empty.
///
/// @asyncio `asyncio.QueueEmpty`
public final class QueueEmptyException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueEmptyException(String message) {
    super(message);
  }
}
