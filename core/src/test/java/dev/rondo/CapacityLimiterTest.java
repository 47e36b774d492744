package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a limiter has beyond `ExclusionTest`: borrowers, and a number of tokens that changes.
@Timeout(60)
class CapacityLimiterTest {
  private final Journal journal = new Journal();
  private final Event leave = new Event();

  /// Starts a task that borrows a token until `leave` is set.
  private Task<?> borrower(String name, CapacityLimiter limiter) {
    var task =
        journal.start(
            name + " is out",
            () -> {
              try (var _ = limiter.hold()) {
                journal.note(name);
                leave.await();
              }
            });
    yieldNow();
    return task;
  }

  @Test
  void asManyGetInAsThereAreTokens() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(2);
          List.of("a", "b", "c").forEach(name -> borrower(name, limiter));
          assertEquals(List.of("a", "b"), journal.read());
          assertEquals(new CapacityLimiter.Statistics(2, 2, 1), limiter.statistics());
          leave.set();
          assertEquals(List.of("a is out", "b is out", "c", "c is out"), journal.read());
          assertEquals(new CapacityLimiter.Statistics(2, 0, 0), limiter.statistics());
        });
  }

  @Test
  void aNegativeNumberOfTokensIsRefused() throws Exception {
    var limiter = new CapacityLimiter(0);
    for (var refused :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> new CapacityLimiter(-1), () -> limiter.setTokens(-1))) {
      var error = assertThrows(IllegalArgumentException.class, refused);
      assertEquals("tokens must be zero or more, but is -1", error.getMessage());
    }
    VirtualTime.run(() -> assertFalse(limiter.tryAcquire()));
  }

  @Test
  void aTaskBorrowsOnceAndGivesBackWhatItBorrowed() throws Exception {
    VirtualTime.run(
        () -> {
          Async.runningLoop();
          var limiter = new CapacityLimiter(2);
          limiter.acquire();
          for (Action again :
              List.<Action>of(limiter::acquire, limiter::tryAcquire, limiter::hold)) {
            var error = assertThrows(IllegalStateException.class, again::run);
            assertEquals("Task-1 has borrowed a token already", error.getMessage());
          }
          journal.start("other", limiter::release);
          assertEquals(List.of("other: other has borrowed no token"), journal.read());
          limiter.release();
          var error = assertThrows(IllegalStateException.class, limiter::release);
          assertEquals("Task-1 has borrowed no token", error.getMessage());
          assertTrue(limiter.tryAcquire());
          assertEquals(new CapacityLimiter.Statistics(2, 1, 0), limiter.statistics());
        });
  }

  @Test
  void moreTokensLetThoseInWhoWait() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(0);
          List.of("a", "b", "c").forEach(name -> borrower(name, limiter));
          limiter.setTokens(2);
          assertFalse(limiter.tryAcquire());
          assertEquals(List.of("a", "b"), journal.read());
          limiter.setTokens(3);
          assertEquals(List.of("c"), journal.read());
        });
  }

  @Test
  void aNewcomerStandsBackWhileOneThatWasWokenHasNotResumed() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(0);
          borrower("a", limiter);
          limiter.setTokens(3);
          assertFalse(limiter.tryAcquire());
          try (var _ = limiter.hold()) {
            journal.note("newcomer");
          }
          assertEquals(List.of("a", "newcomer"), journal.taken());
        });
  }

  @Test
  void fewerTokensLetNobodyInUntilEnoughWereGivenBack() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(3);
          List.of("a", "b", "c").forEach(name -> borrower(name, limiter));
          limiter.setTokens(1);
          assertEquals(new CapacityLimiter.Statistics(1, 3, 0), limiter.statistics());
          assertFalse(limiter.tryAcquire());
          leave.set();
          journal.read();
          assertTrue(limiter.tryAcquire());
          limiter.release();
        });
  }

  @Test
  void whoWasPromisedATokenGetsItEvenIfTheNumberShrinks() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(0);
          borrower("a", limiter);
          limiter.setTokens(1);
          limiter.setTokens(0);
          assertEquals(List.of("a"), journal.read());
          assertEquals(new CapacityLimiter.Statistics(0, 1, 0), limiter.statistics());
        });
  }

  @Test
  void thePromiseOfACancelledOneLapsesIfTheNumberShrank() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(0);
          var first = borrower("a", limiter);
          borrower("b", limiter);
          limiter.setTokens(1);
          limiter.setTokens(0);
          first.cancel();
          assertEquals(List.of("a is out cancelled"), journal.read());
          assertEquals(new CapacityLimiter.Statistics(0, 0, 1), limiter.statistics());
          limiter.setTokens(1);
          assertEquals(List.of("b"), journal.read());
        });
  }

  @Test
  void anErrorOfTheBorrowerGivesTheTokenBack() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(1);
          assertFalse(
              moveOnAfter(
                  Duration.ofSeconds(1),
                  () -> {
                    try (var _ = limiter.hold()) {
                      new Event().await();
                    }
                  }));
          assertEquals(new CapacityLimiter.Statistics(1, 0, 0), limiter.statistics());
        });
  }

  @Test
  void statisticsAndTextTellTheState() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new CapacityLimiter(1);
          assertEquals("CapacityLimiter[0 of 1 borrowed]", limiter.toString());
          limiter.acquire();
          var waiting = borrower("a", limiter);
          assertEquals("CapacityLimiter[1 of 1 borrowed]", limiter.toString());
          assertEquals(new CapacityLimiter.Statistics(1, 1, 1), limiter.statistics());
          limiter.release(); // who was promised the token waits until it resumes
          assertEquals(new CapacityLimiter.Statistics(1, 0, 1), limiter.statistics());
          waiting.cancel();
          journal.read();
          assertEquals(new CapacityLimiter.Statistics(1, 0, 0), limiter.statistics());
        });
  }
}
