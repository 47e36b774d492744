package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cancelling along chains of awaits that are long, that fork, or that close on themselves.
@Timeout(60)
class CancelChainTest {

  /// A task that awaits `count` others, each of which awaits the next.
  private static List<Task<?>> chain(int count, Awaitable<?> end) {
    var tasks = new ArrayList<Task<?>>(count);
    Awaitable<?> next = end;
    for (var i = 0; i < count; i++) {
      var awaited = next;
      var task = createTask(() -> await(awaited));
      tasks.add(task);
      next = task;
    }
    return tasks;
  }

  @Test
  void aChainOfAMillionTasksIsCancelledWithoutRecursion() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> end = runningLoop().createPromise();
          var tasks = chain(1_000_000, end);
          yieldNow(); // all of them wait now
          tasks.getLast().cancel("enough");
          assertTrue(end.cancelled());
          var error = assertThrows(CancelledError.class, tasks.getLast()::await);
          assertEquals(Optional.of("enough"), error.reason());
          for (var task : tasks) {
            assertTrue(task.cancelled());
            assertEquals(1, task.cancelling());
          }
        });
  }

  @Test
  void aLongChainPassesOnItsResultWithoutRecursion() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> end = runningLoop().createPromise();
          var tasks = chain(100_000, end);
          yieldNow();
          end.setResult("result");
          assertEquals("result", await(tasks.getLast()));
        });
  }

  @Test
  void aChainIsCancelledFromWhereItWasAskedForDownwards() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks = chain(10, createTask(() -> sleep(Duration.ofDays(1))));
          yieldNow();
          tasks.get(4).cancel();
          yieldNow();
          assertThrows(CancelledError.class, tasks.getLast()::await);
          for (var i = 0; i < 10; i++) {
            assertEquals(i <= 4 ? 1 : 0, tasks.get(i).cancelling());
            assertTrue(tasks.get(i).cancelled()); // those above by the error that they awaited
          }
        });
  }

  @Test
  void aThousandNestedGathersAreCancelledFromTheOutside() throws Exception {
    VirtualTime.run(
        () -> {
          Awaitable<?> inner = () -> runningLoop().<String>createPromise().await();
          for (var i = 0; i < 1000; i++) {
            var nested = inner;
            inner = () -> gather(List.of(nested));
          }
          var outer = createTask(inner);
          for (var i = 0; i < 1001; i++) {
            yieldNow();
          }
          assertEquals(1002, Async.allTasks().size());
          outer.cancel("enough");
          var error = assertThrows(CancelledError.class, outer::await);
          assertEquals(Optional.of("enough"), error.reason());
          assertEquals(1, Async.allTasks().size());
        });
  }

  /* ---- cycles ---- */

  /// A ring of tasks that await each other, all waiting.
  private static List<Task<?>> ring(int count) {
    var tasks = new ArrayList<Task<?>>();
    for (var i = 0; i < count; i++) {
      var next = (i + 1) % count;
      tasks.add(createTask("ring-" + i, () -> await(tasks.get(next))));
    }
    yieldNow();
    return tasks;
  }

  private static void assertCancelRingEndsAll(int count) throws Exception {
    VirtualTime.run(
        () -> {
          var ring = ring(count);
          ring.getFirst().cancel("break the ring");
          var error = assertThrows(CancelledError.class, ring.getFirst()::await);
          assertEquals(Optional.of("break the ring"), error.reason());
          for (var task : ring) {
            assertTrue(task.cancelled());
            assertEquals(1, task.cancelling());
          }
        });
  }

  @Test
  void aCycleOfTwoEndsWhenOneIsCancelled() throws Exception {
    assertCancelRingEndsAll(2);
  }

  @Test
  void aCycleOfAThousandEndsWhenOneIsCancelled() throws Exception {
    assertCancelRingEndsAll(1000);
  }

  @Test
  void aCycleEndsWhenItsLoopCloses() throws Exception {
    List<Task<?>> ring = VirtualTime.run(() -> ring(3));
    for (var task : ring) {
      assertTrue(task.cancelled());
    }
  }

  @Test
  void aCycleThatSwallowsOneCancellationEndsWithTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          tasks.add(createTask(() -> await(tasks.get(1))));
          tasks.add(
              createTask(
                  () -> {
                    try {
                      await(tasks.get(0));
                    } catch (CancelledError swallowed) {
                      await(tasks.get(0)); // the ring is closed again
                    }
                  }));
          yieldNow();
          tasks.getFirst().cancel();
          yieldNow();
          yieldNow();
          assertFalse(tasks.getFirst().done());
          tasks.getFirst().cancel();
          assertThrows(CancelledError.class, tasks.getFirst()::await);
          assertTrue(tasks.get(1).cancelled());
          assertEquals(2, tasks.get(1).cancelling());
        });
  }

  @Test
  void aCycleThroughAGatherEndsWhenOneIsCancelled() throws Exception {
    for (var victim = 0; victim < 2; victim++) {
      var cancelled = victim;
      VirtualTime.run(
          () -> {
            var other = createTask(() -> sleep(Duration.ofDays(1)));
            var tasks = new ArrayList<Task<?>>();
            tasks.add(createTask(() -> gather(List.of(other, tasks.get(1)))));
            tasks.add(createTask(() -> await(tasks.get(0))));
            yieldNow();
            yieldNow();
            assertTrue(tasks.get(cancelled).cancel("break the ring"));
            for (var task : tasks) {
              var error = assertThrows(CancelledError.class, task::await);
              assertEquals(Optional.of("break the ring"), error.reason());
            }
            yieldNow();
            assertTrue(other.cancelled());
            assertEquals(0, runningLoop().time());
          });
    }
  }

  @Test
  void aGatherOfItselfEndsWhenItIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var self = new ArrayList<Task<?>>();
          self.add(createTask(() -> gather(self)));
          yieldNow();
          self.getFirst().cancel("break the ring");
          var error = assertThrows(CancelledError.class, self.getFirst()::await);
          assertEquals(Optional.of("break the ring"), error.reason());
        });
  }

  @Test
  void whatIsGatheredTwiceIsCancelledOncePerPath() throws Exception {
    VirtualTime.run(
        () -> {
          var shared = createTask(() -> sleep(Duration.ofDays(1)));
          var left = createTask(() -> await(shared));
          var right = createTask(() -> await(shared));
          var top = createTask(() -> gather(List.of(left, right)));
          yieldNow();
          yieldNow();
          top.cancel();
          var error = assertThrows(CancelledError.class, top::await);
          assertSame(error, assertThrows(CancelledError.class, shared::await));
          assertTrue(left.cancelled());
          assertTrue(right.cancelled());
          assertEquals(2, shared.cancelling());
        });
  }
}
