package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runCoroutineThreadsafe;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toCompletableFuture;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Running coroutines on the loop of another thread.
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class RunCoroutineThreadsafeTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void theResultComesBack() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          var result =
              toThread(
                  () ->
                      runCoroutineThreadsafe(
                              () -> {
                                assertSame(loop, runningLoop());
                                sleep(Duration.ofNanos(1));
                                return "result";
                              },
                              loop)
                          .get());
          assertEquals("result", result);
        });
  }

  @Test
  void theVeryExceptionComesBack() throws Exception {
    var mine = new IOException("mine");
    Async.run(
        () -> {
          var loop = runningLoop();
          toThread(
              () -> {
                var future =
                    runCoroutineThreadsafe(
                        () -> {
                          throw mine;
                        },
                        loop);
                assertSame(mine, assertThrows(ExecutionException.class, future::get).getCause());
              });
        });
  }

  @Test
  void anExceptionThatComesBackIsNotReportedAsWell() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, context) -> log.add(context.message()));
          toThread(
              () -> {
                var future =
                    runCoroutineThreadsafe(
                        () -> {
                          throw new IOException("mine");
                        },
                        loop);
                assertThrows(ExecutionException.class, future::get);
              });
        });
    assertEquals(List.of(), log);
  }

  @Test
  void aPromiseOrTaskOfTheLoopMayBeAwaitedSoToo() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          var task = createTask(() -> "of the loop");
          assertEquals("of the loop", toThread(() -> runCoroutineThreadsafe(task, loop).get()));
        });
  }

  @Test
  void cancellingTheFutureCancelsTheCoroutine() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          var started = new CountDownLatch(1);
          var reason = loop.<Optional<String>>createPromise();
          toThread(
              () -> {
                var future =
                    runCoroutineThreadsafe(
                        () -> {
                          started.countDown();
                          try {
                            sleep(Duration.ofDays(1));
                            return "slept";
                          } catch (CancelledError error) {
                            reason.setResult(error.reason());
                            throw error;
                          }
                        },
                        loop);
                started.await();
                assertTrue(future.cancel(true));
              });
          assertEquals(Optional.of("the future of another thread was cancelled"), await(reason));
        });
  }

  @Test
  void cancellingTheFutureBeforeTheCoroutineBeginsKeepsItFromBeginning() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      var future = runCoroutineThreadsafe(() -> log.add("began"), loop);
      future.cancel(true);
      assertEquals("ran", loop.runUntilComplete(() -> "ran"));
    }
    assertEquals(List.of(), log);
  }

  @Test
  void cancellingTheCoroutineCancelsTheFuture() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          toThread(
              () -> {
                var future =
                    runCoroutineThreadsafe(
                        () -> {
                          currentTask().cancel("by itself");
                          yieldNow();
                          return "not reached";
                        },
                        loop);
                var error = assertThrows(CancellationException.class, future::get);
                assertTrue(future.isCancelled());
                var reasons = new ArrayList<Optional<String>>();
                for (Throwable each = error; each != null; each = each.getCause()) {
                  if (each instanceof CancelledError cancelled) {
                    reasons.add(cancelled.reason());
                  }
                }
                assertEquals(List.of(Optional.of("by itself")), reasons);
              });
        });
  }

  @Test
  void aLoopThatIsClosedRefuses() {
    var loop = VirtualTime.newLoop();
    loop.close();
    var error =
        assertThrows(
            IllegalStateException.class, () -> runCoroutineThreadsafe(() -> log.add("x"), loop));
    assertEquals("Event loop is closed", error.getMessage());
  }

  @Test
  void aLoopThatClosesCancelsWhatRuns() throws Exception {
    var future = new CompletableFuture<CompletableFuture<String>>();
    Async.run(
        () -> {
          var loop = runningLoop();
          var started = new CountDownLatch(1);
          toThread(
              () -> {
                future.complete(
                    runCoroutineThreadsafe(
                        () -> {
                          started.countDown();
                          sleep(Duration.ofDays(1));
                          return "slept";
                        },
                        loop));
              });
          started.await();
        });
    assertTrue(future.get().isDone());
    assertThrows(CancellationException.class, () -> future.get().get());
  }

  @Test
  void aLoopThatClosesCancelsTheFutureOfAPromiseThatNeverEnds() throws Exception {
    var futures = new ArrayList<CompletableFuture<String>>();
    Async.run(
        () -> {
          var loop = runningLoop();
          var promise = loop.<String>createPromise();
          var accepted = new CountDownLatch(1);
          toThread(
              () -> {
                futures.add(runCoroutineThreadsafe(promise, loop));
                accepted.countDown();
              });
          accepted.await();
          futures.add(toCompletableFuture(promise));
          futures.add(toCompletableFuture(loop.<String>createPromise()));
          var done = loop.<String>createPromise();
          futures.add(toCompletableFuture(done));
          done.setResult("done");
        });
    assertEquals("done", futures.removeLast().get());
    for (var future : futures) {
      assertTrue(future.isCancelled(), () -> "the future is left as " + future);
    }
  }

  @Test
  void whatWasAcceptedEndsEvenIfTheLoopClosesBeforeItBegins() throws Exception {
    CompletableFuture<String> future;
    try (var loop = VirtualTime.newLoop()) {
      future = runCoroutineThreadsafe(() -> "ran", loop);
    }
    assertTrue(future.isDone(), "the future will never be completed");
  }

  @Test
  void theLoopsOwnThreadMayUseItToo() throws Exception {
    VirtualTime.run(
        () -> {
          var future = runCoroutineThreadsafe(() -> "own", runningLoop());
          assertFalse(future.isDone());
          assertEquals("own", future.get()); // suspends this coroutine only
          assertEquals("own", await(runCoroutineThreadsafe(() -> "own", runningLoop())));
        });
  }

  @Test
  void theCoroutineSeesACopyOfTheCallersContext() throws Exception {
    var variable = ContextVariable.create("variable", "unset");
    Async.run(
        () -> {
          var loop = runningLoop();
          toThread(
              () -> {
                variable.set("of the caller");
                var future =
                    runCoroutineThreadsafe(
                        () -> {
                          var seen = variable.get();
                          variable.set("of the coroutine");
                          return seen;
                        },
                        loop);
                assertEquals("of the caller", future.get());
                assertEquals("of the caller", variable.get());
              });
        });
  }

  @Test
  void manyThreadsMayRunManyCoroutines() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          var running = new ArrayList<Awaitable<Integer>>();
          for (var i = 0; i < 8; i++) {
            running.add(
                () ->
                    toThread(
                        () -> {
                          var sum = 0;
                          for (var j = 0; j < 1000; j++) {
                            var number = j;
                            sum +=
                                runCoroutineThreadsafe(
                                        () -> {
                                          yieldNow();
                                          return number;
                                        },
                                        loop)
                                    .get();
                          }
                          return sum;
                        }));
          }
          for (var sum : Async.gather(running)) {
            assertEquals(499_500, sum);
          }
        });
  }

  @Test
  void aTaskOfAnotherLoopFailsTheFuture() throws Exception {
    try (var loop = VirtualTime.newLoop();
        var other = VirtualTime.newLoop()) {
      var promise = other.<String>createPromise();
      var future = runCoroutineThreadsafe(promise, loop);
      assertEquals("ran", loop.runUntilComplete(() -> "ran"));
      assertInstanceOf(
          IllegalArgumentException.class,
          assertThrows(ExecutionException.class, future::get).getCause());
    }
  }
}
