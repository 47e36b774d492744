package dev.rondo;

/// The clock of real time.
final class SystemClock implements LoopClock {
  private final long origin = System.nanoTime();

  @Override
  public long now() {
    return System.nanoTime() - origin;
  }

  @Override
  public long pause(long when, boolean owed) {
    var now = now();
    return when == NEVER ? NEVER : when <= now ? 0 : when - now;
  }
}
