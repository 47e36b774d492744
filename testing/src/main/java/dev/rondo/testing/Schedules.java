package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Awaitable;
import java.util.Optional;
import java.util.OptionalLong;

/// Runs code in many orders of its steps and finds those in which it fails.
///
/// A coroutine runs alone from one wait to the next. In production who is ready first runs first;
/// but who is ready first depends on networks and clocks, so code must be right in any order. Each
/// schedule is a run of its own as by [Testing#run(Action)], with all its checks, and the same
/// schedule gives the same run again. Callbacks and timers keep their order among themselves, as
/// the loop promises. Virtual threads that the code starts take part, so plain Java code can be
/// tested as well.
///
/// When a run fails, a [ScheduleFailure] tells how. Its schedule is made as simple as possible
/// first: it differs from first in, first out only where that is needed for a failure of the same
/// kind.
///
/// With the system property `dev.rondo.testing.replay` set to the token of a failure only that
/// schedule is run.
///
/// @threads any that runs no loop
/// @asyncio none
public final class Schedules {
  static final String REPLAY = "dev.rondo.testing.replay";
  private static final long SEED = 1;
  private static final int MAX_STEPS = 100_000;

  private enum Mode {
    RANDOM,
    PCT,
    EXHAUSTIVE,
    REPLAY
  }

  private final Mode mode;
  private final int count;
  private final int depth;
  private final String token;
  private final long seed;
  private final int maxSteps;
  private final Checks checks;

  private Schedules(
      Mode mode, int count, int depth, String token, long seed, int maxSteps, Checks checks) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one schedule must be run, but not " + count);
    }
    this.mode = mode;
    this.count = count;
    this.depth = depth;
    this.token = token;
    this.seed = seed;
    this.maxSteps = maxSteps;
    this.checks = checks;
  }

  private static Schedules of(Mode mode, int count, int depth, String token) {
    return new Schedules(mode, count, depth, token, SEED, MAX_STEPS, Checks.ALL);
  }

  /// Schedules in which any who is ready may be next.
  ///
  /// @param count how many
  /// @return the schedules
  /// @throws IllegalArgumentException if `count` is not positive
  public static Schedules random(int count) {
    return of(Mode.RANDOM, count, 0, "");
  }

  /// Schedules by probabilistic concurrency testing: everybody has a random priority, and the order
  /// of priorities changes a few times. Finds bugs that need a task to stay behind for long.
  ///
  /// @param count how many
  /// @param depth how many constraints of order the bug needs that is looked for; two or three are
  ///   enough for most. The priorities change one time less
  /// @return the schedules
  /// @throws IllegalArgumentException if `count` or `depth` is not positive
  public static Schedules pct(int count, int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException("depth must be one or more, but is " + depth);
    }
    return of(Mode.PCT, count, depth, "");
  }

  /// All schedules, beginning with those that differ least from first in, first out. There are very
  /// many, except for small programs.
  ///
  /// @param maxSchedules how many are run at most
  /// @return the schedules
  /// @throws IllegalArgumentException if `maxSchedules` is not positive
  public static Schedules exhaustive(int maxSchedules) {
    return of(Mode.EXHAUSTIVE, maxSchedules, 0, "");
  }

  /// The schedule of a failure.
  ///
  /// @param token what the failure gave
  /// @return the schedule
  /// @throws IllegalArgumentException if that is no token
  public static Schedules replay(String token) {
    Deviation.parse(token);
    return of(Mode.REPLAY, 1, 0, token);
  }

  /// {@return these schedules with another seed; without one it is always the same}
  ///
  /// @param newSeed what the random choices depend on
  public Schedules withSeed(long newSeed) {
    return new Schedules(mode, count, depth, token, newSeed, maxSteps, checks);
  }

  /// {@return these schedules with runs that are longer or shorter than 100,000 steps}
  ///
  /// @param steps after how many a run fails with a [StepLimitFailure]
  public Schedules withMaxSteps(int steps) {
    return new Schedules(mode, count, depth, token, seed, steps, checks);
  }

  /// {@return these schedules with runs that are looked at differently}
  ///
  /// @param newChecks what is looked at after each run
  public Schedules withChecks(Checks newChecks) {
    return new Schedules(mode, count, depth, token, seed, maxSteps, newChecks);
  }

  /// Runs code under these schedules, until one fails.
  ///
  /// @param body the main coroutine of each run; it makes all its state itself, so that a run finds
  ///   nothing of the one before
  /// @return what was run
  /// @throws ScheduleFailure if a run fails
  public Exploration check(Action body) {
    Awaitable<Object> main =
        () -> {
          body.run();
          return this;
        };
    return explore(
        (course, watch) -> {
          var run = new TestRun(new VirtualClock(), checks, Optional.of(course));
          watch.accept(run);
          run.run(main);
        });
  }

  /// Runs anything under these schedules.
  Exploration explore(Explorer.Runs runs) {
    var given = System.getProperty(REPLAY, "");
    var schedules = given.isEmpty() ? this : replay(given).withMaxSteps(maxSteps);
    return new Explorer(runs, maxSteps, schedules.describe(), schedules.seed())
        .explore(schedules.search());
  }

  private Search search() {
    return switch (mode) {
      case RANDOM -> new Search.Random(count, seed);
      case PCT -> new Search.Pct(count, depth, seed);
      case EXHAUSTIVE -> new Search.Exhaustive(count);
      case REPLAY -> new Search.Replay(Deviation.parse(token));
    };
  }

  private OptionalLong seed() {
    return mode == Mode.RANDOM || mode == Mode.PCT ? OptionalLong.of(seed) : OptionalLong.empty();
  }

  private String describe() {
    return switch (mode) {
      case RANDOM -> count + " random ones, seed " + seed;
      case PCT -> count + " by priorities, depth " + depth + ", seed " + seed;
      case EXHAUSTIVE -> "all";
      case REPLAY -> "a replay of " + token;
    };
  }

  /// {@return which schedules these are, for people}
  @Override
  public String toString() {
    return "Schedules[" + describe() + "]";
  }
}
