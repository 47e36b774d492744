package dev.rondo;

/// What [Async#waitUntil(ReturnWhen, java.util.Collection)] waits for.
///
/// @asyncio the constants of `asyncio.wait`
public enum ReturnWhen {
  /// Until one is done, in whichever way.
  FIRST_COMPLETED,

  /// Until one has failed, or all are done. That one was cancelled does not count.
  FIRST_EXCEPTION,

  /// Until all are done.
  ALL_COMPLETED
}
