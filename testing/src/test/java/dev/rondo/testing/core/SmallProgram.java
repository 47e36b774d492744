package dev.rondo.testing.core;

import static dev.rondo.Async.cancelAndWait;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.waitUntil;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Action;
import dev.rondo.ReturnWhen;
import dev.rondo.Task;
import dev.rondo.testing.ScheduleFailure;
import dev.rondo.testing.Schedules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A few tasks that use a part of the core, in one of many variants, run under many schedules. Who
/// does how much, and who is cancelled when, depends on the variant; who is faster on the schedule.
///
/// What must hold whatever happens is checked by the program itself. Whoever is stranded makes the
/// run a deadlock, and the test kit looks for what was left behind.
final class SmallProgram {
  /// How many schedules each program is run under; `-Ddev.rondo.schedules=100000` for a night.
  private static final int SCHEDULES = Integer.getInteger("dev.rondo.schedules", 1_122);

  private static final int VARIANTS = 17;
  private static final int PRIORITY_CHANGES = 3;
  private static final int CANCELLATIONS = 2;
  private static final Duration QUIET = Duration.ofHours(1);

  /// The program, given its means.
  @FunctionalInterface
  interface Body {
    void run(SmallProgram program) throws Exception;
  }

  private final Random random;
  private final List<Task<@Nullable Void>> tasks = new ArrayList<>();
  private final Map<Task<?>, Integer> requests = new HashMap<>();

  /// Whether a task may be cancelled again.
  private final boolean cancelsAgain;

  private SmallProgram(long variant) {
    random = new Random(variant);
    cancelsAgain = variant % 3 == 2;
  }

  /// Runs the program in all its variants, each under as many schedules.
  static void check(Body body) {
    var share = Math.max(1, SCHEDULES / VARIANTS / 2);
    for (var variant = 0; variant < VARIANTS; variant++) {
      check(variant, Schedules.random(share), body);
      check(variant, Schedules.pct(share, PRIORITY_CHANGES), body);
    }
  }

  private static void check(long variant, Schedules schedules, Body body) {
    try {
      schedules.withSeed(variant).check(() -> body.run(new SmallProgram(variant)));
    } catch (ScheduleFailure failure) {
      throw new AssertionError("variant " + variant + ": " + failure.getMessage(), failure);
    }
  }

  /* ---- what tasks do ---- */

  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  boolean flip() {
    return random.nextBoolean();
  }

  Duration shortWhile() {
    return Duration.ofMillis(upTo(2));
  }

  /// Lets others run for a while, or not.
  void pause() {
    switch (upTo(3)) {
      case 0 -> {}
      case 1 -> sleep(shortWhile());
      default -> yieldNow();
    }
  }

  /// Does something, sometimes with a time limit.
  ///
  /// @return whether it was done
  boolean perhapsInTime(Action action) throws Exception {
    if (flip()) {
      action.run();
      return true;
    }
    return moveOnAfter(shortWhile(), action);
  }

  /* ---- what the main coroutine does ---- */

  /// Starts a task.
  Task<@Nullable Void> start(Action body) {
    Action counted =
        () -> {
          body.run();
          assertEquals(
              requests.getOrDefault(currentTask(), 0),
              currentTask().cancelling(),
              "requests to cancel this");
        };
    var task = createTask(counted);
    tasks.add(task);
    return task;
  }

  /// Starts tasks that do something a few times, after a pause.
  void start(int count, Action step) {
    for (var n = 0; n < count; n++) {
      var times = 1 + upTo(1);
      start(
          () -> {
            for (var time = 0; time < times; time++) {
              pause();
              step.run();
            }
          });
    }
  }

  /// Cancels some of the tasks, at random steps.
  void disturb() {
    for (var n = upTo(CANCELLATIONS); n > 0; n--) {
      pause();
      cancelOne();
    }
  }

  /// Cancels one of the tasks in this step, so before anybody goes on who was woken in it.
  void cancelOne() {
    var task = tasks.get(upTo(tasks.size() - 1));
    if ((cancelsAgain || !requests.containsKey(task)) && task.cancel()) {
      requests.merge(task, 1, Integer::sum);
    }
  }

  /// Waits until nothing happens any more.
  void settle() throws Exception {
    sleep(QUIET);
    rethrow();
  }

  /// Whether all tasks have ended.
  boolean isOver() {
    return tasks.stream().allMatch(Task::done);
  }

  /// Waits for the end of all tasks, of which none may have failed.
  void finish() throws Exception {
    waitUntil(ReturnWhen.ALL_COMPLETED, tasks);
    rethrow();
  }

  /// Ends tasks that wait for what does not come.
  void cancelTheRest() throws Exception {
    for (var task : tasks) {
      cancelAndWait(task);
    }
    rethrow();
  }

  private void rethrow() throws Exception {
    for (var task : tasks) {
      if (task.done() && !task.cancelled()) {
        task.result();
      }
    }
  }
}
