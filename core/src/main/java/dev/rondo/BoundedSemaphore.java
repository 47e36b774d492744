package dev.rondo;

/// A semaphore that refuses to be released more often than it was acquired. A permit that is meant
/// for somebody who was woken and has not resumed counts as released.
///
/// @threads coroutines of one loop
/// @asyncio `asyncio.BoundedSemaphore`
public final class BoundedSemaphore extends Semaphore {
  /// Creates a semaphore.
  ///
  /// @param permits how many there are at first and at most; zero or more
  /// @throws IllegalArgumentException if `permits` is negative
  public BoundedSemaphore(int permits) {
    super(permits, permits);
  }

  @Override
  String tooMany() {
    return "BoundedSemaphore released too many times";
  }
}
