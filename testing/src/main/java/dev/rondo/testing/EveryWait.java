package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.timeoutAt;

import dev.rondo.CancelledError;
import dev.rondo.ReadyStep;
import dev.rondo.StepOrder;
import dev.rondo.Task;
import dev.rondo.Timeout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs a scenario once for each of its waits, and ends it there: by a cancellation, a time limit
/// or the failure of a sibling. Then it looks whether everything is in order.
///
/// {@snippet class=dev.rondo.testing.EveryWaitTest region=every_wait}
///
/// Each run is one of [Testing#run(dev.rondo.Action)], with all its checks. The scenario may end in
/// any way that its end from outside explains; any other exception is a failure.
///
/// @threads any that runs no loop
public final class EveryWait {
  private static final int MOST_WAITS = 10_000;

  /// What is run, with state of its own for each run.
  public interface Scenario {
    /// Does the work; in a task of its own.
    ///
    /// @throws Exception whatever it throws
    void run() throws Exception;

    /// Looks whether everything is in order when it was ended from outside: what was taken is given
    /// back, nothing is lost, nothing is there twice.
    ///
    /// @throws Exception if it is not, as an [AssertionError] or otherwise
    void check() throws Exception;
  }

  private final Supplier<? extends Scenario> scenarios;

  private EveryWait(Supplier<? extends Scenario> scenarios) {
    this.scenarios = scenarios;
  }

  /// {@return the means to run a scenario}
  ///
  /// @param scenarios makes a new one for each run
  public static EveryWait of(Supplier<? extends Scenario> scenarios) {
    return new EveryWait(java.util.Objects.requireNonNull(scenarios, "scenarios is null"));
  }

  /// Cancels the scenario at each wait.
  ///
  /// @return how many waits there were
  /// @throws AssertionError if something was not in order; says at which wait
  public int cancelling() {
    return atEachWait("cancelled", Ending::cancelling);
  }

  /// Cancels the scenario twice at each wait.
  ///
  /// @return how many waits there were
  /// @throws AssertionError if something was not in order; says at which wait
  public int cancellingTwice() {
    return atEachWait("cancelled twice", Ending::cancellingTwice);
  }

  /// Lets a time limit around the scenario end at each wait.
  ///
  /// @return how many waits there were
  /// @throws AssertionError if something was not in order; says at which wait
  public int timingOut() {
    return atEachWait("timed out", Ending::timingOut);
  }

  /// How a scenario is run and ended.
  private interface Ending {
    /// Runs the scenario to its end, whichever that is.
    void run(Scenario scenario, Injection injection) throws Exception;

    static void cancelling(Scenario scenario, Injection injection) throws Exception {
      var task = createTask("scenario", scenario::run);
      injection.at(task, task::cancel);
      awaitEnd(task);
    }

    static void cancellingTwice(Scenario scenario, Injection injection) throws Exception {
      var task = createTask("scenario", scenario::run);
      injection.at(
          task,
          () -> {
            task.cancel("once");
            task.cancel("twice");
          });
      awaitEnd(task);
    }

    private static void awaitEnd(Task<?> task) throws Exception {
      try {
        task.await();
      } catch (CancelledError expected) {
        // That is what was asked for.
      }
    }

    static void timingOut(Scenario scenario, Injection injection) throws Exception {
      var task =
          createTask(
              "scenario",
              () -> {
                try {
                  timeoutAt(
                      Timeout.NEVER,
                      limit -> {
                        injection.endBy(() -> limit.reschedule(0));
                        scenario.run();
                        return true;
                      });
                } catch (TimeoutException expected) {
                  // That is what was asked for.
                }
              });
      injection.at(task, () -> {});
      task.await();
    }
  }

  /// Counts the waits of a task, and acts at one of them.
  private static final class Injection implements StepOrder {
    private final int wait;
    private @Nullable Task<?> task;
    private Runnable action = () -> {};
    private @Nullable Object last;
    private int waits;
    private String place = "";

    Injection(int wait) {
      this.wait = wait;
    }

    void at(Task<?> observed, Runnable ending) {
      task = observed;
      action = ending;
    }

    void endBy(Runnable ending) {
      action = ending;
    }

    @Override
    public int next(List<ReadyStep> ready) {
      var observed = task;
      if (observed != null && last == observed && !observed.done()) {
        if (waits == wait) {
          place =
              Places.find(dev.rondo.Async.captureCallGraph(), observed)
                  .map(Places::describe)
                  .orElse("waits");
          action.run();
        }
        waits++;
      }
      last = ready.getFirst().source();
      return 0;
    }

    boolean happened() {
      return waits > wait;
    }
  }

  private int atEachWait(String how, Ending ending) {
    for (var wait = 0; wait < MOST_WAITS; wait++) {
      var injection = new Injection(wait);
      var scenario = scenarios.get();
      var run = new TestRun(new VirtualClock(), Checks.ALL, Optional.of(injection));
      run.cancelsTwice();
      try {
        run.run(
            () -> {
              ending.run(scenario, injection);
              scenario.check();
              return true;
            });
      } catch (Throwable failure) {
        throw new AssertionError(
            injection.happened()
                ? "not in order after the scenario was "
                    + how
                    + " at wait "
                    + (wait + 1)
                    + ", where it "
                    + injection.place
                    + ": "
                    + failure
                : "the scenario fails by itself: " + failure,
            failure);
      }
      if (!injection.happened()) {
        return wait;
      }
    }
    throw new AssertionError("the scenario has more than " + MOST_WAITS + " waits");
  }
}
