package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.Crowd.DAY;
import static dev.rondo.Crowd.MANY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many at a time. Where the time is in proportion to the square of their number, seconds become
/// minutes. Queues and channels are in `CrowdedLinesTest`.
@Timeout(600)
class ScaleTest {
  private static final int TIMERS = 10 * MANY;

  private final Crowd crowd = new Crowd(MANY);

  @Test
  void anEventForMany() throws Exception {
    Crowd.run(
        () -> {
          var event = new Event();
          var resumed = new int[1];
          for (var n = 0; n < MANY; n++) {
            var number = n;
            createTask(
                () -> {
                  event.await();
                  if (resumed[0]++ != number) {
                    throw new AssertionError(number + " is not in order");
                  }
                });
          }
          yieldNow();
          assertEquals("Event[unset, " + MANY + " waiting]", event.toString());
          event.set();
          yieldNow();
          assertEquals(MANY, resumed[0]);
          assertEquals(1, Async.allTasks().size());
        });
  }

  @Test
  void aLockForManyOfWhomHalfAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          crowd.start(() -> lock.hold().close());
          crowd.cancelHalf();
          lock.release();
          crowd.assertCancelled(MANY / 2);
        });
  }

  @Test
  void aLockWithManyCancelledOnesInFrontOfManyNewcomers() throws Exception {
    Crowd.run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          crowd.start(lock::acquire);
          crowd.cancelAll();
          lock.release();
          for (var n = 0; n < MANY; n++) {
            assertTrue(lock.tryAcquire());
            lock.release();
          }
          crowd.assertCancelled(MANY);
          assertEquals(new Lock.Statistics(false, 0), lock.statistics());
        });
  }

  @Test
  void aSemaphoreForManyOfWhomHalfAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          var semaphore = new Semaphore(0);
          crowd.start(semaphore::acquire);
          crowd.cancelHalf();
          for (var n = 0; n < MANY; n++) {
            semaphore.release();
            assertEquals(Math.max(0, n + 1 - MANY / 2), semaphore.statistics().permits());
          }
          crowd.assertCancelled(MANY / 2);
          assertEquals(new Semaphore.Statistics(MANY / 2, 0), semaphore.statistics());
        });
  }

  @Test
  void aSemaphoreWithManyCancelledOnesInFrontOfManyNewcomers() throws Exception {
    Crowd.run(
        () -> {
          var semaphore = new Semaphore(0);
          crowd.start(semaphore::acquire);
          crowd.cancelAll();
          semaphore.release();
          for (var n = 0; n < MANY; n++) {
            assertTrue(semaphore.tryAcquire());
            semaphore.release();
            assertFalse(semaphore.locked());
          }
          crowd.assertCancelled(MANY);
          assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        });
  }

  @Test
  void timersOfWhichNearlyAllAreCalledOff() throws Exception {
    Crowd.run(
        () -> {
          var loop = runningLoop();
          var random = new Random(1);
          var last = new long[1];
          var fired = new int[1];
          List<TimerHandle> timers = new ArrayList<>(TIMERS);
          for (var n = 0; n < TIMERS; n++) {
            long when = 1L + random.nextInt(1_000_000);
            timers.add(
                loop.callAt(
                    when,
                    () -> {
                      if (when < last[0] || loop.time() < when) {
                        throw new AssertionError("not in order");
                      }
                      last[0] = when;
                      fired[0]++;
                    }));
          }
          Collections.shuffle(timers, random);
          timers.subList(TIMERS / 100, TIMERS).forEach(TimerHandle::cancel);
          assertTrue(loop.timers.size() <= TIMERS / 50 + 100);
          sleep(DAY);
          assertEquals(TIMERS / 100, fired[0]);
          assertEquals(0, loop.timers.size());
        });
  }

  @Test
  void manyTasksAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          crowd.start(() -> sleep(DAY.multipliedBy(2)));
          crowd.cancelAll();
          yieldNow();
          assertEquals(1, Async.allTasks().size());
          assertNull(runningLoop().timers.first());
          crowd.assertCancelled(MANY);
        });
  }
}
