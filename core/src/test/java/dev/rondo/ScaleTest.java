package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many at a time. Where the time is in proportion to the square of their number, seconds become
/// minutes.
///
/// The system property `dev.rondo.scale` says how many; for a million the heap needs some 4 GB.
@Timeout(600)
class ScaleTest {
  private static final int MANY = Integer.getInteger("dev.rondo.scale", 100_000);
  private static final int TEN_TIMES_AS_MANY = 10 * MANY;
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicInteger ended = new AtomicInteger();

  private static void run(Action main) throws Exception {
    VirtualTime.run(
        () -> {
          // The steps of these programs are long on purpose.
          runningLoop().setSlowStepThreshold(ChronoUnit.FOREVER.getDuration());
          main.run();
        });
  }

  /// Starts many tasks and lets each run until it waits.
  private List<Task<?>> start(Action body) {
    List<Task<?>> tasks = new ArrayList<>(MANY);
    for (var n = 0; n < MANY; n++) {
      tasks.add(createTask(body));
    }
    yieldNow();
    return tasks;
  }

  private static List<Task<?>> shuffled(List<Task<?>> tasks) {
    var shuffled = new ArrayList<>(tasks);
    Collections.shuffle(shuffled, new Random(1));
    return shuffled;
  }

  private static <T> List<T> everySecond(List<T> all) {
    List<T> half = new ArrayList<>(all.size() / 2);
    for (var n = 0; n < all.size(); n += 2) {
      half.add(all.get(n));
    }
    return half;
  }

  /// Waits for the end of all: half of them were cancelled, the others have done their work.
  private void assertHalfWereCancelled(List<Task<?>> tasks) {
    sleep(DAY);
    var cancelled = 0;
    for (var task : tasks) {
      assertTrue(task.done());
      cancelled += task.cancelled() ? 1 : 0;
    }
    assertEquals(MANY / 2, cancelled);
    assertEquals(MANY / 2, ended.get());
  }

  @Test
  void anEventForManyWaiters() throws Exception {
    run(
        () -> {
          var event = new Event();
          for (var n = 0; n < MANY; n++) {
            var number = n;
            createTask(
                () -> {
                  event.await();
                  if (ended.getAndIncrement() != number) {
                    throw new AssertionError(number + " is not in order");
                  }
                });
          }
          yieldNow();
          assertEquals("Event[unset, " + MANY + " waiting]", event.toString());
          event.set();
          yieldNow();
          assertEquals(MANY, ended.get());
          assertEquals(1, Async.allTasks().size());
        });
  }

  @Test
  void aLockForManyOfWhomHalfAreCancelled() throws Exception {
    run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          var tasks =
              start(
                  () -> {
                    try (var _ = lock.hold()) {
                      ended.incrementAndGet();
                    }
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          lock.release();
          assertHalfWereCancelled(tasks);
        });
  }

