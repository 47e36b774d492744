package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.Awaitable;
import dev.rondo.DeadlockException;
import dev.rondo.ErrorContext;
import dev.rondo.Loop;
import dev.rondo.LoopOptions;
import dev.rondo.Runner;
import dev.rondo.StepOrder;
import dev.rondo.Task;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a coroutine on a loop of its own, under a virtual clock, and what it left behind.
final class TestRun implements AutoCloseable {
  /// What follows from a failure of the main coroutine, so it is not worth telling then.
  private static final Set<Check> CONSEQUENCES =
      EnumSet.of(Check.TASK_LEFT, Check.TIMER_LEFT, Check.THREAD_LEFT);

  private static final Map<Loop, TestRun> RUNNING = new ConcurrentHashMap<>();

  final VirtualClock clock;
  final Recorder recorder = new Recorder();
  final Loop loop;
  private final Checks checks;
  private final Thread maker = Thread.currentThread();
  private final List<Finding> findings = new ArrayList<>();
  private final Descendants threads = new Descendants();
  private String graph = "";
  private @Nullable Task<?> main;
  private @Nullable Consumer<Descendants> laterThreads;
  private boolean begun;
  private boolean over;

  TestRun(VirtualClock clock, Checks checks, Optional<StepOrder> order) {
    this.clock = clock;
    this.checks = checks;
    var options = LoopOptions.DEFAULT.withClock(clock).withIsolation();
    this.loop =
        Loop.create(
            order.isEmpty()
                ? options
                : options.withOrder(ready -> begun && !over ? order.get().next(ready) : 0));
    clock.beforeRest(this::wakeUpsArrive);
    loop.setDebug(true);
    if (order.isPresent()) {
      // A thread that watches costs more than most runs, of which there are many.
      loop.setSlowStepThreshold(ChronoUnit.FOREVER.getDuration());
    }
    loop.setExceptionHandler((_, context) -> report(context));
  }

  /// The run whose coroutine or callback is the caller.
  static TestRun current(String operation) {
    var run = RUNNING.get(Async.runningLoop());
    if (run == null) {
      throw new IllegalStateException(
          operation
              + " was called on a loop that is not under test; run the code with Testing.run or in"
              + " a method with @RondoTest");
    }
    return run;
  }

  /// Waits for those who are being woken in code of the JDK; returns whether there were any.
  private boolean wakeUpsArrive() {
    var state = loop.statistics();
    if (threads.isEmpty() && state.suspended() == state.tasks()) {
      return false;
    }
    Monitors.settle();
    return loop.statistics().ready() > 0;
  }

  /// Leaves it to somebody else to find out whether threads are left.
  void deferThreadCheck(Consumer<Descendants> other) {
    laterThreads = other;
  }

  /// Whether the main coroutine has ended, so that what happens now is the end of the loop.
  boolean isOver() {
    return over;
  }

  /// The task of the body; null before it runs.
  @Nullable Task<?> main() {
    return main;
  }

  /// Runs `body` to its end, closes the loop, and fails if something was left behind.
  <T extends @Nullable Object> T run(Awaitable<T> body) throws Exception {
    List<T> result = new ArrayList<>();
    Throwable failure = null;
    RUNNING.put(loop, this);
    try {
      adopt();
      threads.watch();
      var runner = new Runner(() -> loop); // not closed: that is for the loop
      result.add(runner.run(() -> main(body)));
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      over = true;
      threads.watchNoMore();
    }
    try {
      loop.close();
    } catch (Throwable thrown) {
      if (failure == null) {
        failure = thrown;
      } else if (failure != thrown) {
        failure.addSuppressed(thrown);
      }
    } finally {
      RUNNING.remove(loop);
    }
    clock.realWaits().forEach(wait -> find(Check.REAL_WAIT, wait));
    failWith(failure);
    return result.getFirst();
  }

  /// Makes the loop one of the calling thread, which may not have made it.
  private void adopt() throws Exception {
    if (Thread.currentThread() != maker) {
      loop.runUntilComplete(() -> begun);
    }
    begun = true;
  }

