package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a semaphore has beyond `ExclusionTest`: more permits than one.
@Timeout(60)
class SemaphoreTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();

  private List<Task<?>> acquirers(Semaphore semaphore, String... names) {
    List<Task<?>> tasks = new ArrayList<>();
    for (var name : names) {
      tasks.add(journal.start(name, semaphore::acquire));
    }
    return tasks;
  }

  @Test
  void asManyGetInAsThereArePermits() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(2);
          acquirers(semaphore, "a", "b", "c", "d");
          assertEquals(List.of("a", "b"), journal.read());
          assertTrue(semaphore.locked());
          semaphore.release();
          semaphore.release();
          assertEquals(List.of("c", "d"), journal.read());
        });
  }

  @Test
  void theNumberOfPermitsMayBeZeroButNotLess() throws Exception {
    assertTrue(new Semaphore(0).locked());
    var error = assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
    assertEquals("permits must be zero or more, but is -1", error.getMessage());
    error = assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-2));
    assertEquals("permits must be zero or more, but is -2", error.getMessage());
  }

  @Test
  void itMayBeReleasedMoreOftenThanAcquired() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          semaphore.release();
          semaphore.release();
          assertEquals(new Semaphore.Statistics(2, 0), semaphore.statistics());
          assertTrue(semaphore.tryAcquire());
          assertTrue(semaphore.tryAcquire());
          assertFalse(semaphore.tryAcquire());
        });
  }

  @Test
  void permitsDoNotOverflow() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(Integer.MAX_VALUE);
          var error = assertThrows(IllegalStateException.class, semaphore::release);
          assertEquals(
              "Semaphore released too many times: it has 2147483647 permits", error.getMessage());
          semaphore.acquire();
          semaphore.release();
          assertEquals(Integer.MAX_VALUE, semaphore.statistics().permits());
        });
  }

  @Test
  void aBoundedOneRefusesAReleaseTooMany() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new BoundedSemaphore(2);
          semaphore.acquire();
          semaphore.release();
          var error = assertThrows(IllegalStateException.class, semaphore::release);
          assertEquals("BoundedSemaphore released too many times", error.getMessage());
          assertEquals(new Semaphore.Statistics(2, 0), semaphore.statistics());
          assertThrows(IllegalStateException.class, new BoundedSemaphore(0)::release);
        });
  }

  @Test
  void aBoundedOneCountsThePermitOfWhoWasWokenAsFree() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new BoundedSemaphore(1);
          semaphore.acquire();
          acquirers(semaphore, "a");
          yieldNow();
          semaphore.release();
          assertThrows(IllegalStateException.class, semaphore::release);
          assertEquals(List.of("a"), journal.read());
          assertEquals(new Semaphore.Statistics(0, 0), semaphore.statistics());
        });
  }

  @Test
  void aNewcomerWaitsWhileOneThatWasWokenHasNotResumed() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          acquirers(semaphore, "a");
          yieldNow();
          semaphore.release();
          semaphore.release();
          assertEquals(1, semaphore.statistics().permits());
          assertTrue(semaphore.locked());
          assertFalse(semaphore.tryAcquire());
          acquirers(semaphore, "newcomer");
          assertEquals(List.of("a", "newcomer"), journal.read());
        });
  }

  @Test
  void noPermitIsLostOrMadeWhoeverIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var tasks = acquirers(semaphore, "a", "b", "c", "d");
          yieldNow();
          semaphore.release();
          semaphore.release();
          tasks.get(0).cancel();
          tasks.get(2).cancel();
          assertEquals(List.of("a cancelled", "b", "c cancelled", "d"), journal.read());
          assertEquals(new Semaphore.Statistics(0, 0), semaphore.statistics());
        });
  }

  @Test
  void thePermitOfCancelledOnesStaysIfNobodyWaits() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var tasks = acquirers(semaphore, "a", "b");
          yieldNow();
          semaphore.release();
          tasks.forEach(Deferred::cancel);
          assertEquals(List.of("a cancelled", "b cancelled"), journal.read());
          assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
          assertFalse(semaphore.locked());
        });
  }

  @Test
  void tryAcquireWithALimitTakesAPermitInTime() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(1);
          assertTrue(semaphore.tryAcquire(SECOND));
          runningLoop().callLater(SECOND.dividedBy(2), semaphore::release);
          assertTrue(semaphore.tryAcquire(SECOND));
          assertEquals(SECOND.dividedBy(2).toNanos(), runningLoop().time());
          assertFalse(semaphore.tryAcquire(SECOND));
          assertFalse(semaphore.tryAcquire(Duration.ZERO));
          assertEquals(new Semaphore.Statistics(0, 0), semaphore.statistics());
        });
  }

  @Test
  void aLimitThatIsOverInThePassOfTheReleaseLosesNoPermit() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          runningLoop().callLater(SECOND, semaphore::release);
          assertFalse(semaphore.tryAcquire(SECOND));
          assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        });
  }

  @Test
  void aCancelledTryAcquireTakesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(0);
          var task = journal.start("a", () -> journal.note(semaphore.tryAcquire(SECOND)));
          yieldNow();
          semaphore.release();
          task.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(new Semaphore.Statistics(1, 0), semaphore.statistics());
        });
  }

  @Test
  void whatIsHeldIsGivenBackOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(1);
          var held = semaphore.hold();
          assertEquals(0, semaphore.statistics().permits());
          held.close();
          held.close();
          assertEquals(1, semaphore.statistics().permits());
          assertFalse(moveOnAfter(SECOND, () -> doubleHold(semaphore)));
          assertEquals(1, semaphore.statistics().permits());
        });
  }

  private static void doubleHold(Semaphore semaphore) {
    try (var _ = semaphore.hold();
        var _ = semaphore.hold()) {
      throw new AssertionError("there is one permit only");
    }
  }

  @Test
  void statisticsAndTextTellTheState() throws Exception {
    VirtualTime.run(
        () -> {
          var semaphore = new BoundedSemaphore(3);
          assertEquals("BoundedSemaphore[3 free, 0 waiting]", semaphore.toString());
          acquirers(semaphore, "a", "b", "c", "d", "e");
          journal.read();
          assertEquals(new Semaphore.Statistics(0, 2), semaphore.statistics());
          assertEquals("BoundedSemaphore[0 free, 2 waiting]", semaphore.toString());
          semaphore.release(); // who was woken is in line until it resumes
          assertEquals(new Semaphore.Statistics(0, 2), semaphore.statistics());
          yieldNow();
          assertEquals(new Semaphore.Statistics(0, 1), semaphore.statistics());
          assertEquals("Semaphore[1 free, 0 waiting]", new Semaphore(1).toString());
        });
  }
}
