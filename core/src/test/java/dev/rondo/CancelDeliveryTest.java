package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Where a request for cancellation arrives when it meets other events, and what becomes of its
/// reason.
class CancelDeliveryTest {
  private final List<String> log = new ArrayList<>();

  private static void sleepLong() {
    sleep(Duration.ofDays(1));
  }

  private static Optional<String> reasonOf(Task<?> task) {
    return assertThrows(CancelledError.class, task::await).reason();
  }

  /* ---- reasons ---- */

  @Test
  void ofSeveralReasonsBeforeTheStartTheLastCounts() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(CancelDeliveryTest::sleepLong);
          task.cancel("first");
          task.cancel("last");
          assertEquals(Optional.of("last"), reasonOf(task));
        });
  }

  @Test
  void ofSeveralReasonsDuringOneWaitTheFirstCounts() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(CancelDeliveryTest::sleepLong);
          yieldNow();
          task.cancel("first");
          task.cancel("last");
          assertEquals(Optional.of("first"), reasonOf(task));
        });
  }

  @Test
  void theReasonReachesTheBottomOfAChainOfTasksTimeLimitsAndGathers() throws Exception {
    VirtualTime.run(
        () -> {
          var bottom = createTask(CancelDeliveryTest::sleepLong);
          Awaitable<?> limited = () -> waitFor(bottom, Duration.ofHours(1));
          Awaitable<?> gathered = () -> gather(createTask(limited));
          var top = createTask(gathered);
          for (var i = 0; i < 4; i++) {
            yieldNow();
          }
          top.cancel("from the top");
          assertEquals(Optional.of("from the top"), reasonOf(top));
          assertEquals(Optional.of("from the top"), reasonOf(bottom));
        });
  }

  @Test
  void aNewErrorThatIsThrownInsteadIsTheOneThatCounts() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError error) {
                      throw new CancelledError("new");
                    }
                  });
          yieldNow();
          task.cancel("old");
          assertEquals(Optional.of("new"), reasonOf(task));
          assertTrue(task.cancelled());
        });
  }

  /* ---- together with other events ---- */

  @Test
  void aFailureThatComesBeforeARequestStaysWithThePromise() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = createTask(promise);
          yieldNow();
          promise.setException(new ValueError("kept"));
          assertTrue(task.cancel());
          reasonOf(task);
          assertTrue(task.cancelled());
          assertThrows(ValueError.class, promise::result);
        });
  }

  @Test
  void aRequestThatReachedAPromiseComesBeforeItsResult() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = createTask(promise);
          yieldNow();
          task.cancel();
          assertTrue(promise.cancelled());
          assertThrows(InvalidStateException.class, () -> promise.setResult("too late"));
          reasonOf(task);
        });
  }

  @Test
  void aRequestForATaskWhoseInnerTaskHasJustEndedIsDelivered() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var inner = createTask("inner", promise);
          var outer = createTask("outer", inner);
          inner.addDoneCallback(_ -> log.add("cancel: " + outer.cancel())); // before outer awaits
          yieldNow();
          promise.setResult("x");
          reasonOf(outer);
          assertEquals("x", inner.result());
          assertEquals(0, inner.cancelling());
        });
    assertEquals(List.of("cancel: true"), log);
  }

  @Test
  void aRequestAfterTheLastStepIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> "x");
          task.addDoneCallback(_ -> log.add("cancel: " + task.cancel()));
          yieldNow();
          yieldNow();
          assertEquals("x", task.await());
        });
    assertEquals(List.of("cancel: false"), log);
  }

  @Test
  void aRequestForATaskAndForWhatItAwaitsIsOneError() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task =
              createTask(
                  () -> {
                    try {
                      promise.await();
                    } catch (CancelledError error) {
                      log.add("cancelled");
                    }
                    yieldNow();
                    return "went on";
                  });
          yieldNow();
          promise.cancel();
          task.cancel();
          assertEquals("went on", task.await());
        });
    assertEquals(List.of("cancelled"), log);
  }

  @Test
  void anInnerTaskThatFailsInItsCleanUpFailsTheOuter() throws Exception {
    VirtualTime.run(
        () -> {
          var inner =
              createTask(
                  () -> {
                    try {
                      sleepLong();
                    } catch (CancelledError error) {
                      throw new ValueError("clean-up");
                    }
                  });
          var outer = createTask(inner);
          yieldNow();
          yieldNow();
          outer.cancel();
          assertThrows(ValueError.class, outer::await);
          assertFalse(outer.cancelled());
        });
  }

  @Test
  void aTimerMayCancelASleepWhichEndsThenAndNotLater() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(CancelDeliveryTest::sleepLong);
          runningLoop().callLater(Duration.ofSeconds(3), task::cancel);
          reasonOf(task);
          assertEquals(Duration.ofSeconds(3).toNanos(), runningLoop().time());
        });
  }

  @Test
  void aCallbackThatCancelsATaskBeforeItsFirstStepKeepsItFromBeginning() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          runningLoop().callSoon(() -> tasks.getFirst().cancel());
          tasks.add(createTask(() -> log.add("began")));
          yieldNow();
          assertTrue(tasks.getFirst().cancelled());
        });
    assertEquals(List.of(), log);
  }

  /* ---- on the way out ---- */

  private final class Resource implements AutoCloseable {
    private final String name;

    Resource(String name) {
      this.name = name;
    }

    @Override
    public void close() {
      yieldNow();
      log.add("closed " + name);
    }
  }

  private void innermost() {
    try {
      sleepLong();
    } finally {
      sleep(Duration.ofSeconds(1));
      log.add("finally");
    }
  }

  @SuppressWarnings("try") // the resources are there to be closed
  private void nested() {
    try (var _ = new Resource("outer");
        var _ = new Resource("inner")) {
      innermost();
    }
  }

  @Test
  void cleanUpsRunFromTheInsideToTheOutsideAndMayWait() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(this::nested);
          yieldNow();
          task.cancel("enough");
          assertEquals(Optional.of("enough"), reasonOf(task));
        });
    assertEquals(List.of("finally", "closed inner", "closed outer"), log);
  }

  @Test
  void aBlockMayCancelItsTaskForItselfAndLeaveNoTrace() throws Exception {
    VirtualTime.run(
        () -> {
          var me = currentTask();
          var error = assertThrows(TimeoutException.class, this::cancelsItselfForItself);
          assertInstanceOf(CancelledError.class, error.getCause());
          assertEquals(0, me.cancelling());
          yieldNow();
          log.add("goes on");
        });
    assertEquals(List.of("goes on"), log);
  }

  private void cancelsItselfForItself() throws TimeoutException {
    var me = currentTask();
    var before = me.cancelling();
    me.cancel();
    try {
      yieldNow();
    } catch (CancelledError error) {
      if (me.uncancel() > before) {
        throw error;
      }
      var translated = new TimeoutException();
      translated.initCause(error);
      throw translated;
    }
  }
}
