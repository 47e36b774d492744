package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BarrierTest {
  private static final String RESET = "Abort or reset of barrier";
  private static final String ABORTED = "Barrier aborted";

  private final Journal journal = new Journal();
  private final Barrier barrier = new Barrier(3);

  private Task<?> party(String name) {
    var task = journal.start(name, () -> journal.note(barrier.await()));
    yieldNow();
    return task;
  }

  @Test
  void theLastOneReleasesAllAndEachGetsANumberOfItsOwn() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          party("b");
          assertEquals(List.of(), journal.read());
          assertEquals(2, barrier.waiting());
          assertEquals(2, barrier.await());
          assertEquals(List.of("0", "a", "1", "b"), journal.read());
          assertEquals(0, barrier.waiting());
          assertEquals(3, barrier.parties());
        });
  }

  @Test
  void oneRoundFollowsTheOther() throws Exception {
    VirtualTime.run(
        () -> {
          for (var name : List.of("a", "b", "c")) {
            journal.start(
                name,
                () -> {
                  for (var round = 0; round < 3; round++) {
                    var _ = barrier.await();
                    journal.note(round);
                  }
                });
          }
          var notes = new java.util.ArrayList<>(journal.read());
          notes.addAll(journal.read());
          assertEquals(
              List.of("0", "0", "0", "1", "1", "1", "2", "2", "2"),
              notes.stream().filter(note -> note.length() == 1 && note.charAt(0) < 'a').toList());
        });
  }

  @Test
  void whoComesWhileTheOthersLeaveWaitsForTheNextRound() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          party("b");
          var _ = barrier.await();
          party("early");
          assertEquals(List.of("0", "a", "1", "b"), journal.read());
          assertEquals(1, barrier.waiting());
          party("d");
          party("e");
          assertEquals(6, journal.read().size());
        });
  }

  @Test
  void oneTooFewPartiesIsAnError() throws Exception {
    var error = assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
    assertEquals("parties must be at least 1, but is 0", error.getMessage());
    VirtualTime.run(() -> assertEquals(0, new Barrier(1).await()));
  }

  @Test
  void aCancelledOneHasNotCome() throws Exception {
    VirtualTime.run(
        () -> {
          var first = party("a");
          party("b");
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(1, barrier.waiting());
          assertFalse(barrier.broken());
          party("c");
          assertEquals(List.of(), journal.read());
          party("d");
          assertEquals(6, journal.read().size());
        });
  }

  @Test
  void whoComesForACancelledOneGetsItsNumber() throws Exception {
    VirtualTime.run(
        () -> {
          var first = party("a");
          party("b");
          first.cancel();
          journal.read();
          party("c");
          assertEquals(2, barrier.await());
          assertEquals(List.of("1", "b", "0", "c"), journal.read());
        });
  }

  @Test
  void cancelledAfterTheLastOneCameItHasCome() throws Exception {
    VirtualTime.run(
        () -> {
          var first = party("a");
          party("b");
          var _ = barrier.await();
          first.cancel();
          assertEquals(List.of("a cancelled", "1", "b"), journal.read());
          assertEquals("Barrier[FILLING, 0 of 3]", barrier.toString());
        });
  }

  @Test
  void cancelledWhileOthersLeaveItHasNotCome() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          party("b");
          var _ = barrier.await();
          var early = journal.start("early", barrier::await);
          yieldNow();
          early.cancel();
          assertTrue(journal.read().contains("early cancelled"));
          assertEquals("Barrier[FILLING, 0 of 3]", barrier.toString());
        });
  }

  @Test
  void aLimitThatIsOverMeansNotCome() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          assertFalse(moveOnAfter(Duration.ofSeconds(1), barrier::await));
          assertEquals(1, barrier.waiting());
          party("b");
          party("c");
          assertEquals(6, journal.read().size());
        });
  }

  @Test
  void resetTurnsThoseWhoWaitAwayAndBeginsANewRound() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          party("b");
          barrier.reset();
          assertEquals(List.of("a: " + RESET, "b: " + RESET), journal.read());
          assertFalse(barrier.broken());
          party("c");
          party("d");
          party("e");
          assertEquals(List.of("2", "e", "0", "c", "1", "d"), journal.read());
        });
  }

  @Test
  void resetOfAnEmptyBarrierChangesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          barrier.reset();
          assertEquals("Barrier[FILLING, 0 of 3]", barrier.toString());
        });
  }

  @Test
  void resetWhileOthersLeaveTurnsThemAway() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          party("b");
          var last = party("c");
          barrier.reset();
          assertTrue(last.done());
          assertEquals(List.of("2", "c", "a: " + RESET, "b: " + RESET), journal.read());
          assertEquals("Barrier[FILLING, 0 of 3]", barrier.toString());
        });
  }

  @Test
  void abortedItTurnsEverybodyAwayUntilReset() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          barrier.abort();
          assertEquals(List.of("a: " + RESET), journal.read());
          assertTrue(barrier.broken());
          var error = assertThrows(BrokenBarrierException.class, barrier::await);
          assertEquals(ABORTED, error.getMessage());
          assertEquals(0, barrier.waiting());
          barrier.reset();
          assertFalse(barrier.broken());
          party("b");
          assertEquals(1, barrier.waiting());
          barrier.reset();
          journal.read();
        });
  }

  @Test
  void aCancelledResetOrAbortDidNothing() throws Exception {
    VirtualTime.run(
        () -> {
          party("a");
          party("b");
          for (Action change : List.<Action>of(barrier::reset, barrier::abort)) {
            var task = journal.start("change", change);
            task.cancel();
            assertEquals(List.of(), journal.read());
            assertTrue(task.cancelled());
            assertEquals("Barrier[FILLING, 2 of 3]", barrier.toString());
          }
          barrier.reset();
        });
  }

  @Test
  void theTextTellsTheState() throws Exception {
    VirtualTime.run(
        () -> {
          assertEquals("Barrier[FILLING, 0 of 3]", barrier.toString());
          party("a");
          assertEquals("Barrier[FILLING, 1 of 3]", barrier.toString());
          barrier.abort();
          assertEquals("Barrier[BROKEN, 1 of 3]", barrier.toString());
          assertEquals(0, barrier.waiting());
          journal.read();
          assertEquals("Barrier[BROKEN, 0 of 3]", barrier.toString());
        });
  }
}
