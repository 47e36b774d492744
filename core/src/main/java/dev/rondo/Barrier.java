package dev.rondo;

import java.util.concurrent.BrokenBarrierException;

/// A place where a number of coroutines wait for each other, again and again.
///
/// @threads coroutines of one loop
/// @asyncio `asyncio.Barrier`
public final class Barrier {
  private enum State {
    FILLING,
    DRAINING,
    RESETTING,
    BROKEN
  }

  private final LoopBinding binding = new LoopBinding(this);
  private final Condition condition = new Condition();
  private final int parties;
  private State state = State.FILLING;
  private int count;

  /// Creates a barrier.
  ///
  /// @param parties how many must have come before all go on; at least one
  /// @throws IllegalArgumentException if `parties` is less than one
  public Barrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties must be at least 1, but is " + parties);
    }
    this.parties = parties;
  }

  /// Waits until all have come.
  ///
  /// @return how many came before this caller in this round: each number from zero once
  /// @throws BrokenBarrierException if the barrier is broken, or is reset or broken meanwhile
  /// @suspends unless this caller is the last and nobody is leaving the round before
  /// @cancel this caller has not come; the others go on waiting for one more
  /// @asyncio `Barrier.wait`
  public int await() throws BrokenBarrierException {
    var _ = binding.task("await");
    try (var _ = condition.hold()) {
      condition.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
      if (state == State.BROKEN) {
        throw new BrokenBarrierException("Barrier aborted");
      }
      try {
        var index = count++;
        if (index + 1 == parties) {
          state = State.DRAINING;
          condition.signalAll();
        } else {
          condition.awaitUntil(() -> state != State.FILLING);
          if (state != State.DRAINING) {
            throw new BrokenBarrierException("Abort or reset of barrier");
          }
        }
        return index;
      } finally {
        leave();
      }
    }
  }

  private void leave() {
    count--;
    if (count == 0) {
      if (state == State.RESETTING || state == State.DRAINING) {
        state = State.FILLING;
      }
      condition.signalAll();
    }
  }

  /// Makes those that wait leave with a [BrokenBarrierException], and the barrier ready for a new
  /// round.
  ///
  /// @suspends if somebody is passing the barrier
  /// @cancel the barrier was not reset
  /// @asyncio `Barrier.reset`
  public void reset() {
    var _ = binding.task("reset");
    try (var _ = condition.hold()) {
      state = count > 0 ? State.RESETTING : State.FILLING;
      condition.signalAll();
    }
  }

  /// Breaks the barrier: who waits and who comes gets a [BrokenBarrierException], until [#reset()].
  ///
  /// @suspends if somebody is passing the barrier
  /// @cancel the barrier was not broken
  /// @asyncio `Barrier.abort`
  public void abort() {
    var _ = binding.task("abort");
    try (var _ = condition.hold()) {
      state = State.BROKEN;
      condition.signalAll();
    }
  }

  /// {@return how many must come}
  ///
  /// @asyncio `Barrier.parties`
  public int parties() {
    return parties;
  }

  /// {@return how many wait now}
  ///
  /// @asyncio `Barrier.n_waiting`
  public int waiting() {
    binding.check("waiting");
    return state == State.FILLING ? count : 0;
  }

  /// {@return whether the barrier is broken}
  ///
  /// @asyncio `Barrier.broken`
  public boolean broken() {
    binding.check("broken");
    return state == State.BROKEN;
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Barrier[" + state + ", " + count + " of " + parties + "]";
  }
}
