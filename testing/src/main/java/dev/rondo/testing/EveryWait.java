package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Interrupts code wherever it waits, one wait after the other, and checks each time that it left
/// nothing behind.
///
/// Wherever a coroutine waits it can be cancelled, and then all that it has taken must be given
/// back. A test cannot think of all these places, but it can try them all: the code, here called
/// the scenario, is run once for each wait and interrupted there. A wait has two moments: while
/// nothing has come yet, and when the coroutine was woken already but has not gone on. The second
/// one is where wake-ups get lost.
///
/// Each run is one as by [Testing#run(Action)], with all its checks, in the order first in, first
/// out. After it the balance is checked by [#check(Action)].
///
/// The scenario may end as if nothing had happened, for the interruption may come too late; else
/// with what the interruption brings. Other exceptions fail the test, unless [#tolerating(Class)]
/// names them.
///
/// @threads any that runs no loop
/// @asyncio none
public final class EveryWait {
  /// Code to be interrupted, and its check, with state of their own.
  public interface Scenario {
    /// Runs the code, as a coroutine.
    ///
    /// @throws Exception whatever it throws
    /// @suspends that is what it is for
    void run() throws Exception;

    /// Checks, after the code has ended, that it left nothing behind; as a coroutine.
    ///
    /// @throws Exception if it did
    default void check() throws Exception {}
  }

  private final Supplier<? extends Scenario> scenarios;
  private final Action balance;
  private final boolean everyTask;
  private final Checks checks;
  private final Set<Class<? extends Throwable>> tolerated;

  private EveryWait(
      Supplier<? extends Scenario> scenarios,
      Action balance,
      boolean everyTask,
      Checks checks,
      Set<Class<? extends Throwable>> tolerated) {
    this.scenarios = scenarios;
    this.balance = balance;
    this.everyTask = everyTask;
    this.checks = checks;
    this.tolerated = Set.copyOf(tolerated);
  }

  /// Interrupts code that is the same object in each run.
  ///
  /// @param scenario the code; it makes its state anew each time, or leaves it as it was; else use
  ///   [#ofFresh(Supplier)]
  /// @return the test, to be completed
  public static EveryWait of(Action scenario) {
    return ofFresh(() -> scenario::run);
  }

  /// Interrupts code with state of its own.
  ///
  /// @param scenarios makes the code for each run
  /// @return the test, to be completed
  public static EveryWait ofFresh(Supplier<? extends Scenario> scenarios) {
    return new EveryWait(scenarios, () -> {}, false, Checks.ALL, Set.of());
  }

  /// Adds a check of what the scenario leaves behind.
  ///
  /// @param newBalance is run as a coroutine after each run of the scenario
  /// @return the test with that check
  public EveryWait check(Action newBalance) {
    Action both =
        () -> {
          balance.run();
          newBalance.run();
        };
    return new EveryWait(scenarios, both, everyTask, checks, tolerated);
  }

  /// {@return the test with waits of all tasks that the scenario starts, not only of its own}
  public EveryWait everyTask() {
    return new EveryWait(scenarios, balance, true, checks, tolerated);
  }

  /// {@return the test without some of the checks}
  ///
  /// @param allowed what runs may leave behind
  public EveryWait allowing(Check... allowed) {
    return new EveryWait(scenarios, balance, everyTask, checks.without(allowed), tolerated);
  }

  /// {@return the test of a scenario that may fail in a way of its own when it is interrupted}
  ///
  /// @param type what it may throw
  public EveryWait tolerating(Class<? extends Throwable> type) {
    var all = new HashSet<>(tolerated);
    all.add(type);
    return new EveryWait(scenarios, balance, everyTask, checks, all);
  }

  /* ---- kinds of interruptions ---- */

  /// Cancels the task that waits.
  ///
  /// @return how many waits there are
  /// @throws EveryWaitFailure if the scenario does not bear it
  public int cancelling() {
    return interrupt(Interruption.Kind.CANCEL);
  }

  /// Cancels the task that waits, and again at each of the waits in which it cleans up.
  ///
  /// @return how many waits there are
  /// @throws EveryWaitFailure if the scenario does not bear it
  public int cancellingTwice() {
    return interrupt(Interruption.Kind.CANCEL_TWICE);
  }

