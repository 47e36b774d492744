package dev.rondo;

import java.util.OptionalLong;

/// What a loop has to do, see [Loop#statistics()].
///
/// @param passes how many passes it has begun
/// @param ready how many steps and callbacks are ready, with those that other threads handed in
/// @param tasks how many tasks are not done
/// @param suspended how many of these wait for something of Rondo, and not in code of the JDK
/// @param timers how many timers are set, those of sleeping tasks included
/// @param cancelledTimers how many timers were cancelled and have not left yet
/// @param nextTimer when the next timer is due, in nanoseconds of [Loop#time()]
/// @param owed how many results other threads owe this loop
public record LoopStatistics(
    long passes,
    int ready,
    int tasks,
    int suspended,
    int timers,
    int cancelledTimers,
    OptionalLong nextTimer,
    int owed) {
  /// Checks for nulls.
  public LoopStatistics {
    Arguments.notNull(nextTimer, "nextTimer");
  }
}
