package dev.rondo;

/// Thrown when an item is put without waiting into a queue that is full.
///
/// @asyncio `asyncio.QueueFull`
public final class QueueFullException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueFullException(String message) {
    super(message);
  }
}
