package dev.rondo;

/// A semaphore that refuses to be released more often than it was acquired.
///
/// @threads coroutines of one loop
/// @asyncio `asyncio.BoundedSemaphore`
public final class BoundedSemaphore extends Semaphore {
  private final int bound;

  /// Creates a semaphore.
  ///
  /// @param permits how many there are at first and at most; zero or more
  /// @throws IllegalArgumentException if `permits` is negative
  public BoundedSemaphore(int permits) {
    super(permits);
    bound = permits;
  }

  @Override
  public void release() {
    if (permits() >= bound) {
      throw new IllegalStateException("BoundedSemaphore released too many times");
    }
    super.release();
  }
}
