package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.Awaitable;
import dev.rondo.CancelledError;
import dev.rondo.DeadlockException;
import dev.rondo.Event;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualClockTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static void byHand(dev.rondo.Action body) throws Exception {
    Awaitable<@Nullable Void> main = Awaitable.of(body);
    Testing.run(VirtualClock.byHand(), Checks.ALL, main);
  }

  @Test
  void timeJumpsToTheNextTimer() throws Exception {
    var clock = new VirtualClock();

    Testing.run(
        clock,
        Checks.ALL,
        Awaitable.of(
            () -> {
              sleep(Duration.ofDays(400));
              assertEquals(Duration.ofDays(400), clock.elapsed());
            }));

    assertEquals(Duration.ofDays(400).toNanos(), clock.now());
  }

  @Test
  void timeByHandStandsStillUntilItIsAdvanced() throws Exception {
    byHand(
        () -> {
          var events = new Recorder();
          var task =
              createTask(
                  () -> {
                    sleep(SECOND);
                    events.record("one");
                    sleep(SECOND);
                    events.record("two");
                  });
          Testing.awaitIdle();
          assertEquals(0, runningLoop().time());

          Testing.advance(Duration.ofMillis(999));
          events.assertExactly();
          Testing.advance(Duration.ofMillis(1));
          events.assertExactly("one");
          Testing.advance(SECOND);
          events.assertExactly("one", "two");
          assertTrue(task.done());
        });
  }

  @Test
  void advanceRunsEachTimerAtItsOwnTime() throws Exception {
    byHand(
        () -> {
          var events = new Recorder();
          for (var seconds : new int[] {3, 1, 2}) {
            createTask(
                () -> {
                  sleep(SECOND.multipliedBy(seconds));
                  events.record(runningLoop().time() / SECOND.toNanos() + "");
                });
          }
          Testing.advance(SECOND.multipliedBy(10));
          events.assertExactly("1", "2", "3");
          assertEquals(SECOND.multipliedBy(10).toNanos(), runningLoop().time());
        });
  }

  @Test
  void advanceByNothingRunsWhatIsDue() throws Exception {
    byHand(
        () -> {
          var events = new Recorder();
          createTask(
              () -> {
                yieldNow();
                yieldNow();
                events.record("ran");
              });
          Testing.advance(Duration.ZERO);
          events.assertExactly("ran");
        });
  }

  @Test
  void twoMayAdvanceAtTheSameTime() throws Exception {
    byHand(
        () -> {
          var events = new Recorder();
          var late =
              createTask(
                  () -> {
                    Testing.advance(SECOND.multipliedBy(2));
                    events.record("late");
                  });
          var early =
              createTask(
                  () -> {
                    Testing.advance(SECOND);
                    events.record("early");
                  });
          late.await();
          early.await();
          events.assertExactly("early", "late");
        });
  }

  @Test
  void advanceThatIsCancelledLeavesTimeWhereItIs() throws Exception {
    byHand(
        () -> {
          var task = createTask(() -> Testing.advance(SECOND));
          yieldNow();
          Async.cancelAndWait(task);
          Testing.awaitIdle();
          assertEquals(0, runningLoop().time());
        });
  }

  @Test
  void awaitIdleGoesBeforeAJump() throws Exception {
    Testing.run(
        () -> {
          var task = createTask(() -> sleep(SECOND));
          Testing.awaitIdle();
          assertEquals(0, runningLoop().time());
          assertFalse(task.done());
          task.await();
        });
  }

  @Test
  void awaitIdleWaitsForEverybodyWhoCanStillRun() throws Exception {
    Testing.run(
        () -> {
          var events = new Recorder();
          var gate = new Event();
          var task =
              createTask(
                  () -> {
                    for (var turn = 0; turn < 10; turn++) {
                      yieldNow();
                    }
                    events.record("waits");
                    gate.await();
                  });
          Testing.awaitIdle();
          events.assertExactly("waits");
          gate.set();
          task.await();
        });
  }

  @Test
  void awaitIdleThatIsCancelledLeavesNothingBehind() throws Exception {
    Testing.run(
        () -> {
          var task = createTask(() -> Testing.awaitIdle());
          yieldNow();
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          Testing.awaitIdle();
        });
  }

  @Test
  void timeStandsStillWhileAThreadOwesAResult() throws Exception {
    Testing.run(
        () -> {
          var sleeping = new CountDownLatch(1);
          var loop = runningLoop();
          var sleeper =
              createTask(
                  () -> {
                    sleeping.countDown();
                    sleep(SECOND);
                  });
          toThread(() -> sleeping.await());
          assertEquals(0, loop.time());
          sleeper.await();
        });
  }

  @Test
  void timeThatNobodyAdvancesIsADeadlock() {
    assertThrows(DeadlockException.class, () -> byHand(() -> sleep(SECOND)));
  }

  @Test
  void realWaitsAreNamedWithTheirLine() throws Exception {
    var clock = new VirtualClock();

    // Really sleeps, for that is what is to be named; how long does not matter.
    Testing.run(
        clock,
        Checks.ALL.without(Check.REAL_WAIT),
        Awaitable.of(() -> Thread.sleep(Duration.ofMillis(5))));

    assertEquals(1, clock.realWaits().size());
    assertTrue(
        clock.realWaits().getFirst().contains("main at dev.rondo.testing.VirtualClockTest"),
        clock.realWaits().toString());
  }

  @Test
  void timeDoesNotGoBack() throws Exception {
    Testing.run(
        () ->
            assertThrows(
                IllegalArgumentException.class, () -> Testing.advance(Duration.ofNanos(-1))));
  }

  @Test
  void aVeryLongAdvanceEndsBeforeTheEndOfTime() throws Exception {
    byHand(
        () -> {
          Testing.advance(SECOND);
          Testing.advance(Duration.ofSeconds(Long.MAX_VALUE));
          assertEquals(Long.MAX_VALUE - 1, runningLoop().time());
        });
  }

  @Test
  void theClockOfAnotherLoopSaysSo() throws Exception {
    var other = new VirtualClock();
    Testing.run(
        () -> {
          var error = assertThrows(IllegalStateException.class, () -> other.advance(SECOND));
          assertTrue(error.toString().contains("not that of the running loop"));
          assertThrows(IllegalStateException.class, other::awaitIdle);
        });
  }

  @Test
  void outsideOfACoroutineNothingCanWait() {
    assertThrows(IllegalStateException.class, () -> new VirtualClock().advance(SECOND));
    assertThrows(IllegalStateException.class, () -> new VirtualClock().awaitIdle());
    assertThrows(IllegalStateException.class, Testing::awaitIdle);
    assertThrows(IllegalStateException.class, () -> Testing.advance(SECOND));
  }
}
