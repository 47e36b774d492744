package dev.rondo.testing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Thrown when code fails under one of the schedules that were tried. Its cause is what the code
/// failed with; the message tells how to repeat it, and what happened step by step.
public final class ScheduleFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  /// What repeats the failure.
  private final String token;

  /// Which schedule failed, from 1.
  private final int schedule;

  /// The seed, of use only if [#seeded].
  private final long seed;

  /// Whether the schedules were random.
  private final boolean seeded;

  private final transient List<String> timeline;

  ScheduleFailure(
      String message,
      Throwable cause,
      String token,
      int schedule,
      OptionalLong seed,
      List<String> timeline) {
    super(message, cause);
    this.token = token;
    this.schedule = schedule;
    this.seed = seed.orElse(0);
    this.seeded = seed.isPresent();
    this.timeline = List.copyOf(timeline);
  }

  /// {@return what [Schedules#replay(String)] takes to repeat the failure}
  public String token() {
    return token;
  }

  /// {@return which schedule failed; the first one is 1}
  public int schedule() {
    return schedule;
  }

  /// {@return the seed, if the schedules were random}
  public OptionalLong seed() {
    return seeded ? OptionalLong.of(seed) : OptionalLong.empty();
  }

  /// {@return what happened, one line for each step}
  public List<String> timeline() {
    return timeline;
  }

  /// {@return what the code failed with}
  public Throwable failure() {
    return Optional.ofNullable(getCause()).orElse(this);
  }
}
