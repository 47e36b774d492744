package dev.rondo;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.cancelAndWait;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Bugs that other libraries had (or have) in tasks, groups and time limits, and that are not to be
/// made again here. Those of locks and queues: [KnownLockBugsTest]; long and closed chains of
/// awaits: [CancelChainTest]; which ones cannot occur here: `docs/known-bugs.md`.
class KnownBugsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<String> log = new ArrayList<>();

  private void logReports() {
    runningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
  }

  private static Action failing(Exception failure) {
    return () -> {
      yieldNow();
      throw failure;
    };
  }

  private static String reasonOf(CancelledError error) {
    return error.reason().orElse("none");
  }

  /* ---- time limits that wait for something ---- */

  // gh-86296, gh-87555: wait_for returned the result and lost the cancellation when what it waited
  // for was done in the same pass.
  @Test
  void waitForIsCancelledThoughTheResultCameInTheSamePass() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = createTask(() -> waitFor(promise, HOUR));
          yieldNow();
          promise.setResult("result");
          assertTrue(task.cancel("outside"));
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals("outside", reasonOf(error));
          assertEquals("result", promise.result());
        });
  }

  // bpo-37658: the same where a task was waited for.
  @Test
  void waitForATaskIsCancelledThoughTheTaskEndedInTheSamePass() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var inner = createTask(promise);
          var task = createTask(() -> waitFor(inner, HOUR));
          yieldNow();
          promise.setResult("result");
          yieldNow(); // now the inner one is done, and the other about to be told
          assertTrue(inner.done());
          assertFalse(task.done());
          assertTrue(task.cancel("outside"));
          assertThrows(CancelledError.class, task::await);
          assertEquals("result", inner.result());
        });
  }

  // gh-134471: a time limit of zero turned a cancellation that had been asked for before into a
  // timeout.
  @Test
  void aTimeLimitOfZeroDoesNotSwallowACancellationThatCameBefore() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    currentTask().cancel("before");
                    timeout(Duration.ZERO, () -> sleep(HOUR));
                  });
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals("before", reasonOf(error));
        });
  }

  // The same bug, where the limit makes the code move on without an error.
  @Test
  void movingOnDoesNotSwallowACancellationThatCameBefore() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    currentTask().cancel("before");
                    return moveOnAfter(Duration.ZERO, () -> sleep(HOUR));
                  });
          assertThrows(CancelledError.class, task::await);
        });
  }

  // gh-102780: a task that had swallowed a cancellation got CancelledError from a time limit
  // instead
  // of a timeout.
  @Test
  void aTimeLimitWorksAfterASwallowedCancellation() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      sleep(HOUR);
                    } catch (CancelledError swallowed) {
                      log.add("swallowed");
                    }
                    assertThrows(TimeoutException.class, () -> timeout(SECOND, () -> sleep(HOUR)));
                    return currentTask().cancelling();
                  });
          yieldNow();
          task.cancel();
          assertEquals(1, task.await());
        });
    assertEquals(List.of("swallowed"), log);
  }

  /* ---- groups ---- */

  // gh-116720: when an inner and an outer group failed in the same pass, the inner one took back
  // the
  // request of the outer one, whose block then went on for ever.
  @Test
  void anInnerGroupThatFailsDoesNotSwallowTheCancellationByTheOuterOne() throws Exception {
    var outerFailure = new IOException("outer");
    VirtualTime.run(
        () -> {
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      taskGroup(
                          outer -> {
                            outer.createTask(failing(outerFailure));
                            try {
                              taskGroup(
                                  inner -> {
                                    inner.createTask(failing(new IllegalStateException("inner")));
                                    sleep(HOUR);
                                  });
                            } catch (IllegalStateException handled) {
                              log.add("handled");
                            }
                            sleep(HOUR);
                            log.add("went on");
                          }));
          assertSame(outerFailure, thrown);
          assertEquals(0, currentTask().cancelling());
          sleep(SECOND);
          assertEquals(SECOND.toNanos(), runningLoop().time());
        });
    assertEquals(List.of("handled"), log);
  }

  // gh-95289: requests were counted wrongly when a failure passed several groups, so that the task
  // counted as cancelled, or was cancelled again, after the last of them.
  @Test
  void aFailureThatPassesNestedGroupsLeavesNoRequestBehind() throws Exception {
    var failure = new IOException("innermost");
    VirtualTime.run(
        () -> {
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      taskGroup(
                          outer -> {
                            outer.createTask(() -> sleep(HOUR));
                            taskGroup(
                                middle -> {
                                  middle.createTask(() -> sleep(HOUR));
                                  taskGroup(
                                      inner -> {
                                        inner.createTask(failing(failure));
                                        sleep(HOUR);
                                      });
                                });
                          }));
          assertSame(failure, thrown);
          assertEquals(0, currentTask().cancelling());
          sleep(SECOND);
        });
  }

  // The same from the outside in: the outermost group fails while the inner ones wait.
  @Test
  void anOuterGroupThatFailsEndsTheInnerOnesAndLeavesNoRequestBehind() throws Exception {
    var failure = new IOException("outermost");
    VirtualTime.run(
        () -> {
          var thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      taskGroup(
                          outer -> {
                            outer.createTask(failing(failure));
                            taskGroup(
                                middle -> {
                                  middle.createTask(() -> sleep(HOUR));
                                  taskGroup(
                                      inner -> {
                                        inner.createTask(() -> sleep(HOUR));
                                      });
                                });
                          }));
          assertSame(failure, thrown);
          assertEquals(0, thrown.getSuppressed().length);
          assertEquals(0, currentTask().cancelling());
          sleep(SECOND);
        });
  }

  /// Runs a group in a task of its own, and what `acts` do to both once the group waits.
  private static CancelledError cancelledBy(
      Action body, java.util.function.BiConsumer<TaskGroup, Task<?>> acts) throws Exception {
    var group = new TaskGroup[1];
    var task =
        createTask(
            () ->
                taskGroup(
                    opened -> {
                      group[0] = opened;
                      opened.createTask(
                          () -> {
                            try {
                              sleep(HOUR);
                            } finally {
                              sleep(SECOND); // so that the group waits a while for its end
                            }
                          });
                      body.run();
                    }));
    yieldNow();
    yieldNow();
    acts.accept(java.util.Objects.requireNonNull(group[0]), task);
    var error = assertThrows(CancelledError.class, task::await);
    assertTrue(task.cancelled());
    assertEquals(1, task.cancelling());
    return error;
  }

  // gh-155433: TaskGroup.cancel() swallowed a cancellation from the outside. Whether the block
  // still
  // runs or waits for its tasks, and whoever comes first, the outside gets through.
  @Test
  void aGroupThatIsCancelledDoesNotSwallowACancellationFromOutside() throws Exception {
    Action blockRuns = () -> sleep(HOUR);
    Action blockHasEnded = () -> {};
    VirtualTime.run(
        () -> {
          for (var body : List.of(blockRuns, blockHasEnded)) {
            cancelledBy(
                body,
                (group, task) -> {
                  group.cancel();
                  task.cancel("outside");
                });
            cancelledBy(
                body,
                (group, task) -> {
                  task.cancel("outside");
                  group.cancel();
                });
          }
        });
  }

  // The same bug, when the outside comes while the cancelled group waits for its tasks.
  @Test
  void aCancelledGroupThatWaitsForItsTasksDoesNotSwallowACancellationFromOutside()
      throws Exception {
    Action blockRuns = () -> sleep(HOUR);
    Action blockHasEnded = () -> {};
    VirtualTime.run(
        () -> {
          for (var body : List.of(blockRuns, blockHasEnded)) {
            var error =
                cancelledBy(
                    body,
                    (group, task) -> {
                      group.cancel();
                      yieldNow();
                      yieldNow();
                      task.cancel("outside");
                    });
            assertEquals("outside", reasonOf(error));
          }
        });
  }

  // The same bug, with a cancellation that came before the block and was not delivered yet.
  @Test
  void aGroupThatIsCancelledDoesNotSwallowACancellationThatCameBefore() throws Exception {
    Action waits = () -> sleep(HOUR);
    Action doesNotWait = () -> {};
    VirtualTime.run(
        () -> {
          for (var body : List.of(waits, doesNotWait)) {
            var task =
                createTask(
                    () -> {
                      currentTask().cancel("before");
                      taskGroup(
                          group -> {
                            group.cancel();
                            body.run();
                          });
                      sleep(HOUR);
                    });
            assertThrows(CancelledError.class, task::await);
            assertTrue(task.cancelled());
            assertEquals(1, task.cancelling());
          }
        });
  }

  // The opposite: a cancellation that was swallowed long ago must not come back when a group ends
  // itself.
  @Test
  void aGroupThatIsCancelledAfterASwallowedCancellationEndsInPeace() throws Exception {
    Action waits = () -> sleep(HOUR);
    Action doesNotWait = () -> {};
    VirtualTime.run(
        () -> {
          for (var body : List.of(waits, doesNotWait)) {
            var task =
                createTask(
                    () -> {
                      try {
                        sleep(HOUR);
                      } catch (CancelledError swallowed) {
                        log.add("swallowed");
                      }
                      taskGroup(
                          group -> {
                            group.cancel();
                            body.run();
                          });
                      sleep(SECOND);
                      return "went on";
                    });
            yieldNow();
            task.cancel();
            assertEquals("went on", task.await());
          }
        });
    assertEquals(List.of("swallowed", "swallowed"), log);
  }

  // The same bug, where the first success ends a group.
  @Test
  void aWonRaceDoesNotSwallowACancellationFromOutside() throws Exception {
    VirtualTime.run(
        () -> {
          var won = runningLoop().<String>createPromise();
          var task =
              createTask(
                  () ->
                      Async.<String>race(
                          won,
                          () -> {
                            try {
                              sleep(HOUR);
                            } finally {
                              sleep(SECOND);
                            }
                            return "late";
                          }));
          yieldNow();
          yieldNow();
          won.setResult("won");
          yieldNow();
          yieldNow();
          yieldNow(); // now the race is decided, and waits for the loser's clean-up
          task.cancel("outside");
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals("outside", reasonOf(error));
        });
  }

  /* ---- gather ---- */

  // bpo-32684: gather(return_exceptions=True) swallowed the cancellation of its caller and returned
  // a list of CancelledErrors.
  @Test
  void whoGathersOutcomesIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var caller = createTask(() -> gatherOutcomes(() -> sleepOn("a"), () -> sleepOn("b")));
          yieldNow();
          yieldNow();
          caller.cancel();
          assertThrows(CancelledError.class, caller::await);
          assertTrue(caller.cancelled());
        });
    assertEquals(List.of("a", "b"), log);
  }

  private String sleepOn(String name) {
    try {
      sleep(HOUR);
    } finally {
      log.add(name);
    }
    return name;
  }

  // bpo-26923: gather accepted a cancellation when all that it gathered was done, and dropped it.
  @Test
  void whoGathersIsCancelledThoughEverythingEndedInTheSamePass() throws Exception {
    VirtualTime.run(
        () -> {
          var promises =
              Stream.generate(() -> runningLoop().<Integer>createPromise()).limit(2).toList();
          var caller = createTask(() -> gather(promises));
          yieldNow();
          promises.forEach(promise -> promise.setResult(1));
          assertTrue(caller.cancel("outside"));
          var error = assertThrows(CancelledError.class, caller::await);
          assertEquals("outside", reasonOf(error));
        });
  }

  /* ---- shield ---- */

  // gh-86802: the failure of what was shielded got lost when the one who waited for it had been
  // cancelled.
  @Test
  void theFailureOfWhatIsShieldedIsReportedOnceWhenNobodyWaitsAnyMore() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          var waiting =
              createTask(
                  () ->
                      shield(
                          () -> {
                            sleep(SECOND);
                            throw new IOException("inner");
                          }));
          yieldNow();
          waiting.cancel();
          assertThrows(CancelledError.class, waiting::await);
          sleep(HOUR);
        });
    assertEquals(
        List.of(
            "Task exception was never retrieved: Task-3 (debug mode tells where it was created)"),
        log);
  }

  // gh-156321: after that was mended, it was reported also when somebody else awaited it.
  @Test
  void theFailureOfWhatIsShieldedIsNotReportedIfSomebodyElseAwaitsIt() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          var inner = createTask(failing(new IOException("inner")));
          var waiting = createTask(() -> shield(inner));
          yieldNow();
          waiting.cancel();
          assertThrows(IOException.class, inner::await);
          assertThrows(CancelledError.class, waiting::await);
          sleep(HOUR);
        });
    assertEquals(List.of(), log);
  }

  // bpo-35125, gh-155854: each shield that was cancelled left a callback at what it shielded.
  @Test
  void aCancelledShieldLeavesNothingAtWhatItShielded() throws Exception {
    VirtualTime.run(
        () -> {
          var inner = createTask(() -> sleep(HOUR));
          var reasons = new ArrayList<WeakReference<String>>();
          for (var i = 0; i < 100; i++) {
            var waiting = createTask(() -> shield(inner));
            yieldNow();
            // What is left of the wait would hold the reason for which it ended.
            var reason = "reason " + i;
            reasons.add(new WeakReference<>(reason));
            waiting.cancel(reason);
            cancelAndWait(waiting);
          }
          yieldNow();
          for (var i = 0; i < 20 && !reasons.isEmpty(); i++) {
            System.gc();
            reasons.removeIf(reason -> reason.refersTo(null));
          }
          assertEquals(0, reasons.size());
          assertFalse(inner.done());
        });
  }

  /* ---- tasks ---- */

  // gh-91887: tasks that nobody but the loop's weak set knew were collected while they waited.
  @Test
  void aTaskThatNobodyHoldsIsNotCollected() throws Exception {
    VirtualTime.run(
        () -> {
          var promises = new ArrayList<WeakReference<Promise<String>>>();
          for (var i = 0; i < 100; i++) {
            // Only the task knows the promise that it waits for.
            createTask(
                () -> {
                  var promise = runningLoop().<String>createPromise();
                  promises.add(new WeakReference<>(promise));
                  log.add(promise.await());
                });
          }
          yieldNow();
          for (var i = 0; i < 5; i++) {
            System.gc();
          }
          assertEquals(101, allTasks().size());
          for (var promise : promises) {
            java.util.Objects.requireNonNull(promise.get()).setResult("result");
          }
          yieldNow();
        });
    assertEquals(100, log.size());
  }

  // anyio#1257: a task that refused its cancellation was cancelled again in every pass, at full
  // load.
  @Test
  void aRefusedCancellationIsNotDeliveredAgainAndAgain() throws Exception {
    var deliveries = new AtomicInteger();
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var refusing =
              createTask(
                  () -> {
                    while (deliveries.get() < 2) {
                      try {
                        sleep(HOUR);
                      } catch (CancelledError refused) {
                        deliveries.incrementAndGet();
                      }
                    }
                  });
          yieldNow();
          refusing.cancel();
          var before = loop.passes;
          sleep(Duration.ofMinutes(30));
          assertEquals(1, deliveries.get());
          assertTrue(loop.passes - before < 5, () -> loop.passes - before + " passes");
          refusing.cancel();
          refusing.await();
          assertEquals(2, deliveries.get());
        });
  }

  // The same bug, with a time limit: one delivery, then the code may take as long as it likes.
  @Test
  void aRefusedTimeLimitIsNotDeliveredAgainAndAgain() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var before = loop.passes;
          var late =
              moveOnAfter(
                  SECOND,
                  () -> {
                    for (var i = 0; i < 2; i++) {
                      try {
                        sleep(HOUR);
                      } catch (CancelledError refused) {
                        log.add("refused");
                      }
                    }
                  });
          assertTrue(late, "the code ended on its own terms");
          assertTrue(loop.passes - before < 5, () -> loop.passes - before + " passes");
        });
    assertEquals(List.of("refused"), log);
  }

  // anyio#1111: a cancellation for a task that was done already was tried again for ever.
  @Test
  void aCancellationOfWhatIsDoneCausesNoWork() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var done = createTask(() -> "result");
          var promise = loop.<String>createPromise();
          promise.setResult("result");
          assertEquals("result", done.await());
          var before = loop.passes;
          assertFalse(done.cancel());
          assertFalse(promise.cancel());
          sleep(HOUR);
          assertTrue(loop.passes - before < 3, () -> loop.passes - before + " passes");
          assertEquals("result", done.result());
        });
  }
}
