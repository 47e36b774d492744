package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Awaitable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Runs a program under many schedules, each as [Testing#run(dev.rondo.Action)] would, and shows
/// one under which it fails.
///
/// {@snippet class=dev.rondo.testing.SchedulesTest region=schedules}
///
/// A schedule says who runs next wherever tasks, or other virtual threads that a coroutine has
/// started, wait and go on. Nothing is explored between two waits: what no coroutine of one loop
/// can see, as data races of threads, is not found. Callbacks and timers keep their order, because
/// the loop promises it.
///
/// With the system property `dev.rondo.testing.replay` each [#check(Action)] runs the schedule that
/// it names and no other.
///
/// @threads any that runs no loop
public final class Schedules {
  static final String REPLAY = "dev.rondo.testing.replay";
  private static final long DEFAULT_SEED = 1;
  private static final int SHRINKING_RUNS = 300;

  private sealed interface Mode {
    record Random(int count) implements Mode {}

    record Priorities(int count, int depth) implements Mode {}

    record Exhaustive(int most) implements Mode {}

    record Replay(Map<Integer, Integer> deviations) implements Mode {}
  }

  private final Mode mode;
  private final long seed;

  private Schedules(Mode mode, long seed) {
    this.mode = mode;
    this.seed = seed;
  }

  private static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be one or more, but is " + value);
    }
    return value;
  }

  /// {@return schedules in which each choice is left to chance}
  ///
  /// @param count how many; one at least
  public static Schedules random(int count) {
    return new Schedules(new Mode.Random(positive(count, "count")), DEFAULT_SEED);
  }

  /// {@return schedules by random priorities (PCT), that change at few places}
  ///
  /// @param count how many; one at least
  /// @param depth how many orderings a bug needs, usually two or three; one at least
  public static Schedules pct(int count, int depth) {
    return new Schedules(
        new Mode.Priorities(positive(count, "count"), positive(depth, "depth")), DEFAULT_SEED);
  }

  /// {@return all schedules, or as many as are allowed}
  ///
  /// @param most how many at most; one at least
  public static Schedules exhaustive(int most) {
    return new Schedules(new Mode.Exhaustive(positive(most, "most")), DEFAULT_SEED);
  }

  /// {@return one schedule, which a [ScheduleFailure] has shown}
  ///
  /// @param schedule what [ScheduleFailure#schedule()] returned
  /// @throws IllegalArgumentException if it is none
  public static Schedules replay(String schedule) {
    return new Schedules(new Mode.Replay(Choices.parse(schedule)), DEFAULT_SEED);
  }

  /// {@return these with another seed, so with other random choices}
  ///
  /// @param value the seed; equal seeds make equal schedules
  public Schedules withSeed(long value) {
    return new Schedules(mode, value);
  }

  /// Runs a program under each schedule.
  ///
  /// @param body the program; it runs many times, so it must make its state itself
  /// @return what was tried
  /// @throws ScheduleFailure if it fails, leaves something behind or ends in a deadlock under one
  ///   of them
  public Exploration check(Action body) {
    var replayed = System.getProperty(REPLAY);
    return replayed == null
        ? check(mode, body)
        : check(new Mode.Replay(Choices.parse(replayed)), body);
  }

  private Exploration check(Mode chosen, Action body) {
    return switch (chosen) {
      case Mode.Random random -> {
        var steps = 0L;
        for (var run = 0; run < random.count; run++) {
          var source = new SplittableRandom(seed + run * 0x9E3779B97F4A7C15L);
          steps += tryOne(run, (_, ready) -> source.nextInt(ready.size()), body).steps();
        }
        yield new Exploration(random.count, false, steps);
      }
      case Mode.Priorities priorities -> {
        var first = tryOne(0, Choices.replaying(Map.of()), body);
        var steps = (long) first.steps();
        for (var run = 1; run < priorities.count; run++) {
          var source = new SplittableRandom(seed + run * 0x9E3779B97F4A7C15L);
          var chooser = new PriorityChooser(source, priorities.depth, first.steps());
          steps += tryOne(run, chooser, body).steps();
        }
        yield new Exploration(priorities.count, false, steps);
      }
      case Mode.Exhaustive exhaustive -> {
        var steps = 0L;
        var runs = 0;
        int @Nullable [] prefix = {};
        while (prefix != null && runs < exhaustive.most) {
          var choices = tryOne(runs, Choices.following(prefix), body);
          runs++;
          steps += choices.steps();
          prefix = choices.nextPrefix();
        }
        yield new Exploration(runs, prefix == null, steps);
      }
      case Mode.Replay replay ->
          new Exploration(1, false, tryOne(0, Choices.replaying(replay.deviations), body).steps());
    };
  }

  private Choices tryOne(int run, Choices.Chooser chooser, Action body) {
    var choices = new Choices(chooser, false);
    var failure = failureUnder(choices, body);
    if (failure != null) {
      throw show(run, choices, failure, body);
    }
    return choices;
  }

  private static @Nullable Throwable failureUnder(Choices choices, Action body) {
    var run = new TestRun(new VirtualClock(), Checks.ALL, Optional.of(choices));
    try {
      run.run(Awaitable.of(body));
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  /* ---- what failed ---- */

  private ScheduleFailure show(int run, Choices choices, Throwable failure, Action body) {
    var smallest = shrink(choices.deviations(), TestRun.kind(failure), body);
    var told = new Choices(Choices.replaying(smallest), true);
    var again = failureUnder(told, body);
    return new ScheduleFailure(
        Choices.token(smallest), run + 1, seed, told.timeline(), again == null ? failure : again);
  }

  /// Takes out what the failure does not need: first halves, then smaller parts, then single ones.
  private static Map<Integer, Integer> shrink(
      Map<Integer, Integer> deviations, String kind, Action body) {
    var smallest = deviations;
    var runs = 0;
    for (var part = Math.max(1, smallest.size() / 2); part >= 1; part /= 2) {
      var index = 0;
      while (index < smallest.size() && runs < SHRINKING_RUNS) {
        var fewer = without(smallest, index, part);
        runs++;
        if (failsAlike(fewer, kind, body)) {
          smallest = fewer;
        } else {
          index += part;
        }
      }
    }
    return smallest;
  }

  private static Map<Integer, Integer> without(Map<Integer, Integer> all, int from, int count) {
    List<Map.Entry<Integer, Integer>> entries = new ArrayList<>(all.entrySet());
    entries.subList(from, Math.min(entries.size(), from + count)).clear();
    var fewer = new TreeMap<Integer, Integer>();
    entries.forEach(entry -> fewer.put(entry.getKey(), entry.getValue()));
    return fewer;
  }

  private static boolean failsAlike(Map<Integer, Integer> deviations, String kind, Action body) {
    var failure = failureUnder(new Choices(Choices.replaying(deviations), false), body);
    return failure != null && TestRun.kind(failure).equals(kind);
  }
}
