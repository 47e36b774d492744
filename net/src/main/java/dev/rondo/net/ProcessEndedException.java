package dev.rondo.net;

/// A signal cannot be sent, because the process has ended.
///
/// @asyncio `ProcessLookupError`
public final class ProcessEndedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ProcessEndedException(String message) {
    super(message);
  }
}
