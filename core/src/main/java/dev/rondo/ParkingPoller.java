package dev.rondo;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The poller of a loop that has no events of its own: parks the loop's thread.
class ParkingPoller implements Poller {
  /// The thread that is in [#poll(long)] or about to be.
  private volatile @Nullable Thread sleeper;

  private volatile boolean awake;

  @Override
  public final void poll(long nanos) {
    sleeper = Thread.currentThread();
    if (!awake) {
      park(nanos);
    }
    sleeper = null;
    awake = false;
  }

  @Override
  public final void wakeUp() {
    awake = true;
    var thread = sleeper;
    if (thread != null) {
      unpark(thread);
    }
  }

  /// Stops the calling thread. This and [#unpark(Thread)] may be overridden by what checks the
  /// rest.
  void park(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }

  void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }
}
