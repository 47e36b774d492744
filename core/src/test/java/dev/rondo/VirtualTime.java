package dev.rondo;

import dev.rondo.oracle.MainCoroutine;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Time that jumps to the next timer when nothing is ready, so that tests that sleep take no time
/// and always see the same order.
///
/// When there is no timer either, the loop waits for other threads; if none of them wakes it within
/// a minute of real time, the test fails instead of hanging.
final class VirtualTime implements LoopClock, Poller {
  private static final int PATIENCE_SECONDS = 60;

  private final Semaphore wakeUps = new Semaphore(0);
  private long now;

  /// A new loop with such a clock.
  static Loop newLoop() {
    var time = new VirtualTime();
    return new Loop(LoopOptions.DEFAULT.withClock(time).withPoller(time));
  }

  /// Runs a coroutine as [Async#run(Awaitable)] does, but in virtual time.
  static <T extends @Nullable Object> T run(Awaitable<T> main) throws Exception {
    MainCoroutine.meet(main);
    try (var runner = new Runner(VirtualTime::newLoop)) {
      return runner.run(main);
    }
  }

  /// Runs a coroutine as [Async#run(Action)] does, but in virtual time.
  static void run(Action main) throws Exception {
    run(Awaitable.of(main));
  }

  @Override
  public synchronized long now() {
    return now;
  }

  @Override
  public synchronized long pause(long when, boolean owed) {
    if (when == NEVER) {
      return NEVER;
    }
    now = Math.max(now, when);
    return 0;
  }

  @Override
  public void poll(long nanos) {
    try {
      var limit = Math.min(nanos, TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
      if (!wakeUps.tryAcquire(limit, TimeUnit.NANOSECONDS) && nanos > limit) {
        throw new AssertionError("the loop waits for something that does not come");
      }
      wakeUps.drainPermits();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void wakeUp() {
    wakeUps.release();
  }
}
