package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Looking at the stack of a task that waits, as `Task.get_stack` and `print_call_graph` of asyncio
/// do, does not disturb it: it stays where it is until what it waits for is there.
class OracleStackTraceTest {

  /// Makes a task wait, does something, and fails if that resumed it.
  private static void assertStaysAsleep(Action action) throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = createTask(promise);
          yieldNow();
          yieldNow();
          action.run();
          yieldNow();
          yieldNow();
          assertFalse(task.done(), task::toString);
          promise.setResult("now");
          assertEquals("now", task.await());
        });
  }

  @Test
  void theCallGraphWakesNobody() throws Exception {
    assertStaysAsleep(() -> Async.captureCallGraph());
  }

  @Test
  void aStackTraceWakesNobody() throws Exception {
    assertStaysAsleep(
        () -> {
          for (var task : runningLoop().tasks.toList()) {
            if (task != Async.currentTask()) {
              var _ = task.coroutine().thread.getStackTrace();
            }
          }
        });
  }

  @Test
  void stackTracesTakenByAnotherThreadNeitherWakeNorStopAnybody() throws Exception {
    VirtualTime.run(
        () -> {
          var turns = new int[2];
          var first = createTask(() -> count(turns, 0));
          var second = createTask(() -> count(turns, 1));
          var over = new AtomicBoolean();
          var threads = List.of(first.coroutine().thread, second.coroutine().thread);
          var observer =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        while (!over.get()) {
                          threads.forEach(Thread::getStackTrace);
                        }
                      });
          try {
            first.await();
            second.await();
          } finally {
            over.set(true);
            observer.join();
          }
        });
  }

  /// Counts turns; two tasks that do this alternate.
  private static void count(int[] turns, int me) {
    for (var i = 0; i < 10_000; i++) {
      turns[me]++;
      assertEquals(1 - me, turns[0] - turns[1], "the other task had its turn out of order");
      yieldNow();
    }
  }
}
