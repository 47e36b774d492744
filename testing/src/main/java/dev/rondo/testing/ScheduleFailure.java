package dev.rondo.testing;

import java.util.List;

/// Thrown when a program fails under one of the schedules that were tried. Its cause is the failure
/// of the program; the message has the schedule, step by step, and how to run it again.
public final class ScheduleFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  /// As [#schedule()] says.
  private final String schedule;

  /// As [#tried()] says.
  private final int tried;

  ScheduleFailure(String schedule, int tried, long seed, List<String> timeline, Throwable cause) {
    super(describe(schedule, tried, seed, timeline, cause), cause);
    this.schedule = schedule;
    this.tried = tried;
  }

  private static String describe(
      String schedule, int tried, long seed, List<String> timeline, Throwable cause) {
    return cause
        + "\nfailed under schedule "
        + tried
        + " of seed "
        + seed
        + "; run it again with -D"
        + Schedules.REPLAY
        + "=\""
        + schedule
        + "\" or Schedules.replay(\""
        + schedule
        + "\"):\n"
        + String.join("\n", timeline);
  }

  /// {@return the schedule, for [Schedules#replay(String)]} It has as few switches of its own as
  /// could be found.
  public String schedule() {
    return schedule;
  }

  /// {@return how many schedules were tried, this one included}
  public int tried() {
    return tried;
  }
}
