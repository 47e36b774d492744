package dev.rondo;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();
  private final Lock lock = new Lock();

  /// Starts tasks that take the lock and keep it, one after the other.
  private List<Task<?>> acquirers(String... names) {
    List<Task<?>> tasks = new java.util.ArrayList<>();
    for (var name : names) {
      tasks.add(journal.start(name, lock::acquire));
    }
    assertEquals(List.of(), journal.read());
    return tasks;
  }

  @Test
  void aFreeLockIsTakenWithoutWaiting() throws Exception {
    VirtualTime.run(
        () -> {
          journal.start("other", () -> {});
          lock.acquire();
          assertEquals(List.of(), journal.taken());
          assertTrue(lock.locked());
        });
  }

  @Test
  void aNewcomerDoesNotOvertakeWhoWasWoken() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          acquirers("a");
          lock.release();
          assertFalse(lock.locked());
          assertFalse(lock.tryAcquire());
          journal.start("newcomer", lock::acquire);
          assertEquals(List.of("a"), journal.read());
          lock.release();
          assertEquals(List.of("newcomer"), journal.read());
        });
  }

  @Test
  void itIsNotReentrant() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          assertFalse(lock.tryAcquire());
          assertThrows(TimeoutException.class, () -> timeout(SECOND, lock::acquire));
        });
  }

  @Test
  void anyCoroutineMayRelease() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          journal.start("other", lock::release);
          assertEquals(List.of("other"), journal.read());
          assertFalse(lock.locked());
        });
  }

  @Test
  void releasingAFreeLockIsAnError() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          lock.release();
          var error = assertThrows(IllegalStateException.class, lock::release);
          assertEquals("Lock is not acquired.", error.getMessage());
        });
  }

  @Test
  void whenAllWhoWaitAreCancelledItIsFree() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var tasks = acquirers("a", "b");
          tasks.forEach(Deferred::cancel);
          lock.release();
          assertTrue(lock.tryAcquire()); // even before they have resumed
          assertEquals(List.of("a cancelled", "b cancelled"), journal.read());
          assertEquals(new Lock.Statistics(true, 0), lock.statistics());
          lock.release();
          assertFalse(lock.locked());
        });
  }

  @Test
  void aLaterOneIsServedWhoeverWasCancelledInFrontOfIt() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var tasks = acquirers("a", "b");
          tasks.getFirst().cancel();
          lock.release();
          assertFalse(lock.tryAcquire());
          journal.start("c", lock::acquire);
          assertEquals(List.of("a cancelled", "b"), journal.read());
          lock.release();
          assertEquals(List.of("c"), journal.read());
        });
  }

  @Test
  void tryAcquireWithALimitTakesTheLockInTime() throws Exception {
    VirtualTime.run(
        () -> {
          assertTrue(lock.tryAcquire(SECOND));
          runningLoop().callLater(SECOND.dividedBy(2), lock::release);
          assertTrue(lock.tryAcquire(SECOND));
          assertTrue(lock.locked());
          assertEquals(SECOND.dividedBy(2).toNanos(), runningLoop().time());
        });
  }

  @Test
  void tryAcquireWithALimitGivesUpAndLeavesTheLine() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          assertFalse(lock.tryAcquire(SECOND));
          assertFalse(lock.tryAcquire(Duration.ZERO));
          assertFalse(lock.tryAcquire(SECOND.negated()));
          assertEquals(SECOND.toNanos(), runningLoop().time());
          assertEquals(new Lock.Statistics(true, 0), lock.statistics());
        });
  }

  @Test
  void aLimitThatIsOverInThePassOfTheReleasePassesTheLockOn() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          runningLoop().callLater(SECOND, lock::release);
          journal.start("a", () -> journal.note(lock.tryAcquire(SECOND)));
          acquirers("b");
          sleep(SECOND);
          assertEquals(List.of("false", "a", "b"), journal.read());
        });
  }

  @Test
  void aLimitThatIsOverJustBeforeTheReleaseLeavesTheLockToTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          journal.start("a", () -> journal.note(lock.tryAcquire(SECOND)));
          acquirers("b");
          runningLoop().callLater(SECOND, lock::release);
          sleep(SECOND);
          assertEquals(List.of("false", "a", "b"), journal.read());
        });
  }

  @Test
  void aCancelledTryAcquireIsNotALimitThatIsOver() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var waiting = journal.start("a", () -> journal.note(lock.tryAcquire(SECOND)));
          yieldNow();
          waiting.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(new Lock.Statistics(true, 0), lock.statistics());
        });
  }

  @Test
  void holdReleasesOnceHoweverTheBlockEnds() throws Exception {
    VirtualTime.run(
        () -> {
          var held = lock.hold();
          assertTrue(lock.locked());
          held.close();
          assertFalse(lock.locked());
          lock.acquire();
          held.close();
          assertTrue(lock.locked(), "closing again releases what somebody else has taken");
          lock.release();
          assertThrows(
              IllegalCallerException.class,
              () -> {
                try (var _ = lock.hold()) {
                  throw new IllegalCallerException();
                }
              });
          assertFalse(lock.locked());
        });
  }

  @Test
  void statisticsAndTextTellTheState() throws Exception {
    VirtualTime.run(
        () -> {
          assertEquals(new Lock.Statistics(false, 0), lock.statistics());
          assertEquals("Lock[unlocked]", lock.toString());
          lock.acquire();
          var tasks = acquirers("a", "b");
          assertEquals(new Lock.Statistics(true, 2), lock.statistics());
          assertEquals("Lock[locked, 2 waiting]", lock.toString());
          lock.release(); // who was woken is in line until it resumes
          assertEquals(new Lock.Statistics(false, 2), lock.statistics());
          tasks.getFirst().cancel();
          assertEquals(List.of("a cancelled", "b"), journal.read());
          assertEquals(new Lock.Statistics(true, 0), lock.statistics());
        });
  }
}
