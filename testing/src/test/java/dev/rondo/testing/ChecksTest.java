package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.DeadlockException;
import dev.rondo.Event;
import dev.rondo.Lock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a run must not leave behind.
@Timeout(60)
class ChecksTest {
  private static CheckFailure left(Action body) {
    return assertThrows(CheckFailure.class, () -> Testing.run(body));
  }

  private static String only(Check check, Action body) throws Exception {
    var failure = left(body);
    assertEquals(Set.of(check), failure.kinds(), failure.toString());
    Testing.run(Checks.ALL.without(check), body);
    return failure.toString();
  }

  @Test
  void aCleanRunPassesAndReturnsItsResult() throws Exception {
    var result =
        Testing.run(
            () -> {
              var lock = new Lock();
              var task = createTask(() -> sleep(Duration.ofSeconds(1)));
              try (var _ = lock.hold()) {
                task.await();
              }
              return "result";
            });

    assertEquals("result", result);
  }

  @Test
  void aTaskThatIsLeftIsNamedWithItsLineAndWhatItWaitsFor() throws Exception {
    var gate = new Event();

    var message =
        only(
            Check.TASK_LEFT,
            () -> {
              createTask("forgotten", () -> gate.await());
              yieldNow();
            });

    assertTrue(message.contains("forgotten has not ended: it waits at dev.rondo."), message);
    assertTrue(message.contains("ChecksTest.java:"), message);
    assertTrue(message.contains("for Event"), message);
  }

  @Test
  void aTaskThatHasNotBegunIsLeft() throws Exception {
    var message = only(Check.TASK_LEFT, () -> createTask("idle", () -> {}));

    assertTrue(message.contains("idle has not ended: it has not begun"), message);
  }

  @Test
  void aFailureThatNobodyLookedAtIsFound() throws Exception {
    var failure = new IllegalStateException("nobody knows");

    var message =
        only(
            Check.FAILURE_UNSEEN,
            () -> {
              createTask(
                  () -> {
                    throw failure;
                  });
              yieldNow();
              yieldNow();
            });

    assertTrue(message.contains("nobody knows"), message);
  }

  @Test
  void aTimerThatIsLeftIsFound() throws Exception {
    var message =
        only(
            Check.TIMER_LEFT, () -> runningLoop().callLater(Duration.ofNanos(7), () -> yieldNow()));

    assertTrue(message.contains("1 timer(s), the first one due in 7 ns"), message);
  }

  @Test
  void aTimerThatWasCancelledIsNotLeft() throws Exception {
    Testing.run(() -> runningLoop().callLater(Duration.ofSeconds(1), () -> {}).cancel());
  }

  @Test
  void aWorkerThatStillRunsIsFound() throws Exception {
    var message =
        only(
            Check.THREAD_LEFT,
            () -> {
              var began = new CountDownLatch(1);
              var end = new CountDownLatch(1);
              var task =
                  createTask(
                      () ->
                          toThread(
                              () -> {
                                began.countDown();
                                uninterrupted(end);
                              }));
              yieldNow();
              uninterrupted(began);
              Async.cancelAndWait(task);
              runningLoop().callSoon(end::countDown);
            });

    assertTrue(message.contains("1 call(s) of toThread"), message);
  }

