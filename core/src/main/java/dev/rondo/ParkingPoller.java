package dev.rondo;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The poller for real time: parks the loop's thread.
final class ParkingPoller implements Poller {
  private final long origin = System.nanoTime();

  /// The thread that is in [#poll(long)] or about to be.
  private volatile @Nullable Thread sleeper;

  private volatile boolean awake;

  @Override
  public long now() {
    return System.nanoTime() - origin;
  }

  @Override
  public void poll(long nanos) {
    sleeper = Thread.currentThread();
    if (!awake) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    sleeper = null;
    awake = false;
  }

  @Override
  public void wakeUp() {
    awake = true;
    var thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
