package dev.rondo;

import static dev.rondo.Async.currentTask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs with events, conditions and barriers: no signal is lost, nobody is stranded.
@Timeout(120)
class SignalInvariantsTest {
  private static final int TASKS = 6;

  @Test
  void ofAnEvent() {
    RandomProgram.check(
        program -> {
          var event = new Event();
          Set<Task<?>> waiting = new LinkedHashSet<>();
          Set<Task<?>> mustResume = new LinkedHashSet<>();
          for (var n = 0; n < TASKS; n++) {
            program.start(
                () -> {
                  switch (program.upTo(4)) {
                    case 0 -> {
                      event.set();
                      mustResume.addAll(waiting);
                    }
                    case 1 -> {
                      if (!program.settled) {
                        event.clear();
                      }
                    }
                    default -> {
                      var wasSet = event.isSet();
                      var task = currentTask();
                      waiting.add(task);
                      try {
                        var came =
                            program.flip()
                                ? event.await(program.shortWhile())
                                : event.await() == null;
                        assertTrue(came || !wasSet);
                        assertTrue(!came || wasSet || mustResume.contains(task));
                      } finally {
                        waiting.remove(task);
                        mustResume.remove(task);
                      }
                    }
                  }
                });
          }
          program.disturbAndSettle();
          assertEquals(Set.of(), mustResume);
          mustResume.addAll(waiting);
          event.set();
          program.finish();
          event.set();
          event.clear();
          assertEquals("Event[unset, 0 waiting]", event.toString());
        });
  }

  /// A store of a few items, made from a lock and two conditions: one signal for each change.
  @Test
  void ofACondition() {
    RandomProgram.check(
        program -> {
          var most = 1 + program.upTo(1);
          var lock = new Lock();
          var notFull = new Condition(lock);
          var notEmpty = new Condition(lock);
          var items = new int[1];
          var waiting = new int[2];
          for (var n = 0; n < TASKS; n++) {
            var puts = n % 2 == 0;
            program.start(
                () ->
                    program.perhapsInTime(
                        () -> {
                          try (var _ = lock.hold()) {
                            var mine = puts ? notFull : notEmpty;
                            waiting[puts ? 0 : 1]++;
                            try {
                              mine.awaitUntil(() -> puts ? items[0] < most : items[0] > 0);
                            } finally {
                              waiting[puts ? 0 : 1]--;
                              assertEquals(currentTask(), lock.owner());
                            }
                            items[0] += puts ? 1 : -1;
                            (puts ? notEmpty : notFull).signal();
                          }
                        }));
          }
          program.disturbAndSettle();
          assertTrue(items[0] >= 0 && items[0] <= most);
          assertTrue(items[0] == most || waiting[0] == 0, "somebody could put, but waits");
          assertTrue(items[0] == 0 || waiting[1] == 0, "somebody could take, but waits");
          assertFalse(lock.locked());
          while (waiting[0] + waiting[1] > 0) {
            try (var _ = lock.hold()) {
              items[0] = waiting[0] > 0 ? 0 : most;
              notFull.signalAll();
              notEmpty.signalAll();
            }
            Async.sleep(java.time.Duration.ofMinutes(1));
          }
          program.finish();
          assertEquals(new Lock.Statistics(false, 0), lock.statistics());
        });
  }

  @Test
  void ofABarrier() {
    RandomProgram.check(
        program -> {
          var parties = 1 + program.upTo(2);
          var barrier = new Barrier(parties);
          Set<Integer> round = new HashSet<>();
          for (var n = 0; n < TASKS; n++) {
            program.start(
                () -> {
                  try {
                    if (!program.settled && program.upTo(9) == 0) {
                      barrier.reset();
                    } else if (!program.settled && program.upTo(19) == 0) {
                      barrier.abort();
                    } else {
                      program.perhapsInTime(
                          () -> {
                            var number = barrier.await();
                            if (number == parties - 1) {
                              round.clear();
                            }
                            assertTrue(number < parties && round.add(number));
                            assertTrue(round.contains(parties - 1), "the last one has not come");
                          });
                    }
                  } catch (BrokenBarrierException broken) {
                    // turned away
                  }
                });
          }
          program.disturbAndSettle();
          assertTrue(barrier.waiting() < parties);
          barrier.abort();
          program.finish();
          assertTrue(barrier.broken());
          barrier.reset();
          assertEquals("Barrier[FILLING, 0 of " + parties + "]", barrier.toString());
        });
  }
}
