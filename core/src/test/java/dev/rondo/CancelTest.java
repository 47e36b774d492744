package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cancelling tasks that wait for something of ours.
@Timeout(60)
class CancelTest {
  private final List<String> log = new ArrayList<>();

  private static void sleepLong() {
    sleep(Duration.ofDays(1));
  }

  /* ---- the error ---- */

  @Test
  void theErrorSaysWhyAndWho() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask("victim", CancelTest::sleepLong);
          yieldNow();
          var canceller =
              createTask(
                  "canceller",
                  () -> {
                    victim.cancel("no longer wanted");
                  });
          await(canceller);
          var error = assertThrows(CancelledError.class, victim::await);
          assertEquals(Optional.of("no longer wanted"), error.reason());
          assertEquals(Optional.of("canceller"), error.canceller());
        });
  }

  @Test
  void theStackTraceOfTheErrorShowsTheWaitThatWasInterrupted() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelTest::sleepLong);
          yieldNow();
          victim.cancel();
          var error = assertThrows(CancelledError.class, victim::await);
          var methods = new ArrayList<String>();
          for (var element : error.getStackTrace()) {
            methods.add(element.getMethodName());
          }
          assertTrue(methods.contains("sleepLong"), methods::toString);
        });
  }

  @Test
  void aRequestWithoutAReasonHasNone() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelTest::sleepLong);
          yieldNow();
          victim.cancel();
          var error = assertThrows(CancelledError.class, victim::await);
          assertEquals(Optional.empty(), error.reason());
          assertEquals(Optional.of("Task-1"), error.canceller());
        });
  }

  @Test
  void aCallbackCancelsInTheNameOfItsThread() throws Exception {
    var loopThread = Thread.currentThread();
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelTest::sleepLong);
          yieldNow();
          runningLoop().callSoon(victim::cancel);
          var error = assertThrows(CancelledError.class, victim::await);
          assertEquals(Optional.of(loopThread.getName()), error.canceller());
        });
  }

  @Test
  void anErrorThatUserCodeThrowsCancelsItsTask() throws Exception {
    VirtualTime.run(
        () -> {
          var mine = new CancelledError("my own reason");
          var task =
              createTask(
                  () -> {
                    throw mine;
                  });
          assertSame(mine, assertThrows(CancelledError.class, task::await));
          assertTrue(task.cancelled());
          assertEquals(0, task.cancelling());
          assertEquals(Optional.of("my own reason"), mine.reason());
          assertEquals(Optional.empty(), mine.canceller());
          assertEquals(Optional.empty(), mine.site());
          assertEquals(Optional.empty(), new CancelledError().reason());
        });
  }

  @Test
  void aTranslatedErrorKeepsItsCause() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError error) {
                      throw new IOException("translated", error);
                    }
                  });
          yieldNow();
          task.cancel("the reason");
          var failure = assertThrows(IOException.class, task::await);
          var cause = assertInstanceOf(CancelledError.class, failure.getCause());
          assertEquals(Optional.of("the reason"), cause.reason());
          assertFalse(task.cancelled());
        });
  }

  @Test
  void everybodyWhoAwaitsACancelledTaskGetsTheSameError() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelTest::sleepLong);
          yieldNow();
          victim.cancel();
          var first = assertThrows(CancelledError.class, victim::await);
          assertSame(first, assertThrows(CancelledError.class, victim::await));
          assertSame(first, assertThrows(CancelledError.class, victim::result));
          assertSame(first, assertThrows(CancelledError.class, victim::exception));
        });
  }

  /* ---- when it is delivered ---- */

  @Test
  void cancellingIsARequestThatIsDeliveredLater() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelTest::sleepLong);
          yieldNow();
          assertTrue(victim.cancel());
          assertFalse(victim.done());
          assertFalse(victim.cancelled());
          yieldNow();
          assertTrue(victim.cancelled());
          assertEquals(0, runningLoop().time());
        });
  }

  @Test
  void aTaskThatIsCancelledBeforeItBeginsNeverBegins() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(() -> log.add("began"));
          assertTrue(victim.cancel("too early"));
          var error = assertThrows(CancelledError.class, victim::await);
          assertEquals(Optional.of("too early"), error.reason());
        });
    assertEquals(List.of(), log);
  }

  @Test
  void cancellingWhatIsDoneHasNoEffect() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> "result");
          await(task);
          assertFalse(task.cancel());
          assertFalse(task.cancel("reason"));
          assertEquals(0, task.cancelling());
          assertFalse(task.cancelled());
          assertEquals("result", task.result());
          Promise<String> promise = runningLoop().createPromise();
          promise.setResult("promised");
          assertFalse(promise.cancel());
          assertEquals("promised", promise.result());
        });
  }

  @Test
  void aTaskThatReturnsWhileItsCancellationIsPendingIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var victim =
              createTask(
                  () -> {
                    currentTask().cancel("by itself");
                    log.add("goes on until it waits");
                    return "lost";
                  });
          var error = assertThrows(CancelledError.class, victim::await);
          assertEquals(Optional.of("by itself"), error.reason());
          assertTrue(victim.cancelled());
        });
    assertEquals(List.of("goes on until it waits"), log);
  }

  @Test
  void aTaskThatFailsWhileItsCancellationIsPendingFails() throws Exception {
    VirtualTime.run(
        () -> {
          var mine = new IOException("mine");
          var victim =
              createTask(
                  () -> {
                    currentTask().cancel();
                    throw mine;
                  });
          assertSame(mine, assertThrows(IOException.class, victim::await));
          assertFalse(victim.cancelled());
        });
  }

  @Test
  void aPendingCancellationIsNotDeliveredWhereNothingWaits() throws Exception {
    VirtualTime.run(
        () -> {
          var done = createTask(() -> "done");
          await(done);
          var victim =
              createTask(
                  () -> {
                    currentTask().cancel();
                    log.add(await(done));
                    yieldNow();
                    log.add("not reached");
                  });
          assertThrows(CancelledError.class, victim::await);
        });
    assertEquals(List.of("done"), log);
  }

  @Test
  void aPendingCancellationCancelsWhatIsAwaitedNext() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var victim =
              createTask(
                  () -> {
                    currentTask().cancel("both");
                    return await(promise);
                  });
          assertThrows(CancelledError.class, victim::await);
          assertTrue(promise.cancelled());
        });
  }

  @Test
  void aWokenTaskThatIsCancelledBeforeItsTurnGetsTheError() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var victim = createTask(() -> await(promise));
          yieldNow();
          promise.setResult("kept by the promise");
          assertTrue(victim.cancel());
          assertThrows(CancelledError.class, victim::await);
          assertEquals("kept by the promise", promise.result());
        });
  }

  /* ---- swallowing ---- */

  @Test
  void aTaskThatSwallowsItsCancellationGoesOn() throws Exception {
    VirtualTime.run(
        () -> {
          var victim =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError swallowed) {
                      sleep(Duration.ofSeconds(1));
                    }
                    return "kept";
                  });
          yieldNow();
          victim.cancel();
          assertEquals("kept", await(victim));
          assertFalse(victim.cancelled());
          assertEquals(1, victim.cancelling());
        });
  }

  @Test
  void aSecondRequestInterruptsTheCleanUp() throws Exception {
    VirtualTime.run(
        () -> {
          var victim =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } finally {
                      try {
                        sleepLong();
                      } catch (CancelledError error) {
                        log.add("clean-up: " + error.reason().orElseThrow());
                      }
                    }
                  });
          yieldNow();
          victim.cancel("first");
          yieldNow();
          victim.cancel("second");
          var error = assertThrows(CancelledError.class, victim::await);
          assertEquals(Optional.of("first"), error.reason());
        });
    assertEquals(List.of("clean-up: second"), log);
  }

  /* ---- counting ---- */

  @Test
  void requestsAreCountedAndTakenBack() throws Exception {
    VirtualTime.run(
        () -> {
          var victim =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError error) {
                      log.add(error.reason().orElseThrow());
                    }
                    var me = currentTask();
                    log.add("cancelling " + me.cancelling());
                    log.add("uncancel " + me.uncancel());
                    log.add("uncancel " + me.uncancel());
                    log.add("uncancel " + me.uncancel());
                    yieldNow();
                    return "went on";
                  });
          yieldNow();
          victim.cancel("first");
          victim.cancel("second");
          assertEquals(2, victim.cancelling());
          assertEquals("went on", await(victim));
        });
    assertEquals(List.of("first", "cancelling 2", "uncancel 1", "uncancel 0", "uncancel 0"), log);
  }

  @Test
  void aRequestThatIsTakenBackBeforeItIsDeliveredNeverIs() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    var me = currentTask();
                    me.cancel();
                    assertEquals(0, me.uncancel());
                    assertFalse(Thread.currentThread().isInterrupted());
                    yieldNow();
                    return "went on";
                  });
          assertEquals("went on", await(task));
          var unstarted = createTask(() -> "ran");
          unstarted.cancel();
          assertEquals(0, unstarted.uncancel());
          assertEquals("ran", await(unstarted));
        });
  }

  @Test
  void oneOfTwoRequestsTakenBackLeavesTheOther() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    currentTask().cancel();
                    currentTask().cancel();
                    assertEquals(1, currentTask().uncancel());
                    yieldNow();
                  });
          assertThrows(CancelledError.class, task::await);
        });
  }

  /* ---- along the chain of awaits ---- */

  @Test
  void cancellingATaskCancelsWhatItAwaitsFirst() throws Exception {
    VirtualTime.run(
        () -> {
          var inner =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } finally {
                      sleep(Duration.ofSeconds(1));
                      log.add("inner");
                    }
                  });
          var outer =
              createTask(
                  () -> {
                    try {
                      await(inner);
                    } finally {
                      log.add("outer");
                    }
                  });
          yieldNow();
          yieldNow();
          outer.cancel("the reason");
          var error = assertThrows(CancelledError.class, outer::await);
          assertSame(error, assertThrows(CancelledError.class, inner::await));
          assertEquals(Optional.of("the reason"), error.reason());
          assertEquals(1, inner.cancelling());
        });
    assertEquals(List.of("inner", "outer"), log);
  }

  @Test
  void anInnerTaskThatSwallowsGivesItsResultToTheOuter() throws Exception {
    VirtualTime.run(
        () -> {
          var inner =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError swallowed) {
                      log.add("swallowed");
                    }
                    return "kept";
                  });
          var outer = createTask(() -> await(inner));
          yieldNow();
          yieldNow();
          outer.cancel();
          assertEquals("kept", await(outer));
          assertEquals(1, outer.cancelling());
        });
  }

  @Test
  void cancellingAPromiseEndsItAtOnceAndCancelsWhoAwaitsIt() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var waiter = createTask(() -> await(promise));
          yieldNow();
          assertTrue(promise.cancel("no answer"));
          assertTrue(promise.cancelled());
          assertFalse(promise.cancel());
          var error = assertThrows(CancelledError.class, waiter::await);
          assertEquals(Optional.of("no answer"), error.reason());
          assertEquals(0, waiter.cancelling());
        });
  }

  @Test
  void cancellingWhoGathersCancelsAllThatIsGathered() throws Exception {
    VirtualTime.run(
        () -> {
          var children = new ArrayList<Task<?>>();
          for (var i = 0; i < 3; i++) {
            children.add(createTask(CancelTest::sleepLong));
          }
          var gatherer = createTask(() -> gather(children));
          yieldNow();
          yieldNow();
          gatherer.cancel("all of you");
          assertThrows(CancelledError.class, gatherer::await);
          yieldNow();
          for (var child : children) {
            assertTrue(child.cancelled());
            var error = assertThrows(CancelledError.class, child::await);
            assertEquals(Optional.of("all of you"), error.reason());
          }
        });
  }

  @Test
  void cancellingWhoShieldsLeavesTheShieldedAlone() throws Exception {
    VirtualTime.run(
        () -> {
          var inner =
              createTask(
                  () -> {
                    sleep(Duration.ofSeconds(1));
                    return "kept";
                  });
          var outer = createTask(() -> Async.shield(inner));
          yieldNow();
          yieldNow();
          outer.cancel("only the outer");
          var error = assertThrows(CancelledError.class, outer::await);
          assertEquals(Optional.of("only the outer"), error.reason());
          assertFalse(inner.done());
          assertEquals(0, inner.cancelling());
          assertEquals("kept", await(inner));
        });
  }

  @Test
  void aCancelledSleepLeavesNoTimer() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelTest::sleepLong);
          yieldNow();
          victim.cancel();
          assertThrows(CancelledError.class, victim::await);
          assertNull(runningLoop().timers.first());
        });
  }
}
