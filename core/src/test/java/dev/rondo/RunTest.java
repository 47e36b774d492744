package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `run`: where it may be called, what comes out of it, and what it does with leftovers.
@Timeout(60)
class RunTest {
  private final List<String> log = new ArrayList<>();

  /// Notes what the running loop reports.
  private void logReports() {
    runningLoop()
        .setExceptionHandler(
            (_, context) ->
                log.add(context.message() + ": " + context.exception().orElseThrow().getMessage()));
  }

  /* ---- where it may be called ---- */

  private static String slowly(String text) {
    sleep(Duration.ofNanos(1));
    return text;
  }

  @Test
  void aPlatformThreadMayRunACoroutine() throws Exception {
    var call = new FutureTask<>(() -> Async.run(() -> slowly("done")));
    Thread.ofPlatform().start(call);
    assertEquals("done", call.get());
  }

  @Test
  void aVirtualThreadMayRunACoroutine() throws Exception {
    var call = new FutureTask<>(() -> Async.run(() -> slowly("done")));
    Thread.ofVirtual().start(call);
    assertEquals("done", call.get());
  }

  @Test
  void aVirtualThreadMayRunALoopStepByStep() throws Exception {
    var call =
        new FutureTask<>(
            () -> {
              try (var loop = Loop.create()) {
                var first = loop.runUntilComplete(() -> slowly("one"));
                loop.callSoon(loop::stop);
                loop.runForever();
                return first + loop.runUntilComplete(() -> slowly("two"));
              }
            });
    Thread.ofVirtual().start(call);
    assertEquals("onetwo", call.get());
  }

  @Test
  void runMayBeCalledAgainAndAgain() throws Exception {
    for (var i = 0; i < 100; i++) {
      var number = i;
      assertEquals("run " + i, Async.run(() -> slowly("run " + number)));
    }
  }

  @Test
  void eachRunHasALoopOfItsOwn() throws Exception {
    assertNotSame(Async.run(Async::runningLoop), Async.run(Async::runningLoop));
  }

