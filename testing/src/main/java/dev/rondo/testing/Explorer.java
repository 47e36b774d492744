package dev.rondo.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the schedules of a search. When one fails it makes that schedule simpler and tells what
/// happens in it.
final class Explorer {
  /// Makes runs of the code under test.
  @FunctionalInterface
  interface Runs {
    /// Runs the code once, from scratch.
    ///
    /// @param course the order
    /// @param watch takes the run before it begins
    void run(Course course, Consumer<TestRun> watch) throws Exception;
  }

  private static final int SHRINKING_RUNS = 500;
  private static final Duration SHRINKING_TIME = Duration.ofSeconds(10);
  private static final int STEPS_SHOWN = 200;

  /// How many runs share a look for threads that are left, which takes a garbage collection.
  private static final int BATCH = 500;

  private final Runs runs;
  private final int maxSteps;
  private final String description;
  private final OptionalLong seed;
  private long shrinkUntil;

  private record Suspect(int schedule, List<Deviation> deviations, Descendants threads) {}

  private final List<Suspect> suspects = new ArrayList<>();

  Explorer(Runs runs, int maxSteps, String description, OptionalLong seed) {
    this.runs = runs;
    this.maxSteps = maxSteps;
    this.description = description;
    this.seed = seed;
  }

  Exploration explore(Search search) {
    var schedules = 0;
    var steps = 0L;
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      schedules++;
      var course = new Course(next.get(), maxSteps);
      var number = schedules;
      var failure =
          failure(course, run -> run.deferThreadCheck(threads -> suspect(number, course, threads)));
      if (failure != null) {
        throw explain(schedules, course.deviations(), failure);
      }
      steps += course.steps();
      search.ran(course);
      if (suspects.size() == BATCH) {
        lookForThreads();
      }
    }
    lookForThreads();
    return new Exploration(schedules, search.isComplete(), steps);
  }

  private void suspect(int schedule, Course course, Descendants threads) {
    suspects.add(new Suspect(schedule, course.deviations(), threads));
  }

  /// Has the runs whose threads seem to have been left repeated, with an exact check.
  private void lookForThreads() {
    if (suspects.isEmpty()) {
      return;
    }
    System.gc();
    var left = suspects.stream().filter(suspect -> suspect.threads.anyLives()).toList();
    suspects.clear();
    for (var suspect : left) {
      var failure = failure(new Course(Chooser.of(suspect.deviations), maxSteps), _ -> {});
      if (failure != null) {
        throw explain(suspect.schedule, suspect.deviations, failure);
      }
    }
  }

  private @Nullable Throwable failure(Course course, Consumer<TestRun> watch) {
    try {
      runs.run(course, watch);
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  private ScheduleFailure explain(int schedule, List<Deviation> deviations, Throwable failure) {
    var again = new Course(Chooser.of(deviations), maxSteps);
    var repeated = failure(again, _ -> {});
    var kind = TestRun.kind(failure);
    var message = new StringBuilder();
    message.append("schedule ").append(schedule).append(" of ").append(description);
    message.append(" fails: ").append(failure);
    if (repeated == null || !TestRun.kind(repeated).equals(kind)) {
      message
          .append("\nThe same schedule did not fail in this way again, but ")
          .append(repeated == null ? "passed" : "with " + repeated)
          .append(": the code depends on more than the order of its steps, as on state that")
          .append(" outlives a run, on real time, threads or random numbers.");
      var token = Deviation.token(deviations);
      return new ScheduleFailure(message.toString(), failure, token, schedule, seed, List.of());
    }
    var simple = shrink(again.deviations(), kind);
    var measured = new Course(Chooser.of(simple), maxSteps);
    var last = failure(measured, _ -> {});
    var timeline = new Timeline(Math.max(0, measured.steps() - STEPS_SHOWN));
    failure(new Course(Chooser.of(simple), maxSteps, Optional.of(timeline)), _ -> {});
    var token = Deviation.token(simple);
    message
        .append("\nRepeat it with Schedules.replay(\"")
        .append(token)
        .append("\"), @RondoTest(replay = \"")
        .append(token)
        .append("\") or -D")
        .append(Schedules.REPLAY)
        .append('=')
        .append(token)
        .append("\nIt differs from first in, first out in ")
        .append(simple.size())
        .append(" of ")
        .append(measured.points())
        .append(" choices, marked with *:\n");
    timeline.lines().forEach(line -> message.append(line).append('\n'));
    return new ScheduleFailure(
        message.toString().stripTrailing(),
        last == null ? failure : last,
        token,
        schedule,
        seed,
        timeline.lines());
  }

  /* ---- the simplest schedule ---- */

  /// The smallest schedule that this finds and that fails in the same way.
  private List<Deviation> shrink(List<Deviation> failing, String kind) {
    shrinkUntil = System.nanoTime() + SHRINKING_TIME.toNanos();
    return simplest(withoutParts(failing, kind), kind);
  }

  /// Leaves deviations out, many at a time at first.
  private List<Deviation> withoutParts(List<Deviation> failing, String kind) {
    var best = failing;
    var parts = 2;
    for (var runs = 0; !best.isEmpty() && runs < SHRINKING_RUNS; ) {
      parts = Math.min(parts, best.size());
      var size = best.size();
      for (var part = 0; part < parts && best.size() == size; part++) {
        var rest = new ArrayList<>(best.subList(0, at(size, part, parts)));
        rest.addAll(best.subList(at(size, part + 1, parts), size));
        best = better(Chooser.of(rest), best, kind);
        runs++;
      }
      if (best.size() < size) {
        parts = Math.max(2, parts - 1);
      } else if (parts == size || isLate()) {
        break;
      } else {
        parts *= 2;
      }
    }
    return best;
  }

  private static int at(int size, int part, int parts) {
    return (int) ((long) size * part / parts);
  }

  /// Looks for a schedule with fewer deviations than one that is short already: where one is left
  /// out, later choices may mean something else, so leaving out may end too early.
  private List<Deviation> simplest(List<Deviation> failing, String kind) {
    var search = new Search.Exhaustive(SHRINKING_RUNS);
    for (var next = search.next(); next.isPresent(); next = search.next()) {
      if (search.size() >= failing.size() || isLate()) {
        break;
      }
      var course = new Course(next.get(), maxSteps);
      var failure = failure(course, lookingFor(kind));
      if (failure != null && TestRun.kind(failure).equals(kind)) {
        return course.deviations();
      }
      search.ran(course);
    }
    return failing;
  }

  /// To look for threads that are left takes garbage collections, so it is done only where that can
  /// be what is looked for: the run ends without an exception and is checked.
  private static Consumer<TestRun> lookingFor(String kind) {
    return run -> {
      if (!TestRun.isOfChecks(kind)) {
        run.deferThreadCheck(_ -> {});
      }
    };
  }

  private boolean isLate() {
    return System.nanoTime() - shrinkUntil > 0;
  }

  private List<Deviation> better(Chooser chooser, List<Deviation> best, String kind) {
    var course = new Course(chooser, maxSteps);
    var failure = failure(course, lookingFor(kind));
    return failure != null
            && TestRun.kind(failure).equals(kind)
            && course.deviations().size() < best.size()
        ? course.deviations()
        : best;
  }
}
