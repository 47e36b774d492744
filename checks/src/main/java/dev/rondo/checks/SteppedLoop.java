package dev.rondo.checks;

import dev.rondo.Loop;
import dev.rondo.LoopClock;
import dev.rondo.LoopOptions;

/// A loop in virtual time that is driven pass by pass, by the thread that made it.
final class SteppedLoop {
  private static final class Clock implements LoopClock {
    private long now;

    @Override
    public long now() {
      return now;
    }

    @Override
    public long pause(long when, boolean owed) {
      throw new AssertionError("a pass that need not wait did");
    }
  }

  private final Clock clock = new Clock();
  private final Loop loop = Loop.create(LoopOptions.DEFAULT.withClock(clock));
  private long emptyPasses;

  /// The loop, to create things of.
  Loop loop() {
    return loop;
  }

  /// How many passes were begun.
  long passes() {
    return loop.statistics().passes() + emptyPasses;
  }

  /// Whether nothing is ready and no timer is set, not even a cancelled one.
  boolean isEmpty() {
    var state = loop.statistics();
    return state.ready() == 0 && state.timers() == 0 && state.cancelledTimers() == 0;
  }

  /// Runs one pass. If nothing is ready, the clock jumps to the next timer first.
  ///
  /// Returns false if there is no timer either; then this counts as a pass in which nothing ran.
  boolean pass() {
    var state = loop.statistics();
    if (state.ready() == 0) {
      if (state.nextTimer().isEmpty()) {
        emptyPasses++;
        return false;
      }
      clock.now = Math.max(clock.now, state.nextTimer().getAsLong());
    }
    loop.stop();
    loop.runForever();
    return true;
  }
}
