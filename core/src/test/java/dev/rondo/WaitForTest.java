package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Awaiting one thing with a time limit.
class WaitForTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> log = new ArrayList<>();

  private Task<String> cleansUpFor(int seconds) {
    return createTask(
        () -> {
          try {
            sleep(Duration.ofDays(1));
            return "slept";
          } finally {
            sleep(Duration.ofSeconds(seconds));
            log.add("cleaned up");
          }
        });
  }

  @Test
  void withALimitOfZeroARunningTaskIsCancelledAndAwaited() throws Exception {
    VirtualTime.run(
        () -> {
          for (var limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            var task = cleansUpFor(3);
            yieldNow();
            assertThrows(TimeoutException.class, () -> waitFor(task, limit));
            assertTrue(task.cancelled());
          }
          assertEquals(Duration.ofSeconds(6).toNanos(), runningLoop().time());
        });
    assertEquals(List.of("cleaned up", "cleaned up"), log);
  }

  @Test
  void aResultInThePassInWhichTheTimeIsOverComesTooLateButIsKept() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          runningLoop().callLater(SECOND, () -> promise.setResult("just too late"));
          assertThrows(TimeoutException.class, () -> waitFor(promise, SECOND));
          assertEquals("just too late", promise.result());
          assertEquals(0, currentTask().cancelling());
        });
  }

  @Test
  void whatIsShieldedGoesOnWhateverTheLimit() throws Exception {
    VirtualTime.run(
        () -> {
          for (var limit : List.of(Duration.ZERO, SECOND)) {
            var task =
                createTask(
                    () -> {
                      sleep(Duration.ofSeconds(5));
                      return "done";
                    });
            assertThrows(TimeoutException.class, () -> waitFor(() -> shield(task), limit));
            assertEquals(0, task.cancelling());
            assertEquals("done", task.await());
          }
        });
  }

  @Test
  void aCoroutineRunsInTheCallersTaskAndContext() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    VirtualTime.run(
        () -> {
          var me = currentTask();
          Awaitable<String> body =
              () -> {
                assertSame(me, currentTask());
                variable.set("of the coroutine");
                return "x";
              };
          assertEquals("x", waitFor(body, SECOND));
          assertEquals("of the coroutine", variable.get());
        });
  }

  @Test
  void aCoroutineThatNeedNotWaitCostsNoTurn() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().callSoon(() -> log.add("turn"));
          assertEquals("x", waitFor(() -> "x", SECOND));
          assertEquals(List.of(), log);
        });
  }

  @Test
  void aTakerWhoseTimeIsOverLeavesNobodyInTheLine() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          for (var i = 0; i < 3; i++) {
            assertThrows(TimeoutException.class, () -> waitFor(queue::get, SECOND));
          }
          var taker = createTask(() -> queue.get());
          yieldNow();
          queue.putNowait("for the one who waits");
          yieldNow();
          assertTrue(taker.done());
          assertEquals("for the one who waits", taker.result());
        });
  }

  @Test
  void aCancellationFromOutsideIsPassedOnAndItsEndAwaited() throws Exception {
    VirtualTime.run(
        () -> {
          var inner = cleansUpFor(3);
          var outer = createTask(() -> waitFor(inner, Duration.ofSeconds(9)));
          yieldNow();
          yieldNow();
          outer.cancel();
          assertThrows(CancelledError.class, outer::await);
          assertTrue(inner.cancelled());
          assertEquals(Duration.ofSeconds(3).toNanos(), runningLoop().time());
        });
  }

  @Test
  void aCancellationWhileTheEndIsAwaitedWithALimitOfZeroEndsTheWait() throws Exception {
    VirtualTime.run(
        () -> {
          var inner = cleansUpFor(9);
          yieldNow();
          var outer = createTask(() -> waitFor(inner, Duration.ZERO));
          sleep(SECOND);
          outer.cancel();
          assertThrows(CancelledError.class, outer::await);
          assertFalse(inner.done());
          assertThrows(CancelledError.class, inner::await);
        });
    assertEquals(List.of("cleaned up"), log);
  }
}
