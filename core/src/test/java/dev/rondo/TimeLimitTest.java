package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.timeoutAt;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Time limits inside of each other, moved, and met by cancellations of others.
class TimeLimitTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private static void sleepLong() {
    sleep(Duration.ofDays(1));
  }

  private static long seconds() {
    return runningLoop().time() / SECOND.toNanos();
  }

  private static long inSeconds(int seconds) {
    return runningLoop().time() + seconds * SECOND.toNanos();
  }

  /// Runs code and notes how it ended.
  private void noted(String name, Action body) throws Exception {
    try {
      body.run();
      log.add(name + " ended");
    } catch (Throwable exception) {
      log.add(name + ": " + exception.getClass().getSimpleName());
      throw exception;
    }
  }

  /* ---- inside of each other ---- */

  private void nested(int outerSeconds, int innerSeconds) throws Exception {
    timeout(
        Duration.ofSeconds(outerSeconds),
        () -> noted("inner", () -> timeout(Duration.ofSeconds(innerSeconds), this::sleepNoted)));
  }

  private void sleepNoted() throws Exception {
    noted("body", TimeLimitTest::sleepLong);
  }

  @Test
  void anInnerLimitThatIsOverIsATimeoutOfTheInner() throws Exception {
    VirtualTime.run(
        () -> {
          timeout(
              Duration.ofSeconds(9),
              () -> {
                assertThrows(TimeoutException.class, () -> timeout(SECOND, this::sleepNoted));
                sleep(SECOND);
                log.add("outer goes on");
              });
          assertEquals(2, seconds());
          assertEquals(0, currentTask().cancelling());
        });
    assertEquals(List.of("body: CancelledError", "outer goes on"), log);
  }

  @Test
  void anOuterLimitThatIsOverIsACancellationOfTheInner() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(TimeoutException.class, () -> nested(1, 9));
          assertEquals(0, currentTask().cancelling());
          assertEquals(1, seconds());
          sleep(Duration.ofSeconds(20)); // the limit of the inner one is gone
        });
    assertEquals(List.of("body: CancelledError", "inner: CancelledError"), log);
  }

  @Test
  void limitsThatAreOverTogetherAreATimeoutOfTheOuter() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(TimeoutException.class, () -> nested(1, 1));
          assertEquals(0, currentTask().cancelling());
        });
    assertEquals(List.of("body: CancelledError", "inner: CancelledError"), log);
  }

  @Test
  void aLimitInTheCleanUpOfALimitIsOneOfItsOwn() throws Exception {
    VirtualTime.run(
        () -> {
          Action cleansUp =
              () -> {
                try {
                  sleepLong();
                } finally {
                  assertThrows(TimeoutException.class, () -> timeout(SECOND, this::sleepNoted));
                  log.add("cleaned up");
                }
              };
          assertThrows(TimeoutException.class, () -> timeout(SECOND, cleansUp));
          assertEquals(2, seconds());
          assertEquals(0, currentTask().cancelling());
        });
    assertEquals(List.of("body: CancelledError", "cleaned up"), log);
  }

  @Test
  void codeThatComputesPastBothLimitsIsStoppedAtItsNextWait() throws Exception {
    VirtualTime.run(
        () -> {
          Action computes =
              () ->
                  timeoutAt(
                      runningLoop().time() - 1,
                      _ -> {
                        log.add("computed");
                        yieldNow();
                        yieldNow();
                        log.add("not reached");
                        return true;
                      });
          assertThrows(
              TimeoutException.class,
              () ->
                  timeoutAt(
                      runningLoop().time() - 1,
                      _ -> {
                        noted("inner", computes);
                        return true;
                      }));
          assertEquals(0, currentTask().cancelling());
        });
    assertEquals(List.of("computed", "inner: CancelledError"), log);
  }

  /* ---- moved ---- */

  @Test
  void aLimitMayBeMovedLiftedAndMovedToThePast() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(
              TimeoutException.class,
              () ->
                  timeout(
                      SECOND,
                      limit -> {
                        limit.reschedule(inSeconds(5));
                        sleep(Duration.ofSeconds(4));
                        limit.reschedule(Timeout.NEVER);
                        assertEquals(OptionalLong.empty(), limit.when());
                        sleep(Duration.ofSeconds(4));
                        limit.reschedule(inSeconds(-1));
                        sleepLong();
                        return true;
                      }));
          assertEquals(8, seconds());
        });
  }

  @Test
  void aLimitThatIsOverCannotBeMoved() throws Exception {
    VirtualTime.run(
        () -> {
          var limits = new ArrayList<Timeout>();
          assertThrows(
              TimeoutException.class,
              () ->
                  timeout(
                      SECOND,
                      limit -> {
                        limits.add(limit);
                        try {
                          sleepLong();
                        } finally {
                          notesRefusal(limit);
                        }
                        return true;
                      }));
          notesRefusal(limits.getFirst());
          timeout(
              SECOND,
              limit -> {
                limits.add(limit);
                return true;
              });
          notesRefusal(limits.getLast());
        });
    assertEquals(
        List.of(
            "Cannot change state of expiring Timeout",
            "Cannot change state of expired Timeout",
            "Cannot change state of finished Timeout"),
        log);
  }

  private void notesRefusal(Timeout limit) {
    var error = assertThrows(IllegalStateException.class, () -> limit.reschedule(Timeout.NEVER));
    log.add(String.valueOf(error.getMessage()));
  }

  @Test
  void theTextSaysWhereItStands() throws Exception {
    VirtualTime.run(
        () -> {
          var limit =
              timeout(
                  SECOND,
                  inside -> {
                    assertEquals("Timeout[ACTIVE, until 1000000000 ns]", inside.toString());
                    return inside;
                  });
          assertEquals("Timeout[FINISHED, until 1000000000 ns]", limit.toString());
          timeoutAt(
              Timeout.NEVER,
              inside -> {
                assertEquals("Timeout[ACTIVE]", inside.toString());
                return true;
              });
        });
  }

  /* ---- and cancellations of others ---- */

  /// A task in a block with a limit of a second, which notes what the limit says at its end.
  private Task<?> limited(Action body) {
    return createTask(
        () -> {
          var limits = new ArrayList<Timeout>();
          try {
            timeout(
                SECOND,
                limit -> {
                  limits.add(limit);
                  body.run();
                  return true;
                });
          } finally {
            log.add(
                "expired "
                    + limits.getFirst().expired()
                    + ", cancelling "
                    + currentTask().cancelling());
          }
        });
  }

  @Test
  void aCancellationBeforeTheEndOfTheTimeStaysOne() throws Exception {
    VirtualTime.run(
        () -> {
          var task = limited(TimeLimitTest::sleepLong);
          yieldNow();
          task.cancel();
          assertThrows(CancelledError.class, task::await);
        });
    assertEquals(List.of("expired false, cancelling 1"), log);
  }

  @Test
  void aCancellationAfterTheEndOfTheTimeWinsIfTheTaskHasNotRun() throws Exception {
    VirtualTime.run(
        () -> {
          var task = limited(TimeLimitTest::sleepLong);
          yieldNow();
          runningLoop().callLater(SECOND, task::cancel); // in the pass in which the limit is over
          assertThrows(CancelledError.class, task::await);
          assertEquals(1, seconds());
        });
    assertEquals(List.of("expired true, cancelling 1"), log);
  }

  @Test
  void aCancellationDuringTheCleanUpOfALimitStaysOne() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              limited(
                  () -> {
                    try {
                      sleepLong();
                    } finally {
                      sleep(Duration.ofSeconds(5));
                    }
                  });
          sleep(Duration.ofSeconds(3));
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          assertEquals(3, seconds());
        });
    assertEquals(List.of("expired true, cancelling 1"), log);
  }

  @Test
  void aCancellationAfterTheTimeoutComesAtTheNextWait() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    assertThrows(
                        TimeoutException.class, () -> timeout(SECOND, TimeLimitTest::sleepLong));
                    log.add("timed out");
                    sleepLong();
                  });
          sleep(Duration.ofSeconds(2));
          task.cancel();
          assertThrows(CancelledError.class, task::await);
        });
    assertEquals(List.of("timed out"), log);
  }

  @Test
  void aRequestThatWasSwallowedBeforeTheBlockStaysCountedAndHindersNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError swallowed) {
                      // goes on
                    }
                    assertThrows(
                        TimeoutException.class, () -> timeout(SECOND, TimeLimitTest::sleepLong));
                    return currentTask().cancelling();
                  });
          yieldNow();
          task.cancel();
          assertEquals(1, task.await());
        });
  }

  @Test
  void whoCatchesTheTimeoutEndsAsIfNothingHadBeen() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      return timeout(SECOND, () -> "not " + runningLoop().createPromise().await());
                    } catch (TimeoutException late) {
                      return "late";
                    }
                  });
          assertEquals("late", task.await());
          assertFalse(task.cancelled());
          assertEquals(0, task.cancelling());
        });
  }

  @Test
  void aFailureOfTheCodeItselfIsNoTimeoutEvenIfTheTimeIsOver() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(
              ValueError.class,
              () ->
                  timeout(
                      SECOND,
                      () -> {
                        try {
                          sleepLong();
                        } catch (CancelledError error) {
                          throw new ValueError("mine");
                        }
                      }));
          assertEquals(0, currentTask().cancelling());
          yieldNow();
        });
  }

  @Test
  void aBlockRunsInTheContextOfItsCaller() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    VirtualTime.run(
        () -> {
          var task = currentTask();
          timeout(
              SECOND,
              () -> {
                assertTrue(currentTask() == task);
                variable.set("of the block");
              });
          assertEquals("of the block", variable.get());
        });
  }
}
