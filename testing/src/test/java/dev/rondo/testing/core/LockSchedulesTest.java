package dev.rondo.testing.core;

import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.Barrier;
import dev.rondo.BoundedSemaphore;
import dev.rondo.CapacityLimiter;
import dev.rondo.Condition;
import dev.rondo.Event;
import dev.rondo.Lock;
import dev.rondo.RateLimiter;
import dev.rondo.Select;
import dev.rondo.Semaphore;
import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What makes tasks wait for each other, in any order of steps.
@Timeout(300)
class LockSchedulesTest {
  private static final Lock.Statistics FREE = new Lock.Statistics(false, 0);

  @Test
  void aLockLetsOneInAtATime() {
    SmallProgram.check(
        program -> {
          var lock = new Lock();
          var room = new Room(program, 1);
          program.start(
              3,
              () -> {
                try (var _ = lock.hold()) {
                  assertTrue(lock.locked());
                  room.visit();
                }
              });
          program.disturb();
          program.finish();
          assertEquals(FREE, lock.statistics());
        });
  }

  @Test
  void aLockForWhichSomeWaitInOtherWaysLetsOneInAtATime() {
    SmallProgram.check(
        program -> {
          var lock = new Lock();
          var room = new Room(program, 1);
          program.start(
              4,
              () -> {
                switch (program.upTo(2)) {
                  case 0 ->
                      Async.<Boolean>select(
                          Select.acquire(
                              lock,
                              _ -> {
                                room.visit();
                                return true;
                              }),
                          Select.after(program.shortWhile(), _ -> false));
                  case 1 -> {
                    if (lock.tryAcquire(program.shortWhile())) {
                      visitAndRelease(lock, room);
                    }
                  }
                  default -> {
                    lock.acquire();
                    visitAndRelease(lock, room);
                  }
                }
              });
          program.disturb();
          program.finish();
          assertEquals(FREE, lock.statistics());
        });
  }

  private static void visitAndRelease(Lock lock, Room room) {
    try {
      room.visit();
    } finally {
      lock.release();
    }
  }

  /// A store of a few items: one signal for each change.
  @Test
  void aConditionLosesNoSignal() {
    SmallProgram.check(
        program -> {
          var most = 1 + program.upTo(1);
          var lock = new Lock();
          var notFull = new Condition(lock);
          var notEmpty = new Condition(lock);
          var items = new int[1];
          var waiting = new int[2];
          for (var n = 0; n < 4; n++) {
            var side = n % 2;
            program.start(
                1,
                () ->
                    program.perhapsInTime(
                        () -> {
                          try (var _ = lock.hold()) {
                            waiting[side]++;
                            try {
                              if (side == 0) {
                                notFull.awaitUntil(() -> items[0] < most);
                              } else {
                                notEmpty.awaitUntil(() -> items[0] > 0);
                              }
                            } finally {
                              waiting[side]--;
                              assertTrue(lock.locked(), "a wait ends with the lock");
                            }
                            items[0] += side == 0 ? 1 : -1;
                            (side == 0 ? notEmpty : notFull).signal();
                          }
                        }));
          }
          program.disturb();
          program.settle();
          assertTrue(items[0] >= 0 && items[0] <= most);
          assertTrue(items[0] == most || waiting[0] == 0, "somebody could put, but waits");
          assertTrue(items[0] == 0 || waiting[1] == 0, "somebody could take, but waits");
          program.cancelTheRest();
          assertEquals(FREE, lock.statistics());
        });
  }

  @Test
  void aSignalForSomebodyWhoIsCancelledOrFailsGoesToTheNext() {
    SmallProgram.check(
        program -> {
          var condition = new Condition();
          var items = new int[1];
          var waiting = new int[1];
          var fails = program.upTo(4);
          for (var n = 0; n < 4; n++) {
            var broken = n == fails;
            program.start(
                () -> {
                  try (var _ = condition.hold()) {
                    waiting[0]++;
                    try {
                      condition.awaitUntil(() -> items[0] > 0 && !isBroken(broken));
                    } finally {
                      waiting[0]--;
                    }
                    items[0]--;
                  } catch (IllegalStateException failed) {
                    assertTrue(broken);
                  }
                });
          }
          for (var n = 0; n < 2; n++) {
            program.pause();
            try (var _ = condition.hold()) {
              items[0]++;
              condition.signal();
              if (program.flip()) {
                program.cancelOne();
              }
            }
          }
          program.settle();
          assertTrue(items[0] >= 0);
          assertTrue(items[0] == 0 || waiting[0] == 0, "somebody could take, but waits");
          program.cancelTheRest();
          assertEquals(FREE, condition.lock().statistics());
        });
  }

