package dev.rondo;

import java.util.BitSet;
import java.util.concurrent.BrokenBarrierException;

/// A place where a number of coroutines wait for each other, again and again. Who comes while
/// others still leave waits until they are gone, and belongs to the next round.
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

  /// The numbers of those who have come and not left.
  private final BitSet numbers = new BitSet();

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
  /// @return a number for this caller alone in this round, from zero in the order in which they
  ///   come; who comes for one that was cancelled gets its number, and the last to come the highest
  /// @throws BrokenBarrierException if the barrier is broken, or is reset or broken meanwhile
  /// @suspends unless this caller is the last and nobody is leaving the round before
  /// @cancel this caller has not come, and the others wait for one more. But if all had come, and
  ///   it was cancelled before it resumed, then it has: the others pass
  /// @asyncio `Barrier.wait`
  public int await() throws BrokenBarrierException {
    var _ = binding.task("await");
    try (var _ = condition.hold()) {
      condition.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
      if (state == State.BROKEN) {
        throw new BrokenBarrierException("Barrier aborted");
      }
      var index = numbers.nextClearBit(0);
      try {
        numbers.set(index);
        count++;
        if (count == parties) {
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
        leave(index);
      }
    }
  }

  private void leave(int index) {
    numbers.clear(index);
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
  /// @cancel the barrier was not reset, and nobody was woken
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
  /// @cancel the barrier was not broken, and nobody was woken
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
