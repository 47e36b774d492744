package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Looking at a coroutine does not disturb it. The JDK submits a virtual thread once more when
/// somebody has taken its stack trace after a yield, which is how coroutines stop.
@Timeout(60)
class StackTraceTest {
  @Test
  void takingTheTraceOfASleepingTaskDoesNotWakeIt() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var task =
              createTask(
                  () -> {
                    sleep(Duration.ofHours(1));
                    return loop.time();
                  });
          yieldNow();
          for (var look = 0; look < 10; look++) {
            assertTrue(task.coroutine().thread.getStackTrace().length > 0);
            yieldNow();
          }
          assertFalse(task.done());
          assertEquals(Duration.ofHours(1).toNanos(), task.await());
        });
  }

  @Test
  void takingTheTraceOfATaskThatAwaitsDoesNotEndItsWait() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = createTask(promise);
          yieldNow();
          var _ = task.coroutine().thread.getStackTrace();
          yieldNow();
          yieldNow();
          promise.setResult("result");
          assertEquals("result", task.await());
        });
  }

  @Test
  void traceAfterTraceFromAnotherThreadChangesNothing() throws Exception {
    var over = new AtomicBoolean();
    VirtualTime.run(
        () -> {
          var tasks = new ArrayList<Task<Integer>>();
          for (var count = 0; count < 10; count++) {
            tasks.add(
                createTask(
                    () -> {
                      var turns = 0;
                      while (turns < 5_000) {
                        yieldNow();
                        turns++;
                      }
                      return turns;
                    }));
          }
          var threads = tasks.stream().map(task -> task.coroutine().thread).toList();
          var looker =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        while (!over.get()) {
                          threads.forEach(Thread::getStackTrace);
                        }
                      });
          for (var task : tasks) {
            assertEquals(5_000, task.await());
          }
          over.set(true);
          looker.join();
        });
  }

  @Test
  @Timeout(
      value = 60,
      threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lost task ends by nothing
  void aThreadOfTheJdkThatIsWokenWhileTheLoopLooksAtItGoesOn() throws Exception {
    Async.run(
        () -> {
          for (var round = 0; round < 300; round++) {
            var parked = createTask(() -> LockSupport.park());
            yieldNow();
            yieldNow();
            var thread = parked.coroutine().thread;
            var looking = new CountDownLatch(1);
            var waker =
                Thread.ofPlatform()
                    .start(
                        () -> {
                          awaitUninterruptibly(looking);
                          LockSupport.unpark(thread);
                        });
            looking.countDown();
            while (waker.isAlive()) {
              assertFalse(Waits.stack(parked).isEmpty());
            }
            parked.await();
          }
        });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void theCallGraphShowsWhoAwaitsWhomAndWhere() throws Exception {
    VirtualTime.run(
        () -> {
          var slow = createTask("slow", () -> sleep(Duration.ofHours(1)));
          var waiting = createTask("waiting", slow);
          yieldNow();
          yieldNow();
          var graph = Async.captureCallGraph();
          var root = graph.stream().filter(entry -> entry.task() == slow).findFirst().orElseThrow();
          assertEquals(waiting, root.awaitedBy().getFirst().task());
          assertEquals("slow", root.awaitedBy().getFirst().awaits().orElseThrow());
          assertFalse(slow.done());
          slow.cancel();
        });
  }
}
