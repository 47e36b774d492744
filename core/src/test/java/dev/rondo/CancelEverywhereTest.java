package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A task that uses one thing after the other is cancelled after each number of passes, and each
/// time everything must be as if it had never been there.
class CancelEverywhereTest {
  private static final int ENOUGH = 200;

  private final Lock lock = new Lock();
  private final Semaphore semaphore = new Semaphore(1);
  private final Event event = new Event();
  private final Condition condition = new Condition();
  private final Queue<String> queue = new Queue<>(1);
  private final Queue<String> answers = new Queue<>(1);

  /// One of two others that use the same things, so that the task has to wait for all of them, and
  /// somebody stands in line behind it.
  private void rival() throws Exception {
    for (var i = 0; i < 10; i++) {
      try (var _ = lock.hold()) {
        yieldNow();
      }
      try (var _ = semaphore.hold()) {
        yieldNow();
      }
      try (var _ = condition.hold()) {
        condition.signal();
      }
      yieldNow();
    }
    event.set();
  }

  private void user() throws Exception {
    try (var _ = lock.hold()) {
      yieldNow();
    }
    try (var _ = semaphore.hold()) {
      try (var _ = lock.hold()) {
        yieldNow();
      }
    }
    try (var _ = condition.hold()) {
      condition.await();
    }
    timeout(
        Duration.ofHours(1),
        () ->
            taskGroup(
                group -> {
                  group.createTask(
                      () -> {
                        queue.put("a");
                        queue.put("b");
                      });
                  group.createTask(() -> answers.put(queue.get() + queue.get()));
                }));
    answers.get();
    Async.shield(Awaitable.of(() -> yieldNow()));
    event.await();
  }

  /// @return whether the task had ended before it could be cancelled
  private boolean cancelAfter(int passes) throws Exception {
    return VirtualTime.run(
        () -> {
          var before = createTask(this::rival);
          var user = createTask("user", this::user);
          var behind = createTask(this::rival);
          for (var i = 0; i < passes; i++) {
            yieldNow();
          }
          var ended = !user.cancel();
          Async.cancelAndWait(user);
          // In time, for a wake-up that got lost would leave them waiting for ever.
          Async.timeout(Duration.ofHours(1), () -> Async.gather(before, behind));
          assertEquals(!ended, user.cancelled(), () -> "after " + passes + " passes");
          assertNothingHeld();
          return ended;
        });
  }

  private void assertNothingHeld() throws Exception {
    assertFalse(lock.locked());
    assertFalse(semaphore.locked());
    assertFalse(condition.lock().locked());
    try (var _ = lock.hold()) {
      assertTrue(lock.locked());
    }
    for (var i = 0; i < 3; i++) {
      yieldNow(); // what was shielded ends
    }
    assertEquals(1, Async.allTasks().size());
    assertNull(runningLoop().timers.first());
  }

  @Test
  void afterEachNumberOfPassesNothingIsHeldOrLeft() throws Exception {
    var passes = 0;
    var test = new CancelEverywhereTest();
    while (!test.cancelAfter(passes)) {
      passes++;
      assertTrue(passes < ENOUGH, "it does not end");
      test = new CancelEverywhereTest();
    }
    assertTrue(passes > 20, passes + " passes are too few to have met all waits");
  }

  /// Three tasks take turns; the second one is cancelled.
  ///
  /// @return whether it had ended before it could be cancelled
  private static boolean cancelsTheSecondOfThree(Callable<Held> hold, int passes) throws Exception {
    return VirtualTime.run(
        () -> {
          Action body =
              () -> {
                for (var i = 0; i < 5; i++) {
                  try (var _ = hold.call()) {
                    yieldNow();
                  }
                }
              };
          var first = createTask(body);
          var second = createTask(body);
          var third = createTask(body);
          for (var i = 0; i < passes; i++) {
            yieldNow();
          }
          var ended = !second.cancel();
          Async.timeout(
              Duration.ofHours(1),
              () -> {
                Async.cancelAndWait(second);
                Async.gather(first, third);
              });
          return ended;
        });
  }

  private static void cancelsTheSecondOfThreeEverywhere(Supplier<Callable<Held>> resource)
      throws Exception {
    var passes = 0;
    while (!cancelsTheSecondOfThree(resource.get(), passes)) {
      passes++;
      assertTrue(passes < ENOUGH, "it does not end");
    }
    assertTrue(passes > 10, passes + " passes are too few for turns of three");
  }

  @Test
  void aLockIsPassedOnWhereverItsWaiterIsCancelled() throws Exception {
    cancelsTheSecondOfThreeEverywhere(() -> new Lock()::hold);
  }

  @Test
  void aPermitIsPassedOnWhereverItsWaiterIsCancelled() throws Exception {
    cancelsTheSecondOfThreeEverywhere(() -> new Semaphore(1)::hold);
  }

  /// @return whether the first of two takers got the item
  private static boolean firstTakes(int passes) throws Exception {
    return VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          var taken = new ArrayList<String>();
          Action takes = () -> taken.add(queue.get());
          var first = createTask(takes);
          var second = createTask(takes);
          var putter =
              createTask(
                  () -> {
                    yieldNow();
                    yieldNow();
                    queue.putNowait("item");
                  });
          for (var i = 0; i < passes; i++) {
            yieldNow();
          }
          var refused = !first.cancel();
          putter.await();
          if (!refused) {
            Async.waitFor(second, Duration.ofHours(1));
          }
          second.cancel();
          assertEquals(List.of("item"), taken, () -> "after " + passes + " passes");
          return refused;
        });
  }

  @Test
  void anItemGoesToTheNextTakerIfTheFirstIsCancelled() throws Exception {
    var passes = 0;
    while (!firstTakes(passes)) {
      passes++;
      assertTrue(passes < ENOUGH, "it is never taken");
    }
    assertTrue(passes > 3, "an item on its way was not met");
  }

  @Test
  void aCallInAWorkerThatIsCancelledWhereverItStandsLeavesTheNextAlone() throws Exception {
    for (var passes = 0; passes < 5; passes++) {
      var count = passes;
      var results =
          VirtualTime.run(
              () -> {
                var latch = new CountDownLatch(1);
                var call = createTask(() -> toThread(() -> latch.await()));
                for (var i = 0; i < count; i++) {
                  yieldNow();
                }
                call.cancel();
                Async.cancelAndWait(call);
                latch.countDown();
                return List.of(call.cancelled(), toThread(() -> Thread.interrupted()));
              });
      assertEquals(List.of(true, false), results);
    }
  }
}
