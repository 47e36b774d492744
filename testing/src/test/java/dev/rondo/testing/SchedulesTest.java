package dev.rondo.testing;

import static dev.rondo.Async.gather;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.DeadlockException;
import dev.rondo.Lock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs under many schedules.
@Timeout(120)
class SchedulesTest {
  /// Fails only if `second` runs to its end before `first` goes on.
  private static final class Overtaken {
    private boolean ended;

    void run() throws Exception {
      gather(
          () -> {
            yieldNow();
            assertTrue(!ended, "overtaken");
            yieldNow();
          },
          () -> {
            yieldNow();
            yieldNow();
            ended = true;
          });
    }
  }

  private static final Action OVERTAKEN = () -> new Overtaken().run();

  @Test
  void chanceFindsAnOrderThatFails() {
    // @start region=schedules
    Action program =
        () -> {
          var order = new StringBuilder();
          gather(
              () -> order.append("a"), //
              () -> order.append("b"));
          assertEquals("ab", order.toString()); // holds only first in, first out
        };
    var failure = assertThrows(ScheduleFailure.class, () -> Schedules.random(100).check(program));
    assertThrows(ScheduleFailure.class, () -> Schedules.replay(failure.schedule()).check(program));
    // @end
    assertInstanceOf(AssertionError.class, failure.getCause());
  }

  @Test
  void aFailureSaysHowToRunItAgainAndWhatHappened() {
    var failure =
        assertThrows(ScheduleFailure.class, () -> Schedules.random(1_000).check(OVERTAKEN));

    var message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("overtaken"), message);
    assertTrue(
        message.contains("-Ddev.rondo.testing.replay=\"" + failure.schedule() + "\""), message);
    assertTrue(message.contains("Task-2"), message);
    assertTrue(message.contains("ended"), message);
    var again =
        assertThrows(
            ScheduleFailure.class, () -> Schedules.replay(failure.schedule()).check(OVERTAKEN));
    assertEquals(failure.schedule(), again.schedule());
    assertEquals(1, again.tried());
  }

  @Test
  void whatTheFailureDoesNotNeedIsTakenOut() {
    for (var seed = 1; seed <= 20; seed++) {
      var from = seed;
      var failure =
          assertThrows(
              ScheduleFailure.class, () -> Schedules.random(1_000).withSeed(from).check(OVERTAKEN));
      assertTrue(failure.schedule().split(",", -1).length <= 3, failure.schedule());
    }
  }

  @Test
  void equalSeedsMakeEqualSchedules() {
    var schedules = new HashSet<String>();
    for (var run = 0; run < 3; run++) {
      schedules.add(
          assertThrows(
                  ScheduleFailure.class, () -> Schedules.random(1_000).withSeed(7).check(OVERTAKEN))
              .schedule());
    }

    assertEquals(1, schedules.size(), schedules.toString());
  }

  @Test
  void prioritiesFindItToo() {
    assertThrows(ScheduleFailure.class, () -> Schedules.pct(1_000, 2).check(OVERTAKEN));
  }

  @Test
  void allSchedulesOfASmallProgramAreRunOnce() {
    Set<String> orders = new TreeSet<>();

    var exploration =
        Schedules.exhaustive(1_000)
            .check(
                () -> {
                  var order = new StringBuilder();
                  gather(
                      () -> {
                        order.append("a");
                        yieldNow();
                        order.append("A");
                      },
                      () -> {
                        order.append("b");
                        yieldNow();
                        order.append("B");
                      });
                  orders.add(order.toString());
                });

    assertTrue(exploration.complete());
    assertEquals(
        Set.of("aAbB", "abAB", "abBA", "baAB", "baBA", "bBaA"), orders, exploration.toString());
  }

  @Test
  void theLimitOfAnExhaustiveSearchIsKept() {
    var exploration =
        Schedules.exhaustive(3)
            .check(() -> gather(() -> yieldNow(), () -> yieldNow(), () -> yieldNow()));

    assertEquals(3, exploration.schedules());
    assertTrue(!exploration.complete());
  }

  @Test
  void aDeadlockIsAFailureThatShowsWhoWaitsForWhom() {
    Action inTwoOrders =
        () -> {
          var left = new Lock();
          var right = new Lock();
          gather(() -> both(left, right), () -> both(right, left));
        };

    var failure =
        assertThrows(ScheduleFailure.class, () -> Schedules.random(200).check(inTwoOrders));

    assertInstanceOf(DeadlockException.class, failure.getCause());
    assertTrue(String.valueOf(failure.getMessage()).contains("held by"), failure.getMessage());
    var inOneOrder =
        Schedules.exhaustive(10_000)
            .check(
                () -> {
                  var left = new Lock();
                  var right = new Lock();
                  gather(() -> both(left, right), () -> both(left, right));
                });
    assertTrue(inOneOrder.complete());
  }

  private static void both(Lock first, Lock second) {
    try (var _ = first.hold()) {
      yieldNow();
      try (var _ = second.hold()) {
        yieldNow();
      }
    }
  }

  @Test
  void plainVirtualThreadsThatKnowNothingOfRondoAreExploredWhereTheyBlock() {
    Action plain =
        () -> {
          var queue = new java.util.concurrent.LinkedBlockingQueue<String>();
          var threads =
              List.of(
                  Thread.startVirtualThread(() -> queue.add("a")),
                  Thread.startVirtualThread(() -> queue.add("b")));
          var first = queue.take();
          for (var thread : threads) {
            thread.join();
          }
          assertEquals("a", first);
        };

    assertThrows(ScheduleFailure.class, () -> Schedules.random(100).check(plain));
  }

  @Test
  void whatIsLeftBehindIsAFailureToo() {
    var failure =
        assertThrows(
            ScheduleFailure.class,
            () ->
                Schedules.random(10)
                    .check(() -> dev.rondo.Async.createTask(() -> sleep(Duration.ofHours(1)))));

    assertInstanceOf(CheckFailure.class, failure.getCause());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Schedules.random(0));
    assertThrows(IllegalArgumentException.class, () -> Schedules.pct(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Schedules.exhaustive(-1));
    assertThrows(IllegalArgumentException.class, () -> Schedules.replay("seven"));
  }
}
