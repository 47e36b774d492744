package dev.rondo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;

/// A loop in virtual time that is driven pass by pass, by the thread that made it.
public final class SteppedLoop {
  private static final VarHandle READY = findReady();

  private static final class Clock implements Poller {
    private long now;

    @Override
    public long now() {
      return now;
    }

    @Override
    public void poll(long nanos) {
      throw new AssertionError("a pass that need not wait polled");
    }

    @Override
    public void wakeUp() {
      // the core has a thread that watches loops
    }
  }

  private final Clock clock = new Clock();
  private final Loop loop = new Loop(clock);

  // Until the core offers it.
  private static VarHandle findReady() {
    try {
      return MethodHandles.privateLookupIn(Loop.class, MethodHandles.lookup())
          .findVarHandle(Loop.class, "ready", ArrayDeque.class);
    } catch (ReflectiveOperationException changed) {
      throw new LinkageError("the ready queue of the loop has moved", changed);
    }
  }

  /// {@return the loop, to create things of}
  public Loop loop() {
    return loop;
  }

  /// {@return how many passes were begun}
  public long passes() {
    return loop.passes;
  }

  /// {@return whether nothing is ready and no timer is set, not even a cancelled one}
  public boolean isEmpty() {
    return nothingReady() && loop.timers.size() == 0;
  }

  private boolean nothingReady() {
    return ((ArrayDeque<?>) READY.get(loop)).isEmpty();
  }

  /// Runs one pass. If nothing is ready, the clock jumps to the next timer first.
  ///
  /// @return false if there is no timer either; then this counts as a pass in which nothing ran
  public boolean pass() {
    if (nothingReady()) {
      var first = loop.timers.first();
      if (first == null) {
        loop.passes++;
        return false;
      }
      clock.now = Math.max(clock.now, first.when);
    }
    loop.stop();
    loop.runForever();
    return true;
  }
}