  @Test
  void aLockWithManyCancelledOnesInFrontOfManyNewcomers() throws Exception {
    run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          shuffled(start(lock::acquire)).forEach(Deferred::cancel);
          lock.release();
          for (var n = 0; n < MANY; n++) {
            assertTrue(lock.tryAcquire());
            lock.release();
          }
          sleep(DAY);
          assertEquals(new Lock.Statistics(false, 0), lock.statistics());
        });
  }

  @Test
  void aSemaphoreForManyOfWhomHalfAreCancelled() throws Exception {
    run(
        () -> {
          var semaphore = new Semaphore(0);
          var tasks =
              start(
                  () -> {
                    semaphore.acquire();
                    ended.incrementAndGet();
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          for (var n = 0; n < MANY; n++) {
            semaphore.release();
            assertEquals(Math.max(0, n + 1 - MANY / 2), semaphore.statistics().permits());
          }
          assertHalfWereCancelled(tasks);
          assertEquals(new Semaphore.Statistics(MANY / 2, 0), semaphore.statistics());
        });
  }

  @Test
  void aSemaphoreWithManyCancelledOnesInFrontOfManyNewcomers() throws Exception {
    run(
        () -> {
          var semaphore = new Semaphore(0);
          shuffled(start(semaphore::acquire)).forEach(Deferred::cancel);
          semaphore.release();
          for (var n = 0; n < MANY; n++) {
            assertTrue(semaphore.tryAcquire());
            semaphore.release();
            assertFalse(semaphore.locked());
          }
          sleep(DAY);
          assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        });
  }

  @Test
  void aLimiterForManyOfWhomHalfAreCancelled() throws Exception {
    run(
        () -> {
          var limiter = new CapacityLimiter(0);
          var tasks =
              start(
                  () -> {
                    try (var _ = limiter.hold()) {
                      ended.incrementAndGet();
                    }
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          for (var n = 0; n < MANY; n++) {
            assertFalse(limiter.tryAcquire());
          }
          limiter.setTokens(1);
          assertHalfWereCancelled(tasks);
        });
  }

  @Test
  void aConditionWithASignalForEachOfMany() throws Exception {
    run(
        () -> {
          var condition = new Condition();
          var tasks =
              start(
                  () -> {
                    try (var _ = condition.hold()) {
                      condition.await();
                      ended.incrementAndGet();
                    }
                  });
          try (var _ = condition.hold()) {
            for (var n = 0; n < MANY; n++) {
              condition.signal();
            }
          }
          sleep(DAY);
          assertEquals(MANY, ended.get());
          assertTrue(tasks.getLast().done());
        });
  }

  @Test
  void aQueueForManyOfWhomHalfAreCancelled() throws Exception {
    run(
        () -> {
          var queue = new Queue<Integer>(1);
          var tasks =
              start(
                  () -> {
                    queue.get();
                    ended.incrementAndGet();
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          for (var n = 0; n < MANY / 2; n++) {
            queue.put(n);
          }
          assertHalfWereCancelled(tasks);
          assertTrue(queue.empty());
        });
  }

  @Test
  void aChannelForManySendersOfWhomHalfAreCancelled() throws Exception {
    run(
        () -> {
          var channel = Channel.<String>rendezvous();
          var receiver = channel.receiver();
          var sender = channel.sender();
          var tasks =
              start(
                  () -> {
                    sender.send("item");
                    ended.incrementAndGet();
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          for (var n = 0; n < MANY / 2; n++) {
            assertEquals("item", receiver.receive());
          }
          assertTrue(receiver.tryReceive().isEmpty());
          assertHalfWereCancelled(tasks);
        });
  }

  @Test
  void aChannelForManyReceiversOfWhomHalfAreCancelled() throws Exception {
    run(
        () -> {
          var channel = Channel.<String>bounded(10);
          var receiver = channel.receiver();
          var sender = channel.sender();
          var tasks =
              start(
                  () -> {
                    receiver.receive();
                    ended.incrementAndGet();
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          for (var n = 0; n < MANY / 2; n++) {
            sender.send("item");
          }
          assertHalfWereCancelled(tasks);
        });
  }

  @Test
  void selectsOfManyOnOneChannelAndOneLock() throws Exception {
    run(
        () -> {
          var channel = Channel.<String>rendezvous();
          var receiver = channel.receiver();
          var sender = channel.sender();
          var lock = new Lock();
          lock.acquire();
          var tasks =
              start(
                  () -> {
                    Async.<String>select(
                        Select.acquire(lock, _ -> "lock"), Select.receive(receiver, item -> item));
                    ended.incrementAndGet();
                  });
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          for (var n = 0; n < MANY / 4; n++) {
            sender.send("item");
          }
          lock.release();
          assertHalfWereCancelled(tasks);
        });
  }

  @Test
  void selectsOfManyOnOnePromiseThatAllGiveUp() throws Exception {
    run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var tasks =
              start(
                  () -> {
                    for (var n = 0; n < 3; n++) {
                      Async.<String>select(
                          Select.done(promise, _ -> "done"),
                          Select.after(Duration.ofHours(n), _ -> "late"));
                    }
                    ended.incrementAndGet();
                  });
          sleep(DAY);
          assertEquals(MANY, ended.get());
          assertTrue(tasks.getLast().done());
          promise.setResult("nobody listens");
          assertTrue(runningLoop().isIdleOtherwise(), "something is called back");
        });
  }

  @Test
  void aTaskThatManyHaveShielded() throws Exception {
    run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var tasks = start(() -> ended.addAndGet(Async.shield(promise).length()));
          everySecond(shuffled(tasks)).forEach(Deferred::cancel);
          sleep(DAY);
          promise.setResult("x");
          assertHalfWereCancelled(tasks);
        });
  }

  @Test
  void aBarrierForMany() throws Exception {
    run(
        () -> {
          var barrier = new Barrier(MANY);
          var tasks = start(() -> ended.addAndGet(barrier.await() >= 0 ? 1 : 0));
          sleep(DAY);
          assertEquals(MANY, ended.get());
          assertTrue(tasks.getLast().done());
        });
  }

  @Test
  void aBroadcastForMany() throws Exception {
    run(
        () -> {
          var broadcast = new Broadcast<Integer>(1);
          var tasks =
              start(
                  () -> {
                    try (var subscription = broadcast.subscribe()) {
                      ended.addAndGet(subscription.receive());
                    }
                  });
          broadcast.send(1);
          sleep(DAY);
          assertEquals(MANY, ended.get());
          assertTrue(tasks.getLast().done());
        });
  }

  @Test
  void timersOfWhichNearlyAllAreCalledOff() throws Exception {
    run(
        () -> {
          var loop = runningLoop();
          var random = new Random(1);
          var last = new long[1];
          List<TimerHandle> timers = new ArrayList<>(TEN_TIMES_AS_MANY);
          for (var n = 0; n < TEN_TIMES_AS_MANY; n++) {
            long when = 1L + random.nextInt(1_000_000);
            timers.add(
                loop.callAt(
                    when,
                    () -> {
                      if (when < last[0] || loop.time() < when) {
                        throw new AssertionError("not in order");
                      }
                      last[0] = when;
                      ended.incrementAndGet();
                    }));
          }
          Collections.shuffle(timers, random);
          timers.subList(TEN_TIMES_AS_MANY / 100, TEN_TIMES_AS_MANY).forEach(TimerHandle::cancel);
          assertTrue(loop.timers.size() <= TEN_TIMES_AS_MANY / 50 + 100);
          sleep(DAY);
          assertEquals(TEN_TIMES_AS_MANY / 100, ended.get());
          assertEquals(0, loop.timers.size());
        });
  }

  @Test
  void manyTasksAreCancelled() throws Exception {
    run(
        () -> {
          var tasks =
              start(
                  () -> {
                    try {
                      sleep(DAY);
                    } finally {
                      ended.incrementAndGet();
                    }
                  });
          shuffled(tasks).forEach(Deferred::cancel);
          yieldNow();
          assertEquals(MANY, ended.get());
          assertTrue(tasks.stream().allMatch(Deferred::cancelled));
          assertEquals(1, Async.allTasks().size());
          assertEquals(null, runningLoop().timers.first());
        });
  }
}