  private static void uninterrupted(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException again) {
        // waits on
      }
    }
  }

  @Test
  void aVirtualThreadThatHasNotEndedIsFound() throws Exception {
    var message =
        only(
            Check.THREAD_LEFT,
            () -> {
              var queue = new LinkedBlockingQueue<String>();
              Thread.startVirtualThread(
                  () -> {
                    try {
                      queue.take();
                    } catch (InterruptedException end) {
                      // nobody interrupts
                    }
                  });
              yieldNow();
              yieldNow();
            });

    assertTrue(message.contains("started at dev.rondo.testing.ChecksTest"), message);
    assertTrue(message.contains("ChecksTest.java:"), message);
  }

  @Test
  void virtualThreadsThatHaveEndedAreNotLeft() throws Exception {
    Testing.run(
        () -> {
          var threads = new Thread[10];
          for (var index = 0; index < threads.length; index++) {
            threads[index] = Thread.startVirtualThread(Thread::yield);
          }
          for (var thread : threads) {
            thread.join();
          }
        });
  }

  @Test
  void aLockThatATaskTookWithItIsFound() throws Exception {
    var message =
        only(
            Check.LOCK_HELD,
            () -> {
              var lock = new Lock();
              createTask("careless", () -> lock.acquire()).await();
            });

    assertTrue(message.contains("careless ended and still holds 1 lock"), message);
  }

  @Test
  void theMainCoroutineMustReleaseItsLocksToo() throws Exception {
    var message = only(Check.LOCK_HELD, () -> new Lock().acquire());

    assertTrue(message.contains("main ended and still holds 1 lock"), message);
  }

  @Test
  void aCancellationThatWasSwallowedIsFound() throws Exception {
    var message =
        only(
            Check.CANCELLATION_SWALLOWED,
            () -> {
              var task =
                  createTask(
                      "deaf",
                      () -> {
                        try {
                          sleep(Duration.ofSeconds(1));
                        } catch (CancelledError swallowed) {
                          // that is the mistake
                        }
                      });
              yieldNow();
              task.cancel();
              task.await();
            });

    assertTrue(message.contains("deaf swallowed a cancellation"), message);
    assertTrue(message.contains("ChecksTest.java:"), message);
  }

  @Test
  void aWaitOfRealTimeIsFound() throws Exception {
    // Really sleeps, for that is what is to be found; how long does not matter.
    var message = only(Check.REAL_WAIT, () -> Thread.sleep(Duration.ofMillis(5)));

    assertTrue(message.contains("main at dev.rondo.testing.ChecksTest"), message);
  }

  @Test
  void aCallbackThatFailsIsFound() throws Exception {
    var message =
        only(
            Check.ERROR_REPORTED,
            () -> {
              runningLoop()
                  .callSoon(
                      () -> {
                        throw new IllegalStateException("in a callback");
                      });
              yieldNow();
            });

    assertTrue(message.contains("in a callback"), message);
  }

  @Test
  void allFindingsAreInOneFailure() {
    var failure =
        left(
            () -> {
              new Lock().acquire();
              createTask("one", () -> sleep(Duration.ofSeconds(1)));
              createTask("two", () -> sleep(Duration.ofSeconds(1)));
            });

    assertEquals(Set.of(Check.TASK_LEFT, Check.LOCK_HELD), failure.kinds());
    assertEquals(3, failure.findings().size());
    assertTrue(failure.toString().lines().count() >= 4, failure.toString());
  }

  @Test
  void theFailureOfTheMainCoroutineComesAsItIsWithTheWaitGraph() {
    var thrown = new IllegalStateException("as it is");

    var failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                Testing.run(
                    () -> {
                      createTask("other", () -> sleep(Duration.ofSeconds(1)));
                      yieldNow();
                      throw thrown;
                    }));

    assertSame(thrown, failure);
    var suppressed = List.of(failure.getSuppressed());
    assertEquals(1, suppressed.size(), suppressed.toString());
    assertTrue(suppressed.getFirst() instanceof WaitGraph, suppressed.toString());
    assertTrue(suppressed.getFirst().toString().contains("other"), suppressed.toString());
  }

  @Test
  void aFailureAloneBringsNoGraph() {
    var failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                Testing.run(
                    () -> {
                      throw new IllegalStateException();
                    }));

    assertEquals(0, failure.getSuppressed().length);
  }

  @Test
  void whatWasFoundBesideAFailureIsSuppressedOnIt() {
    var failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                Testing.run(
                    () -> {
                      createTask(() -> new Lock().acquire()).await();
                      throw new IllegalStateException();
                    }));

    assertTrue(failure.getSuppressed()[0].toString().contains("LOCK_HELD"));
  }

  @Test
  void aDeadlockFailsTheRun() {
    var failure =
        assertThrows(
            DeadlockException.class,
            () -> Testing.run(() -> new LinkedBlockingQueue<String>().take()));

    assertTrue(failure.toString().contains("main"), failure.toString());
  }

  @Test
  void aRunInACoroutineIsRefused() throws Exception {
    Testing.run(
        () ->
            assertThrows(
                IllegalStateException.class, () -> Testing.run(() -> Thread.onSpinWait())));
  }

  @Test
  void checksAreASet() {
    assertFalse(Checks.NONE.make(Check.TASK_LEFT));
    assertEquals(
        Set.of(Check.LOCK_HELD),
        new Checks(Set.of(Check.LOCK_HELD, Check.REAL_WAIT)).without(Check.REAL_WAIT).checked());
  }
}
