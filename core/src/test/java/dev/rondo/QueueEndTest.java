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

/// `join`, `taskDone` and the ways to shut a queue down.
@Timeout(60)
class QueueEndTest {
  private static final String SHUT_DOWN = "the queue was shut down";

  private final Journal journal = new Journal();
  private final Queue<Integer> queue = new Queue<>(2);

  private Task<?> start(String name, Action body) {
    var task = journal.start(name, body);
    yieldNow();
    return task;
  }

  @Test
  void joinDoesNotWaitIfNothingIsUnfinished() throws Exception {
    VirtualTime.run(
        () -> {
          start("other", () -> {});
          journal.read();
          queue.join();
          assertEquals(List.of(), journal.taken());
        });
  }

  @Test
  void joinWaitsUntilEveryItemIsDone() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          start("joined", queue::join);
          queue.put(2);
          queue.get();
          queue.get();
          queue.taskDone();
          assertEquals(List.of(), journal.read());
          queue.put(3);
          queue.taskDone();
          assertEquals(List.of(), journal.read());
          queue.taskDone();
          assertEquals(List.of("joined"), journal.read());
        });
  }

  @Test
  void taskDoneTooOftenIsAnError() throws Exception {
    VirtualTime.run(
        () -> {
          var error = assertThrows(IllegalStateException.class, queue::taskDone);
          assertEquals("taskDone() called too many times", error.getMessage());
          queue.put(1);
          queue.taskDone();
          assertThrows(IllegalStateException.class, queue::taskDone);
          assertEquals(0, queue.statistics().unfinished());
        });
  }

  @Test
  void aCancelledJoinLeavesNothingBehind() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          var task = start("cancelled early", queue::join);
          task.cancel();
          assertEquals(List.of("cancelled early cancelled"), journal.read());
          assertFalse(moveOnAfter(Duration.ofSeconds(1), queue::join));
          task = start("cancelled late", queue::join);
          queue.taskDone();
          task.cancel();
          assertEquals(List.of("cancelled late cancelled"), journal.read());
        });
  }

  @Test
  void shutDownItGivesOutWhatItHasAndRefusesMore() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          queue.put(2);
          queue.shutdown();
          for (Action put : List.<Action>of(() -> queue.put(3), () -> queue.putNowait(3))) {
            var error = assertThrows(QueueShutDownException.class, put::run);
            assertEquals(SHUT_DOWN, error.getMessage());
          }
          assertEquals(1, queue.get());
          assertEquals(2, queue.getNowait());
          for (Action get : List.<Action>of(queue::get, queue::getNowait)) {
            var error = assertThrows(QueueShutDownException.class, get::run);
            assertEquals(SHUT_DOWN, error.getMessage());
          }
        });
  }

  @Test
  void whoWaitsToGetIsToldOfTheShutdown() throws Exception {
    VirtualTime.run(
        () -> {
          start("a", queue::get);
          start("b", queue::get);
          queue.shutdown();
          assertEquals(List.of("a: " + SHUT_DOWN, "b: " + SHUT_DOWN), journal.read());
        });
  }

  @Test
  void whoWaitsToPutIsToldOfTheShutdown() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          queue.put(2);
          start("a", () -> queue.put(3));
          start("b", () -> queue.put(4));
          queue.shutdown();
          assertEquals(List.of("a: " + SHUT_DOWN, "b: " + SHUT_DOWN), journal.read());
          assertEquals(2, queue.size());
        });
  }

  @Test
  void whoWasWokenForAnItemBeforeTheShutdownGetsIt() throws Exception {
    VirtualTime.run(
        () -> {
          start("a", () -> journal.note(queue.get()));
          start("b", queue::get);
          queue.put(1);
          queue.shutdown();
          assertEquals(List.of("1", "a", "b: " + SHUT_DOWN), journal.read());
        });
  }

  @Test
  void whoWasWokenForAPlaceBeforeTheShutdownIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          queue.put(2);
          start("a", () -> queue.put(3));
          queue.get();
          queue.shutdown();
          assertEquals(List.of("a: " + SHUT_DOWN), journal.read());
          assertEquals(1, queue.size());
        });
  }

  @Test
  void anItemPassedOnByACancelledGetterOutlivesTheShutdown() throws Exception {
    VirtualTime.run(
        () -> {
          var first = start("a", queue::get);
          start("b", () -> journal.note(queue.get()));
          queue.put(1);
          first.cancel();
          queue.shutdown();
          assertEquals(List.of("a cancelled", "1", "b"), journal.read());
        });
  }

  @Test
  void cancelledAndShutDownItIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var first = start("a", queue::get);
          var second = start("b", queue::get);
          first.cancel();
          queue.shutdown();
          second.cancel();
          assertEquals(List.of("a cancelled", "b cancelled"), journal.read());
        });
  }

  @Test
  void shutDownNowDropsTheItemsAndCountsThemAsDone() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          queue.put(2);
          start("joined", queue::join);
          start("a", () -> queue.put(3));
          queue.shutdownNow();
          assertEquals(List.of("joined", "a: " + SHUT_DOWN), journal.read());
          assertEquals(new Queue.Statistics(0, 2, 0, 0, 0), queue.statistics());
          assertThrows(QueueShutDownException.class, queue::get);
        });
  }

  @Test
  void shutDownNowDoesNotCountAsDoneWhatSomebodyWorksOn() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          queue.put(2);
          queue.get();
          start("joined", queue::join);
          queue.shutdownNow();
          assertEquals(List.of(), journal.read());
          queue.taskDone();
          assertEquals(List.of("joined"), journal.read());
        });
  }

  @Test
  void shuttingDownTwiceIsHarmless() throws Exception {
    VirtualTime.run(
        () -> {
          queue.put(1);
          queue.shutdown();
          queue.shutdown();
          assertEquals(1, queue.size());
          queue.shutdownNow();
          queue.shutdownNow();
          assertTrue(queue.empty());
          queue.shutdown();
          queue.join();
        });
  }
}
