package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs tests on a thread of its own, and gives up when one takes too long in real time.
final class Limit {
  /// How long a loop may take to answer.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Duration limit;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable TestRun run;
  private volatile long began = System.nanoTime();
  private volatile @Nullable Throwable failure;

  Limit(Duration limit) {
    this.limit = limit;
  }

  /// Notes which run the time is for from now on.
  TestRun begin(TestRun next) {
    run = next;
    began = System.nanoTime();
    return next;
  }

  /// Runs `body`, which makes one run or several.
  void run(String name, Action body) throws Exception {
    var thread =
        Thread.ofPlatform()
            .name("test of " + name)
            .daemon()
            .start(
                () -> {
                  try {
                    body.run();
                  } catch (Throwable thrown) {
                    failure = thrown;
                  } finally {
                    ended.countDown();
                  }
                });
    try {
      while (!ended.await(left(), TimeUnit.NANOSECONDS)) {
        if (left() <= 0) {
          throw giveUp(thread);
        }
      }
    } catch (InterruptedException interrupted) {
      thread.interrupt();
      throw interrupted;
    }
    var thrown = failure;
    if (thrown != null) {
      throw Throwables.asUnchecked(thrown);
    }
  }

  private long left() {
    return limit.toNanos() - (System.nanoTime() - began);
  }

  private AssertionError giveUp(Thread thread) throws InterruptedException {
    var message = "the test did not end within " + limit.toSeconds() + " s of real time";
    var late = run;
    if (late == null) {
      return new AssertionError(message);
    }
    var step = late.loop.runningStep();
    var graph = new CompletableFuture<String>();
    try {
      late.loop.callSoonThreadsafe(
          () -> {
            graph.complete(Places.text(Async.captureCallGraph(), null));
            cancel(late.main());
          });
      var waits = graph.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      thread.join(PATIENCE);
      return new AssertionError(message + "; the tasks:\n" + waits);
    } catch (IllegalStateException | ExecutionException closed) {
      return new AssertionError(message + ", its loop is closed", closed);
    } catch (TimeoutException busy) {
      return new AssertionError(
          message
              + "; "
              + step.or(late.loop::runningStep)
                  .orElse("nothing runs, but the loop does not answer"));
    }
  }

  private static void cancel(@Nullable Task<?> main) {
    if (main != null) {
      main.cancel("the time limit of the test is over");
    }
  }
}
