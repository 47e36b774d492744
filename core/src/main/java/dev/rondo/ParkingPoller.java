package dev.rondo;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The poller of a loop that has no events of its own: parks the loop's thread.
final class ParkingPoller implements Poller {
  /// The thread that is in [#poll(long)] or about to be.
  private volatile @Nullable Thread sleeper;

  private volatile boolean awake;

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
