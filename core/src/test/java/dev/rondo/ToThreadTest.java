package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calling blocking code in worker threads.
@Timeout(60)
class ToThreadTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void theCallIsMadeByAPlatformThreadAndItsResultComesBack() throws Exception {
    VirtualTime.run(
        () -> {
          var worker = toThread(Thread::currentThread);
          assertFalse(worker.isVirtual());
          assertTrue(worker.getName().startsWith("rondo-worker-"));
          assertNotSame(Thread.currentThread(), worker);
        });
  }

  @Test
  void theVeryExceptionComesBack() throws Exception {
    for (var mine :
        List.of(new IOException("a"), new IllegalStateException("b"), new AssertionError("c"))) {
      VirtualTime.run(
          () ->
              assertSame(
                  mine,
                  assertThrows(
                      Throwable.class,
                      () ->
                          toThread(
                              () -> {
                                throw Throwing.asUnchecked(mine);
                              }))));
    }
  }

  @Test
  void othersGoOnMeanwhile() throws Exception {
    var release = new CountDownLatch(1);
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  log.add("calls");
                  toThread(() -> release.await());
                  log.add("returned");
                },
                () -> {
                  log.add("other");
                  yieldNow();
                  log.add("other again");
                  release.countDown();
                }));
    assertEquals(List.of("calls", "other", "other again", "returned"), log);
  }

  @Test
  void theCallSeesACopyOfTheContext() throws Exception {
    var variable = ContextVariable.create("variable", "unset");
    VirtualTime.run(
        () -> {
          variable.set("of the coroutine");
          var seen =
              toThread(
                  () -> {
                    var before = variable.get();
                    variable.set("of the call");
                    return before + ", " + variable.get();
                  });
          assertEquals("of the coroutine, of the call", seen);
          assertEquals("of the coroutine", variable.get());
          assertEquals("of the coroutine", toThread(variable::get));
        });
  }

  @Test
  void cancellingInterruptsTheWorkerAndDropsItsResult() throws Exception {
    var started = new CountDownLatch(1);
    var interrupted = new CompletableFuture<String>();
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () ->
                      toThread(
                          () -> {
                            started.countDown();
                            try {
                              new CountDownLatch(1).await();
                            } catch (InterruptedException expected) {
                              interrupted.complete("interrupted");
                            }
                            return "dropped";
                          }));
          yieldNow();
          started.await();
          task.cancel("enough");
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals(Optional.of("enough"), error.reason());
          assertEquals("interrupted", interrupted.get());
        });
  }

  @Test
  void cancellingDoesNotWaitForTheWorker() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () ->
                      toThread(
                          () -> {
                            started.countDown();
                            awaitUninterruptibly(release);
                            return "dropped";
                          }));
          yieldNow();
          started.await();
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          release.countDown(); // only now does the worker end
        });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException ignored) {
        // it is what a stubborn call does
      }
    }
  }

  @Test
  void theInterruptOfACallDoesNotReachTheNextCallOfThatWorker() throws Exception {
    var workers = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    VirtualTime.run(
        () -> {
          for (var i = 0; i < 100; i++) {
            var started = new CountDownLatch(1);
            var task =
                createTask(
                    () ->
                        toThread(
                            () -> {
                              started.countDown();
                              new CountDownLatch(1).await();
                            }));
            yieldNow();
            started.await();
            task.cancel();
            var calls = new ArrayList<Awaitable<Boolean>>();
            for (var j = 0; j < workers; j++) {
              calls.add(() -> toThread(() -> Thread.currentThread().isInterrupted()));
            }
            assertFalse(gather(calls).contains(true));
            assertThrows(CancelledError.class, task::await);
          }
        });
  }

  /// As many calls as there are workers, all waiting for the latch.
  private static List<Task<?>> occupyAllWorkers(CountDownLatch release) throws Exception {
    var workers = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
    var started = new CountDownLatch(workers);
    var calls = new ArrayList<Task<?>>();
    for (var i = 0; i < workers; i++) {
      calls.add(
          createTask(
              () ->
                  toThread(
                      () -> {
                        started.countDown();
                        release.await();
                      })));
    }
    yieldNow();
    started.await();
    return calls;
  }

  @Test
  void aCallThatWaitsForAWorkerAndIsCancelledIsNeverMade() throws Exception {
    var release = new CountDownLatch(1);
    VirtualTime.run(
        () -> {
          var busy = occupyAllWorkers(release);
          var queued = createTask(() -> toThread((Action) () -> log.add("made")));
          yieldNow();
          queued.cancel();
          assertThrows(CancelledError.class, queued::await);
          release.countDown();
          gather(busy);
          toThread(() -> {}); // comes after it in the queue
        });
    assertEquals(List.of(), log);
  }

  @Test
  void callsBeyondTheNumberOfWorkersWaitTheirTurn() throws Exception {
    var release = new CountDownLatch(1);
    VirtualTime.run(
        () -> {
          var busy = occupyAllWorkers(release);
          var queued = createTask(() -> toThread(() -> "made"));
          yieldNow();
          assertFalse(queued.done());
          release.countDown();
          gather(busy);
          assertEquals("made", queued.await());
        });
  }

  @Test
  void manyCallsAtOnceAllReturn() throws Exception {
    var made = new AtomicInteger();
    VirtualTime.run(
        () -> {
          var calls = new ArrayList<Awaitable<Integer>>();
          for (var i = 0; i < 10_000; i++) {
            var number = i;
            calls.add(
                () ->
                    toThread(
                        () -> {
                          made.incrementAndGet();
                          return number;
                        }));
          }
          var results = gather(calls);
          for (var i = 0; i < 10_000; i++) {
            assertEquals(i, results.get(i));
          }
        });
    assertEquals(10_000, made.get());
  }

  @Test
  void aCallThatThrowsCancelledErrorCancelsItsCaller() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () ->
                      toThread(
                          (Callable<String>)
                              () -> {
                                throw new CancelledError("from the worker");
                              }));
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals(Optional.of("from the worker"), error.reason());
          assertTrue(task.cancelled());
        });
  }

  @Test
  void aCallMayRunALoopOfItsOwn() throws Exception {
    VirtualTime.run(
        () ->
            assertEquals(
                List.of("a", "b"),
                toThread(
                    () ->
                        VirtualTime.run(
                            () ->
                                gather(
                                    () -> {
                                      sleep(Duration.ofSeconds(1));
                                      return "a";
                                    },
                                    () -> "b")))));
  }

  @Test
  void aCleanUpMayCallWorkersWhileTheLoopCloses() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                try {
                  sleep(Duration.ofDays(1));
                } finally {
                  log.add(toThread(() -> "flushed"));
                }
              });
          yieldNow();
        });
    assertEquals(List.of("flushed"), log);
  }

  @Test
  void anUncancellableCallKeepsTheRunFromEndingBeforeIt() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var ended = new AtomicInteger();
    VirtualTime.run(
        () -> {
          createTask(
              () ->
                  toThread(
                      () -> {
                        started.countDown();
                        awaitUninterruptibly(release);
                        ended.incrementAndGet();
                      }));
          yieldNow();
          started.await();
          createTask(
              () -> {
                try {
                  sleep(Duration.ofDays(1));
                } finally {
                  release.countDown(); // the loop is closing
                }
              });
          yieldNow();
        });
    assertEquals(1, ended.get());
  }
}
