package dev.rondo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a loop does before it closes, so that nothing of it is left.
final class Shutdown {
  private static final Duration WORKERS_PATIENCE = Duration.ofMinutes(5);

  private static final int DEADLOCK_PATIENCE = 100;

  private Shutdown() {}

  static void run(Loop loop, WorkerThreads workers) {
    endAll(loop);
    var pool = workers.shutdown();
    if (pool != null) {
      awaitWorkers(loop, pool);
    }
    loop.runAcceptedCalls();
    endAll(loop);
  }

  /// The clean-up of a task may leave a generator open, and that of a generator a task.
  private static void endAll(Loop loop) {
    cancelTasks(loop);
    for (var closings = loop.generators.closeAll();
        !closings.isEmpty();
        closings = loop.generators.closeAll()) {
      runUntilDone(loop, Gathering.<@Nullable Void>ofOutcomes(loop, closings));
      cancelTasks(loop);
    }
  }

  /// Cancelled tasks may start others in their clean-up, so this goes on until there are none.
  private static void cancelTasks(Loop loop) {
    while (loop.tasks.size() > 0) {
      var leftovers = loop.tasks.toList();
      cancelAll(leftovers);
      runUntilDone(loop, Gathering.<@Nullable Object>ofOutcomes(loop, leftovers));
      for (var task : leftovers) {
        if (task.isDone()) {
          var failure = task.takeFailure();
          if (failure != null) {
            loop.report(
                "Unhandled exception of " + task.name() + " while the loop was closing",
                failure,
                null);
          }
        }
      }
    }
  }

  /// The clean-up of a task may stop the loop; that does not keep it from closing. One that waits
  /// for something that cannot come is cancelled again, a few times.
  private static void runUntilDone(Loop loop, Deferred<?> all) {
    var deadlocks = 0;
    while (!all.isDone()) {
      try {
        loop.runUntilComplete(all);
      } catch (DeadlockException deadlock) {
        deadlocks++;
        if (deadlocks > DEADLOCK_PATIENCE) {
          throw deadlock;
        }
        cancelAll(loop.tasks.toList());
      } catch (Exception stopped) {
        if (all.isDone()) {
          throw new AssertionError("outcomes do not fail", stopped);
        }
      }
    }
  }

  private static void cancelAll(List<Task<?>> tasks) {
    var cancellation = new Cancellation("the loop is closing", null, null);
    tasks.forEach(task -> CancelWalk.cancel(task, cancellation));
  }

  private static void awaitWorkers(Loop loop, ThreadPoolExecutor pool) {
    var ended = new Promise<Boolean>(loop);
    loop.outside++;
    Thread.ofPlatform()
        .name("rondo-shutdown")
        .daemon()
        .start(
            () -> {
              var terminated = false;
              try {
                terminated = pool.awaitTermination(WORKERS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
              } catch (InterruptedException interrupted) {
                // Nobody interrupts this thread; if somebody does, waiting ends.
              }
              var result = terminated;
              loop.handOver(
                  new Handle(
                      loop,
                      () -> {
                        loop.outside--;
                        ended.succeed(result);
                      },
                      null));
            });
    runUntilDone(loop, ended);
    if (!pool.isTerminated()) {
      ErrorReports.log(
          new ErrorContext(
              "Worker threads of toThread did not end within " + WORKERS_PATIENCE,
              Optional.empty(),
              Optional.empty()));
    }
  }
}
