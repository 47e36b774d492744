package dev.rondo;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class ConditionTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();
  private final Condition condition = new Condition();

  /// Starts a task that waits for a signal, and notes whether it has the lock whenever it ends.
  private Task<?> waiter(String name) {
    return waiter(name, condition::await);
  }

  private Task<?> waiter(String name, Action wait) {
    var task =
        journal.start(
            name,
            () -> {
              try (var _ = condition.hold()) {
                try {
                  wait.run();
                } finally {
                  assertTrue(condition.lock().locked(), "the lock must be taken again");
                }
              }
            });
    yieldNow();
    return task;
  }

  private void signal(int count) {
    try (var _ = condition.hold()) {
      condition.signal(count);
    }
  }

  @Test
  void theOldestAreWoken() throws Exception {
    VirtualTime.run(
        () -> {
          List.of("a", "b", "c", "d").forEach(this::waiter);
          signal(2);
          assertEquals(List.of("a", "b"), journal.read());
          try (var _ = condition.hold()) {
            condition.signal();
            condition.signal();
          }
          assertEquals(List.of("c", "d"), journal.read());
        });
  }

  @Test
  void signalAllWakesAll() throws Exception {
    VirtualTime.run(
        () -> {
          List.of("a", "b", "c").forEach(this::waiter);
          try (var _ = condition.hold()) {
            condition.signalAll();
          }
          assertEquals(List.of("a", "b", "c"), journal.read());
        });
  }

  @Test
  void aSignalForNobodyIsNotKept() throws Exception {
    VirtualTime.run(
        () -> {
          signal(3);
          waiter("a");
          assertEquals(List.of(), journal.read());
          signal(0);
          assertEquals(List.of(), journal.read());
          signal(1);
          assertEquals(List.of("a"), journal.read());
        });
  }

  @Test
  void whoWasSignalledGoesOnWhenTheSignallerHasReleasedTheLock() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a");
          try (var _ = condition.hold()) {
            condition.signal();
            assertEquals(List.of(), journal.read());
            journal.note("released");
          }
          assertEquals(List.of("released", "a"), journal.read());
        });
  }

  @Test
  void withoutTheLockNothingGoes() throws Exception {
    VirtualTime.run(
        () -> {
          List<Executable> waits =
              List.of(
                  condition::await,
                  () -> condition.await(SECOND),
                  () -> condition.awaitUntil(() -> false));
          for (var wait : waits) {
            var error = assertThrows(IllegalStateException.class, wait);
            assertEquals("cannot wait on un-acquired lock", error.getMessage());
          }
          List<Executable> signals =
              List.of(condition::signal, () -> condition.signal(2), condition::signalAll);
          for (var signal : signals) {
            var error = assertThrows(IllegalStateException.class, signal);
            assertEquals("cannot notify on un-acquired lock", error.getMessage());
          }
          condition.awaitUntil(() -> true); // does not wait, so it needs no lock
        });
  }

  @Test
  void aNegativeCountIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          try (var _ = condition.hold()) {
            var error = assertThrows(IllegalArgumentException.class, () -> condition.signal(-1));
            assertEquals("count must be zero or more, but is -1", error.getMessage());
          }
        });
  }

  @Test
  void conditionsMayShareALock() throws Exception {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          var first = new Condition(lock);
          var second = new Condition(lock);
          assertSame(lock, first.lock());
          journal.start("first", () -> awaitHolding(first));
          journal.start("second", () -> awaitHolding(second));
          journal.read();
          try (var _ = lock.hold()) {
            second.signalAll();
          }
          assertEquals(List.of("second"), journal.read());
          try (var _ = second.hold()) {
            first.signalAll();
          }
          assertEquals(List.of("first"), journal.read());
        });
  }

  private static void awaitHolding(Condition condition) {
    try (var _ = condition.hold()) {
      condition.await();
    }
  }

  @Test
  void cancelledWhileItWaitsItHasTheLockAgain() throws Exception {
    VirtualTime.run(
        () -> {
          var task = waiter("a");
          try (var _ = condition.hold()) {
            task.cancel();
            assertEquals(List.of(), journal.read());
            assertFalse(task.done());
          }
          assertEquals(List.of("a cancelled"), journal.read());
          assertFalse(condition.lock().locked());
        });
  }

  @Test
  void cancelledWhileItTakesTheLockAgainItKeepsTrying() throws Exception {
    VirtualTime.run(
        () -> {
          var task = waiter("a");
          try (var _ = condition.hold()) {
            condition.signal();
            journal.read();
            task.cancel("first");
            journal.read();
            task.cancel("last");
            assertEquals(List.of(), journal.read());
          }
          assertEquals(List.of("a cancelled"), journal.read());
          var error = assertThrows(CancelledError.class, task::result);
          assertEquals("last", error.reason().orElseThrow());
          assertFalse(condition.lock().locked());
        });
  }

  @Test
  void cancelledBeforeTheSignalItDoesNotGetIt() throws Exception {
    VirtualTime.run(
        () -> {
          var task = waiter("a");
          waiter("b");
          waiter("c");
          try (var _ = condition.hold()) {
            task.cancel();
            condition.signal();
          }
          // A cancelled one wakes another even if it had no signal: a wait may end without one.
          assertEquals(List.of("a cancelled", "b", "c"), journal.read());
        });
  }

  @Test
  void cancelledAfterTheSignalItPassesItOn() throws Exception {
    VirtualTime.run(
        () -> {
          var task = waiter("a");
          waiter("b");
          waiter("c");
          try (var _ = condition.hold()) {
            condition.signal();
            task.cancel();
          }
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void cancelledTwiceItPassesOneSignalOn() throws Exception {
    VirtualTime.run(
        () -> {
          var task = waiter("a");
          waiter("b");
          waiter("c");
          try (var _ = condition.hold()) {
            condition.signal();
            task.cancel();
            task.cancel();
          }
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void cancelledWhileItTakesTheLockAgainItPassesTheSignalOn() throws Exception {
    VirtualTime.run(
        () -> {
          var task = waiter("a");
          waiter("b");
          try (var _ = condition.hold()) {
            condition.signal();
            journal.read();
            task.cancel();
          }
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void awaitWithALimitSaysWhetherTheSignalCame() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("in time", () -> journal.note(condition.await(SECOND)));
          signal(1);
          assertEquals(List.of("true", "in time"), journal.read());
          waiter("late", () -> journal.note(condition.await(SECOND)));
          sleep(SECOND);
          assertEquals(List.of("false", "late"), journal.read());
          assertEquals("Condition[0 waiting, Lock[unlocked]]", condition.toString());
        });
  }

  @Test
  void aSignalAfterTheLimitIsForAnother() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("late", () -> journal.note(condition.await(SECOND)));
          waiter("b");
          try (var _ = condition.hold()) {
            condition.signal();
            sleep(SECOND.multipliedBy(2)); // it cannot have the lock in time
          }
          assertEquals(List.of("false", "late", "b"), journal.read());
        });
  }

  @Test
  void awaitUntilAsksFirstOfAllAndAfterEachSignal() throws Exception {
    VirtualTime.run(
        () -> {
          var level = new int[] {0};
          waiter("a", () -> condition.awaitUntil(() -> level[0] >= 2));
          signal(1);
          assertEquals(List.of(), journal.read());
          level[0] = 2;
          signal(1);
          assertEquals(List.of("a"), journal.read());
          waiter("b", () -> condition.awaitUntil(() -> level[0] >= 2));
          assertEquals(List.of("b"), journal.read());
        });
  }

  @Test
  void awaitUntilCancelledPassesTheSignalOn() throws Exception {
    VirtualTime.run(
        () -> {
          var open = new boolean[1];
          var task = waiter("a", () -> condition.awaitUntil(() -> open[0]));
          waiter("b", () -> condition.awaitUntil(() -> open[0]));
          try (var _ = condition.hold()) {
            open[0] = true;
            condition.signal();
            task.cancel();
          }
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void aPredicateThatThrowsPassesTheSignalOn() throws Exception {
    VirtualTime.run(
        () -> {
          var asked = new int[1];
          waiter(
              "broken",
              () ->
                  condition.awaitUntil(
                      () -> {
                        if (asked[0]++ > 0) {
                          throw new IllegalCallerException("broken predicate");
                        }
                        return false;
                      }));
          waiter("b");
          signal(1);
          assertEquals(List.of("broken: broken predicate", "b"), journal.read());
        });
  }

  @Test
  void limitsOneAfterTheOtherInsideOfOneBlock() throws Exception {
    VirtualTime.run(
        () -> {
          try (var _ = condition.hold()) {
            assertFalse(condition.await(SECOND));
            assertTrue(condition.lock().locked());
            assertFalse(condition.await(Duration.ZERO));
            assertTrue(condition.lock().locked());
          }
          assertEquals(SECOND.toNanos(), runningLoop().time());
        });
  }

  @Test
  void theTextTellsTheState() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a");
          waiter("b");
          try (var _ = condition.hold()) {
            assertEquals("Condition[2 waiting, Lock[locked, 0 waiting]]", condition.toString());
            condition.signal(); // who was signalled waits for the lock, not for a signal
            assertEquals("Condition[1 waiting, Lock[locked, 0 waiting]]", condition.toString());
            condition.signalAll();
          }
        });
  }
}