  @Test
  void severalThreadsMayRunAtOnce() throws Exception {
    var all = new CountDownLatch(8);
    var calls = new ArrayList<FutureTask<Integer>>();
    for (var i = 0; i < 8; i++) {
      var number = i;
      var call =
          new FutureTask<>(
              () ->
                  Async.run(
                      () -> {
                        all.countDown();
                        all.await(); // suspends this coroutine only; all runs are in here now
                        sleep(Duration.ofNanos(1));
                        return number;
                      }));
      (i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(call);
      calls.add(call);
    }
    for (var i = 0; i < 8; i++) {
      assertEquals(i, calls.get(i).get());
    }
  }

  @Test
  void runInACoroutineIsAnErrorThatSaysWhatToDo() throws Exception {
    VirtualTime.run(
        () -> {
          var error =
              assertThrows(IllegalStateException.class, () -> Async.run(() -> log.add("ran")));
          assertEquals(
              "Cannot run the event loop while another loop is running this code, in Task-1; call"
                  + " the coroutine directly, or start it with createTask",
              error.getMessage());
          yieldNow(); // the loop lives
        });
    assertEquals(List.of(), log);
  }

  @Test
  void runInACallbackIsAnErrorThatSaysWhatToDo() throws Exception {
    VirtualTime.run(
        () -> {
          var caught = new CompletableFuture<IllegalStateException>();
          runningLoop()
              .callSoon(
                  () ->
                      caught.complete(
                          assertThrows(
                              IllegalStateException.class, () -> Async.run(() -> log.add("ran")))));
          assertEquals(
              "Cannot run the event loop while another loop is running; call the coroutine"
                  + " directly, or start it with createTask",
              caught.get().getMessage());
        });
    assertEquals(List.of(), log);
  }

  @Test
  void aLoopThatRunsCannotBeRunAgain() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var error = assertThrows(IllegalStateException.class, loop::runForever);
          assertEquals("This event loop is already running", error.getMessage());
          assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(() -> "x"));
        });
  }

  /* ---- what comes out ---- */

  @Test
  void theValueComesOut() throws Exception {
    var value = new Object();
    assertSame(value, VirtualTime.run(() -> value));
    assertNull(VirtualTime.run(() -> null));
  }

  @Test
  void theVeryExceptionComesOut() {
    for (var exception :
        List.of(new IOException("a"), new IllegalArgumentException("b"), new Error("c"))) {
      assertSame(
          exception,
          assertThrows(
              Throwable.class,
              () ->
                  VirtualTime.run(
                      () -> {
                        sleep(Duration.ofSeconds(1));
                        throw Throwing.asUnchecked(exception);
                      })));
    }
  }

  @Test
  void theExceptionOfMainIsNotReportedAsWell() {
    assertThrows(
        IOException.class,
        () ->
            VirtualTime.run(
                () -> {
                  logReports();
                  throw new IOException("mine");
                }));
    assertEquals(List.of(), log);
  }

  @Test
  void aCancelledMainEndsTheRunWithItsError() {
    var error =
        assertThrows(
            CancelledError.class,
            () ->
                VirtualTime.run(
                    () -> {
                      Async.currentTask().cancel("enough");
                      yieldNow();
                    }));
    assertEquals("enough", error.reason().orElseThrow());
  }

  @Test
  void anInterruptedExceptionOfMainsOwnComesOutAsItIs() {
    var mine = new InterruptedException("mine");
    assertSame(
        mine,
        assertThrows(
            InterruptedException.class,
            () ->
                VirtualTime.run(
                    () -> {
                      throw mine;
                    })));
  }

  /* ---- leftovers ---- */

  @Test
  void leftoversAreCancelledAndAwaited() throws Exception {
    VirtualTime.run(
        () -> {
          for (var name : List.of("a", "b")) {
            createTask(
                name,
                () -> {
                  try {
                    sleep(Duration.ofDays(1));
                  } catch (CancelledError error) {
                    log.add(name + ": " + error.reason().orElseThrow());
                    sleep(Duration.ofSeconds(1)); // cleaning up takes its time
                    log.add(name + " cleaned up");
                    throw error;
                  }
                });
          }
          yieldNow();
          log.add("main is done");
        });
    assertEquals(
        List.of(
            "main is done",
            "a: the loop is closing",
            "b: the loop is closing",
            "a cleaned up",
            "b cleaned up"),
        log);
  }

  @Test
  void leftoversThatDidNotBeginNeverDo() throws Exception {
    Task<?> task;
    try (var loop = VirtualTime.newLoop()) {
      task = loop.createTask(() -> log.add("began"));
    }
    assertTrue(task.cancelled());
    assertEquals(List.of(), log);
  }

  @Test
  void leftoversAreCancelledWhenMainFailsToo() {
    assertThrows(
        IOException.class,
        () ->
            VirtualTime.run(
                () -> {
                  createTask(
                      () -> {
                        try {
                          sleep(Duration.ofDays(1));
                        } finally {
                          log.add("cleaned up");
                        }
                      });
                  yieldNow();
                  throw new IOException("mine");
                }));
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void leftoversInCodeOfTheJdkAreCancelledToo() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                  log.add("interrupted");
                  throw interrupted;
                }
              });
          yieldNow();
        });
    assertEquals(List.of("interrupted"), log);
  }

  @Test
  void failuresOfLeftoversAreReported() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          createTask(
              "bad",
              () -> {
                try {
                  sleep(Duration.ofDays(1));
                } finally {
                  Failing.fail("while cleaning up");
                }
              });
          yieldNow();
        });
    assertEquals(
        List.of("Unhandled exception of bad while the loop was closing: while cleaning up"), log);
  }

  /// Throws where the compiler would complain about a bare `throw`.
  private static final class Failing {
    static void fail(String message) {
      throw new IllegalStateException(message);
    }
  }

  @Test
  void failuresThatNobodyLookedAtAreReportedOnce() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          createTask("bad", () -> Failing.fail("unseen"));
          var seen = createTask("seen", () -> Failing.fail("seen"));
          Promise<String> promise = runningLoop().createPromise();
          promise.setException(new IOException("promised"));
          assertThrows(IllegalStateException.class, seen::await);
        });
    assertEquals(
        List.of(
            "Promise exception was never retrieved: promised",
            "Task exception was never retrieved: bad (debug mode tells where it was created):"
                + " unseen"),
        log);
  }

  @Test
  void tasksStartedInACleanUpAreCancelledAndAwaitedToo() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(() -> startAnotherWhenCancelled(3));
          yieldNow();
        });
    assertEquals(List.of("cancelled 3", "cancelled 2", "cancelled 1", "cancelled 0"), log);
  }

  private void startAnotherWhenCancelled(int more) {
    try {
      sleep(Duration.ofDays(1));
    } finally {
      log.add("cancelled " + more);
      if (more > 0) {
        createTask(() -> startAnotherWhenCancelled(more - 1));
        sleep(Duration.ofSeconds(1)); // so that the other begins
      }
    }
  }

  @Test
  void aLeftoverThatRefusesToBeCancelledIsAwaitedAllTheSame() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                try {
                  sleep(Duration.ofDays(1));
                } catch (CancelledError refused) {
                  sleep(Duration.ofDays(1));
                  log.add("done after " + Duration.ofNanos(runningLoop().time()));
                }
              });
          yieldNow();
        });
    assertEquals(List.of("done after PT24H"), log);
  }

  @Test
  void aLeftoverThatStopsTheLoopDoesNotKeepItFromClosing() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                try {
                  sleep(Duration.ofDays(1));
                } finally {
                  runningLoop().stop();
                  sleep(Duration.ofSeconds(1));
                  log.add("cleaned up");
                }
              });
          yieldNow();
        });
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void callsInWorkerThreadsEndBeforeTheRunDoes() throws Exception {
    var started = new CountDownLatch(1);
    var ended = new AtomicInteger();
    Async.run(
        () -> {
          createTask(
              () ->
                  toThread(
                      () -> {
                        started.countDown();
                        try {
                          new CountDownLatch(1).await(); // until it is interrupted
                        } finally {
                          Thread.sleep(5); // a worker that takes its time to end
                          ended.incrementAndGet();
                        }
                      }));
          started.await();
        });
    assertEquals(1, ended.get());
  }

  @Test
  void workerThreadsEndWithTheRun() throws Exception {
    Thread worker =
        Async.run(
            () -> {
              var thread = toThread(Thread::currentThread);
              assertTrue(thread.isAlive());
              return thread;
            });
    worker.join();
    assertFalse(worker.isAlive());
  }

  /* ---- the loop afterwards ---- */

  @Test
  void theLoopIsClosedAfterwards() throws Exception {
    Loop loop =
        VirtualTime.run(
            () -> {
              assertTrue(runningLoop().isRunning());
              assertFalse(runningLoop().isClosed());
              return runningLoop();
            });
    assertFalse(loop.isRunning());
    assertTrue(loop.isClosed());
  }

  @Test
  void aRunnerKeepsItsLoopItsContextAndItsTasksBetweenRuns() throws Exception {
    var variable = ContextVariable.create("variable", "unset");
    try (var runner = new Runner(VirtualTime::newLoop)) {
      runner.run(
          () -> {
            variable.set("set");
            createTask(
                () -> {
                  sleep(Duration.ofSeconds(1));
                  log.add("went on");
                });
            yieldNow();
          });
      assertEquals(List.of(), log);
      runner.run(
          () -> {
            assertEquals("set", variable.get());
            sleep(Duration.ofSeconds(2));
          });
      assertEquals(List.of("went on"), log);
    }
  }

  @Test
  void aRunnerThatIsClosedRunsNothing() throws Exception {
    var runner = new Runner();
    runner.run(() -> {});
    runner.close();
    runner.close();
    assertEquals(
        "Runner is closed",
        assertThrows(IllegalStateException.class, () -> runner.run(() -> {})).getMessage());
    assertThrows(IllegalStateException.class, runner::loop);
  }

  @Test
  void aRunnerGivesItsLoopToNoCoroutineOfAnotherLoop() throws Exception {
    VirtualTime.run(
        () -> {
          try (var runner = new Runner()) {
            assertThrows(IllegalStateException.class, runner::loop);
          }
        });
  }
}