  /// Lets a time limit around the scenario end while a task waits.
  ///
  /// @return how many waits there are
  /// @throws EveryWaitFailure if the scenario does not bear it
  public int timingOut() {
    return interrupt(Interruption.Kind.TIME_OUT);
  }

  /// Runs the scenario as one of two tasks of a group, and has the other one fail while a task
  /// waits.
  ///
  /// @return how many waits there are
  /// @throws EveryWaitFailure if the scenario does not bear it
  public int failingASibling() {
    return interrupt(Interruption.Kind.FAIL_A_SIBLING);
  }

  private int interrupt(Interruption.Kind kind) {
    var undisturbed = new Interruption(kind, everyTask, Interruption.NEVER, Interruption.NEVER);
    var broken = run(undisturbed);
    if (broken != null) {
      throw new EveryWaitFailure(
          "the scenario fails when nothing interrupts it: " + broken, List.of(), List.of(broken));
    }
    var points = new ArrayList<String>();
    var failures = new ArrayList<Throwable>();
    for (var moment = 0; moment < undisturbed.moments(); moment++) {
      var second = kind == Interruption.Kind.CANCEL_TWICE ? 0 : Interruption.NEVER;
      boolean more;
      do {
        var interruption = new Interruption(kind, everyTask, moment, second);
        var failure = run(interruption);
        if (failure != null) {
          points.add(interruption.describe() + ": " + failure);
          failures.add(failure);
        }
        more = interruption.wasRepeated();
        second++;
      } while (more);
    }
    if (!failures.isEmpty()) {
      throw new EveryWaitFailure(
          "of "
              + undisturbed.waits()
              + " wait(s), interrupted in "
              + undisturbed.moments()
              + " moments, the scenario does not bear these:\n  "
              + String.join("\n  ", points),
          points,
          failures);
    }
    return undisturbed.waits();
  }

  /* ---- one run ---- */

  private @Nullable Throwable run(Interruption interruption) {
    var scenario = scenarios.get();
    var clock = new VirtualClock();
    var run = new TestRun(clock, checks, Optional.of(interruption));
    interruption.in(run);
    try {
      return run.run(
          () -> {
            var thrown = outcome(scenario, interruption);
            interruption.over();
            var judged = judge(thrown, interruption);
            scenario.check();
            balance.run();
            return judged;
          });
    } catch (Throwable failure) {
      return failure;
    }
  }

  private static @Nullable Throwable outcome(Scenario scenario, Interruption interruption) {
    try {
      switch (interruption.kind()) {
        case CANCEL, CANCEL_TWICE -> interruption.target(task(scenario)).await();
        case TIME_OUT -> {
          Task<?> task =
              Async.createTask(
                  "scenario",
                  () ->
                      Async.timeoutAt(
                          dev.rondo.Timeout.NEVER,
                          limit -> {
                            interruption.limit(limit);
                            scenario.run();
                            return true;
                          }));
          interruption.target(task).await();
        }
        case FAIL_A_SIBLING ->
            Async.taskGroup(
                group -> {
                  var task = interruption.target(group.createTask("scenario", scenario::run));
                  interruption.sibling(group);
                  Async.waitUntil(dev.rondo.ReturnWhen.ALL_COMPLETED, List.of(task));
                  interruption.over();
                });
      }
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  private static Task<?> task(Scenario scenario) {
    return Async.createTask("scenario", scenario::run);
  }

  /// What is wrong with an outcome; null if nothing is.
  private @Nullable Throwable judge(@Nullable Throwable thrown, Interruption interruption) {
    if (thrown == null || isTolerated(thrown)) {
      return null;
    }
    var expected =
        interruption.happened()
            && switch (interruption.kind()) {
              case CANCEL, CANCEL_TWICE -> thrown instanceof CancelledError;
              case TIME_OUT -> thrown instanceof TimeoutException;
              case FAIL_A_SIBLING -> interruption.isOfSibling(thrown);
            };
    if (!expected) {
      return thrown;
    }
    for (var other : thrown.getSuppressed()) {
      if (!(other instanceof CancelledError) && !isTolerated(other)) {
        return other;
      }
    }
    return null;
  }

  private boolean isTolerated(Throwable thrown) {
    return tolerated.stream().anyMatch(type -> type.isInstance(thrown));
  }
}