  private static boolean isBroken(boolean broken) {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    return false;
  }

  @Test
  void aConditionThatIsSignalledToAllLetsAllPass() {
    SmallProgram.check(
        program -> {
          var condition = new Condition();
          var open = new boolean[1];
          program.start(
              3,
              () -> {
                try (var _ = condition.hold()) {
                  condition.awaitUntil(() -> open[0]);
                }
                assertTrue(open[0]);
              });
          program.disturb();
          try (var _ = condition.hold()) {
            open[0] = true;
            condition.signalAll();
          }
          program.finish();
          assertEquals(FREE, condition.lock().statistics());
        });
  }

  @Test
  void aSemaphoreKeepsItsPermits() {
    SmallProgram.check(program -> checkPermits(program, new Semaphore(2)));
  }

  @Test
  void aBoundedSemaphoreKeepsItsPermits() {
    SmallProgram.check(
        program -> {
          var semaphore = new BoundedSemaphore(2);
          checkPermits(program, semaphore);
          assertThrows(IllegalStateException.class, semaphore::release);
        });
  }

  private static void checkPermits(SmallProgram program, Semaphore semaphore) throws Exception {
    var room = new Room(program, 2);
    program.start(
        4,
        () -> {
          if (program.flip()) {
            try (var _ = semaphore.hold()) {
              room.visit();
            }
          } else if (semaphore.tryAcquire(program.shortWhile())) {
            try {
              room.visit();
            } finally {
              semaphore.release();
            }
          }
        });
    program.disturb();
    program.finish();
    assertEquals(new Semaphore.Statistics(2, 0), semaphore.statistics());
  }

  @Test
  void aLimiterGetsItsTokensBackThoughTheirNumberChanges() {
    SmallProgram.check(
        program -> {
          var limiter = new CapacityLimiter(1);
          var room = new Room(program, 2);
          program.start(
              3,
              () -> {
                try (var _ = limiter.hold()) {
                  room.visit();
                }
              });
          program.disturb();
          limiter.setTokens(0);
          program.pause();
          limiter.setTokens(2);
          program.finish();
          assertEquals(new CapacityLimiter.Statistics(2, 0, 0), limiter.statistics());
        });
  }

  @Test
  void aRateIsKept() {
    SmallProgram.check(
        program -> {
          var limiter = new RateLimiter(1, Duration.ofMillis(2));
          List<Long> times = new ArrayList<>();
          program.start(
              3,
              () -> {
                limiter.acquire();
                times.add(runningLoop().time());
              });
          program.disturb();
          program.finish();
          for (var n = 1; n < times.size(); n++) {
            assertTrue(times.get(n) - times.get(n - 1) >= 2_000_000, times::toString);
          }
        });
  }

  @Test
  void nobodyPassesABarrierBeforeAllHaveCome() {
    SmallProgram.check(
        program -> {
          var parties = 2 + program.upTo(1);
          var barrier = new Barrier(parties);
          Set<Integer> round = new HashSet<>();
          program.start(
              4,
              () -> {
                try {
                  var number = barrier.await();
                  if (number == parties - 1) {
                    round.clear();
                  }
                  assertTrue(round.contains(parties - 1) || number == parties - 1, "too early");
                  assertTrue(round.add(number), "the same number twice");
                } catch (BrokenBarrierException broken) {
                  // turned away
                }
              });
          program.disturb();
          if (program.flip()) {
            barrier.reset();
          }
          program.settle();
          assertTrue(barrier.waiting() < parties);
          barrier.abort();
          program.finish();
          barrier.reset();
          assertEquals("Barrier[FILLING, 0 of " + parties + "]", barrier.toString());
        });
  }

  @Test
  void whoWaitsWhenAnEventIsSetGoesOn() {
    SmallProgram.check(
        program -> {
          var event = new Event();
          var sets = new int[1];
          Map<Task<?>, Integer> waiting = new HashMap<>();
          program.start(
              3,
              () -> {
                var before = sets[0];
                var wasSet = event.isSet();
                var task = currentTask();
                waiting.put(task, before);
                try {
                  var came = program.perhapsInTime(() -> event.await());
                  assertTrue(came || !wasSet, "it was set, but did not come");
                  assertTrue(!came || wasSet || sets[0] > before, "it came, but was not set");
                } finally {
                  waiting.remove(task);
                }
              });
          program.start(
              1,
              () -> {
                event.set();
                sets[0]++;
                if (program.flip()) {
                  event.clear();
                }
              });
          program.disturb();
          program.settle();
          assertTrue(
              waiting.values().stream().allMatch(before -> before == sets[0]), "left behind");
          event.set();
          sets[0]++;
          program.finish();
          assertEquals("Event[set]", event.toString());
        });
  }
}