  /// Frees what a run holds that was made and never begun.
  @Override
  public void close() {
    if (!loop.isRunning()) {
      loop.close();
    }
  }

  private void failWith(@Nullable Throwable failure) throws Exception {
    if (failure == null) {
      if (!findings.isEmpty()) {
        throw new CheckFailure(findings);
      }
      return;
    }
    findings.removeIf(finding -> CONSEQUENCES.contains(finding.check()));
    if (!findings.isEmpty()) {
      failure.addSuppressed(new CheckFailure(findings));
    }
    if (!graph.isEmpty()) {
      failure.addSuppressed(new WaitGraph("others were there when it failed:\n" + graph));
    }
    throw Throwables.asUnchecked(failure);
  }

  private <T extends @Nullable Object> T main(Awaitable<T> body) throws Exception {
    var task = Async.currentTask();
    main = task;
    task.setName("main");
    T result;
    try {
      result = body.await();
    } catch (Throwable failure) {
      if (!over) {
        graph = graph();
      }
      throw failure;
    }
    if (!over) {
      lookForTheRest(task);
    }
    return result;
  }

  /// What all tasks but the main one do; on the loop.
  String graph() {
    return Places.text(Async.captureCallGraph(), main);
  }

  private void lookForTheRest(Task<?> self) {
    var state = loop.statistics();
    if (state.tasks() > 1) {
      var waits = Async.captureCallGraph();
      for (var task : Async.allTasks()) {
        if (task != self) {
          var where = Places.find(waits, task).map(Places::describe).orElse("");
          find(Check.TASK_LEFT, task.name() + " has not ended: it " + where);
        }
      }
    } else if (state.timers() > 0) {
      find(
          Check.TIMER_LEFT,
          state.timers()
              + " timer(s), the first one due in "
              + (state.nextTimer().orElse(0) - clock.now())
              + " ns; cancel what callLater and callAt return");
    }
    if (state.owed() > 0) {
      find(
          Check.THREAD_LEFT,
          state.owed() + " call(s) of toThread or of an executor still run, and nobody waits");
    }
    if (!checks.make(Check.THREAD_LEFT) || threads.isEmpty()) {
      return;
    }
    if (laterThreads != null) {
      laterThreads.accept(threads);
    } else {
      threads.left().forEach(place -> find(Check.THREAD_LEFT, place));
    }
  }

  private void find(Check check, String message) {
    find(new Finding(check, message, Optional.empty()));
  }

  private void find(Finding finding) {
    if (checks.make(finding.check())) {
      findings.add(finding);
    }
  }

  private void report(ErrorContext context) {
    var message = context.message();
    var exception = context.exception();
    var check = kind(message);
    find(
        check == Check.FAILURE_UNSEEN || check == Check.ERROR_REPORTED
            ? new Finding(
                check, message + exception.map(thrown -> ": " + thrown).orElse(""), exception)
            : new Finding(check, message, Optional.empty()));
  }

  private static Check kind(String message) {
    if (message.contains(" swallowed a cancellation ")) {
      return Check.CANCELLATION_SWALLOWED;
    }
    if (message.contains(" ended and still holds ")) {
      return Check.LOCK_HELD;
    }
    return message.contains(" exception was never retrieved")
            || message.startsWith("Unhandled exception of ")
        ? Check.FAILURE_UNSEEN
        : Check.ERROR_REPORTED;
  }

  /// Whether that kind of failure is something that was left behind.
  static boolean isOfChecks(String kind) {
    return kind.startsWith("[");
  }

  /// What tells two failures of a run apart, so that a smaller schedule is known to show the same.
  static String kind(Throwable failure) {
    return switch (failure) {
      case CheckFailure left -> left.kinds().toString();
      case DeadlockException _, StepLimitFailure _ -> failure.getClass().getName();
      default -> failure.getClass().getName() + Places.of(failure).orElse(null);
    };
  }
}
