package dev.rondo;

/// Thrown when a queue is used that was shut down.
///
/// @asyncio `asyncio.QueueShutDown`
public final class QueueShutDownException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueShutDownException(String message) {
    super(message);
  }
}
