package dev.rondo;

import java.util.Optional;

/// What a loop is made of. Clock, poller and order serve one loop each.
///
/// @param clock what time it is; empty for the system's clock
/// @param poller what the loop waits on; empty for the default
/// @param order who runs next; empty for first in, first out
/// @param isolated whether only results that are owed to the loop can wake it from outside: those
///   of [Async#toThread(java.util.concurrent.Callable)], of executors and of stages that are
///   awaited. Then a [DeadlockException] is certain as soon as nothing is ready and none of these
///   is on its way, even where tasks wait in code of the JDK
/// @asyncio the `loop_factory` of `asyncio.Runner`
public record LoopOptions(
    Optional<LoopClock> clock,
    Optional<Poller> poller,
    Optional<StepOrder> order,
    boolean isolated) {
  /// The options of a loop for which none are given.
  public static final LoopOptions DEFAULT =
      new LoopOptions(Optional.empty(), Optional.empty(), Optional.empty(), false);

  /// Checks for nulls.
  public LoopOptions {
    Arguments.notNull(clock, "clock");
    Arguments.notNull(poller, "poller");
    Arguments.notNull(order, "order");
  }

  /// {@return these options with a clock}
  ///
  /// @param loopClock what time it is
  public LoopOptions withClock(LoopClock loopClock) {
    return new LoopOptions(
        Optional.of(Arguments.notNull(loopClock, "loopClock")), poller, order, isolated);
  }

  /// {@return these options with a poller}
  ///
  /// @param loopPoller what the loop waits on
  public LoopOptions withPoller(Poller loopPoller) {
    return new LoopOptions(
        clock, Optional.of(Arguments.notNull(loopPoller, "loopPoller")), order, isolated);
  }

  /// {@return these options with an order}
  ///
  /// @param stepOrder who runs next
  public LoopOptions withOrder(StepOrder stepOrder) {
    return new LoopOptions(
        clock, poller, Optional.of(Arguments.notNull(stepOrder, "stepOrder")), isolated);
  }

  /// {@return these options for a loop that nobody outside of it calls}
  public LoopOptions withIsolation() {
    return new LoopOptions(clock, poller, order, true);
  }
}
