package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.DeadlockException;
import dev.rondo.Lock;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SchedulesTest {
  private static ScheduleFailure failure(Schedules schedules, Action body) {
    return assertThrows(ScheduleFailure.class, () -> schedules.check(body));
  }

  private static final class Counter {
    int value;

    void add() {
      var read = value;
      yieldNow();
      value = read + 1;
    }
  }

  /// Wrong in every order in which both read before one writes; that is so in nearly all.
  private static void lostUpdate() throws Exception {
    var counter = new Counter();
    gather(counter::add, counter::add);
    assertEquals(2, counter.value);
  }

  /// Wrong only if the second task runs as a whole before the first one begins.
  private static void needsTheOtherOrder() throws Exception {
    var events = new Recorder();
    taskGroup(
        group -> {
          group.createTask(
              "first",
              () -> {
                events.record("first");
                yieldNow();
                yieldNow();
              });
          group.createTask(
              "second",
              () -> {
                yieldNow();
                yieldNow();
                yieldNow();
                events.record("second");
              });
        });
    events.assertOrder("first", "second");
  }

  private static void right() throws Exception {
    var lock = new Lock();
    var counter = new Counter();
    Action add =
        () -> {
          try (var _ = lock.hold()) {
            counter.add();
          }
        };
    gather(add, add);
    assertEquals(2, counter.value);
  }

  private static List<Schedules> everyMode() {
    return List.of(Schedules.random(200), Schedules.pct(200, 3), Schedules.exhaustive(100_000));
  }

  @Test
  void eachModeFindsALostUpdate() {
    for (var schedules : everyMode()) {
      assertInstanceOf(
          AssertionError.class, failure(schedules, SchedulesTest::lostUpdate).failure());
    }
  }

  @Test
  void eachModeFindsWhatNeedsAnUnusualOrder() {
    for (var schedules : everyMode()) {
      var failure = failure(schedules, SchedulesTest::needsTheOtherOrder);
      assertTrue(failure.failure().toString().contains("second after first"), failure.toString());
    }
  }

  @Test
  void eachModePassesWhatIsRight() {
    for (var schedules : everyMode()) {
      schedules.check(SchedulesTest::right);
    }
  }

  @Test
  void allSchedulesOfASmallProgramAreRun() {
    Set<List<String>> orders = new HashSet<>();
    var exploration =
        Schedules.exhaustive(10_000)
            .check(
                () -> {
                  var events = new Recorder();
                  gather(
                      () -> events.record("a"), () -> events.record("b"), () -> events.record("c"));
                  orders.add(events.events());
                });

    assertTrue(exploration.complete(), exploration.toString());
    assertEquals(6, orders.size(), "all orders of three");
    assertTrue(exploration.schedules() >= 6, exploration.toString());
    assertTrue(exploration.steps() > exploration.schedules(), exploration.toString());
  }

  @Test
  void noScheduleIsRunTwice() {
    Set<String> seen = new HashSet<>();
    var search = new Search.Exhaustive(5_000);
    var runs = 0;
    while (true) {
      var next = search.next();
      if (next.isEmpty()) {
        break;
      }
      var course = new Course(next.get(), 1_000);
      assertTrue(
          run(course, SchedulesTest::right) && seen.add(Deviation.token(course.deviations())));
      search.ran(course);
      runs++;
    }
    assertTrue(search.isComplete());
    assertEquals(runs, seen.size());
  }

  private static boolean run(Course course, Action body) {
    try {
      new TestRun(new VirtualClock(), Checks.ALL, java.util.Optional.of(course))
          .run(dev.rondo.Awaitable.of(body));
      return true;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void whatIsCutOffIsNotComplete() {
    var exploration = Schedules.exhaustive(3).check(SchedulesTest::right);

    assertEquals(3, exploration.schedules());
    assertFalse(exploration.complete());
  }

  @Test
  void theSameSeedGivesTheSameSchedules() {
    for (var mode : List.of(Schedules.random(20), Schedules.pct(20, 3))) {
      assertEquals(orders(mode.withSeed(7)), orders(mode.withSeed(7)));
      assertNotEquals(orders(mode.withSeed(7)), orders(mode.withSeed(8)));
    }
  }

  private static List<List<String>> orders(Schedules schedules) {
    List<List<String>> orders = new ArrayList<>();
    schedules.check(
        () -> {
          var events = new Recorder();
          Action[] bodies = new Action[5];
          for (var index = 0; index < bodies.length; index++) {
            var name = "" + index;
            bodies[index] =
                () -> {
                  yieldNow();
                  events.record(name);
                };
          }
          gather(bodies);
          orders.add(events.events());
        });
    return orders;
  }

  @Test
  void randomSchedulesReachEveryOrder() {
    Set<List<String>> seen = new HashSet<>(orders(Schedules.random(5_000)));

    assertEquals(120, seen.size());
  }

  @Test
  void aFailureTellsSeedScheduleAndToken() {
    var failure = failure(Schedules.random(500).withSeed(42), SchedulesTest::needsTheOtherOrder);

    assertEquals(OptionalLong.of(42), failure.seed());
    assertTrue(failure.schedule() >= 1);
    var message = failure.toString();
    assertTrue(message.contains("schedule " + failure.schedule() + " of 500 random"), message);
    assertTrue(message.contains("seed 42"), message);
    assertTrue(message.contains("-Ddev.rondo.testing.replay=" + failure.token()), message);
  }

  @Test
  void aTokenRepeatsTheFailureAndNothingElse() {
    var first = failure(Schedules.random(500), SchedulesTest::needsTheOtherOrder);

    var again = failure(Schedules.replay(first.token()), SchedulesTest::needsTheOtherOrder);

    assertEquals(first.token(), again.token());
    assertEquals(first.timeline(), again.timeline());
    assertEquals(OptionalLong.empty(), again.seed());
    assertEquals(1, Schedules.replay(first.token()).check(SchedulesTest::right).schedules());
  }

  @Test
  void theSystemPropertyReplaysOneSchedule() {
    var token = failure(Schedules.random(500), SchedulesTest::needsTheOtherOrder).token();
    System.setProperty(Schedules.REPLAY, token);
    try {
      assertEquals(1, Schedules.random(500).check(SchedulesTest::right).schedules());
      assertEquals(
          token, failure(Schedules.random(500), SchedulesTest::needsTheOtherOrder).token());
    } finally {
      System.clearProperty(Schedules.REPLAY);
    }
  }

  @Test
  void aFailureIsMadeAsSimpleAsPossible() {
    Action body =
        () -> {
          for (var round = 0; round < 10; round++) {
            var events = new Recorder();
            taskGroup(
                group -> {
                  group.createTask("a", () -> yieldNow());
                  group.createTask("b", () -> events.record("b"));
                  group.createTask("c", () -> events.record("c"));
                });
            events.assertOrder("b", "c");
          }
        };

    var failure = failure(Schedules.random(100), body);

    assertEquals(1, Deviation.parse(failure.token()).size(), failure.toString());
  }

  @Test
  void theSimpleScheduleFailsInTheSameWay() {
    Action body =
        () -> {
          var events = new Recorder();
          gather(() -> events.record("a"), () -> events.record("b"), () -> events.record("c"));
          if (events.events().equals(List.of("c", "b", "a"))) {
            throw new IllegalStateException("rare");
          }
          if (!events.events().getFirst().equals("a")) {
            throw new IllegalArgumentException("common");
          }
        };
    Set<String> kinds = new TreeSet<>();
    for (var seed = 0; seed < 40; seed++) {
      var failure = failure(Schedules.random(100).withSeed(seed), body);
      kinds.add(failure.failure().getMessage() + Deviation.parse(failure.token()).size());
    }

    assertEquals(Set.of("common1", "rare2"), kinds);
  }

  @Test
  void theTimelineTellsWhoRanAndWhereItWaits() {
    var failure = failure(Schedules.exhaustive(1_000), SchedulesTest::needsTheOtherOrder);
    var timeline = String.join("\n", failure.timeline());

    assertTrue(timeline.contains(" first: ends"), timeline);
    assertTrue(timeline.contains("waits at dev.rondo.testing.SchedulesTest.lambda"), timeline);
    assertTrue(timeline.contains("* "), timeline);
    assertTrue(timeline.contains("second (first would be next): waits"), timeline);
    assertTrue(timeline.contains("main: ends"), timeline);
  }

  @Test
  void theTimelineTellsTheTime() {
    var failure =
        failure(
            Schedules.random(1),
            () -> {
              sleep(Duration.ofMinutes(1));
              throw new IllegalStateException();
            });

    assertTrue(failure.timeline().contains("      time PT1M"), failure.toString());
  }

  @Test
  void aLongTimelineBeginsLate() {
    var failure =
        failure(
            Schedules.random(1),
            () -> {
              Action turns =
                  () -> {
                    for (var turn = 0; turn < 150; turn++) {
                      yieldNow();
                    }
                  };
              gather(turns, turns);
              throw new IllegalStateException();
            });

    assertEquals(201, failure.timeline().size(), failure.toString());
    assertTrue(failure.timeline().getFirst().startsWith("      ... "), failure.toString());
  }

  @Test
  void checksAreMadeInEachSchedule() {
    var failure = failure(Schedules.random(1), () -> createTask(() -> sleep(Duration.ofDays(1))));

    assertEquals(Set.of(Check.TASK_LEFT), ((CheckFailure) failure.failure()).kinds());
    Schedules.random(10)
        .withChecks(Checks.ALL.without(Check.TASK_LEFT))
        .check(() -> createTask(() -> sleep(Duration.ofDays(1))));
  }

  @Test
  void aDeadlockThatNeedsAnOrderIsFound() {
    Action body =
        () -> {
          var one = new Lock();
          var two = new Lock();
          gather(
              () -> {
                one.acquire();
                two.acquire();
                two.release();
                one.release();
              },
              () -> {
                two.acquire();
                yieldNow();
                one.acquire();
                one.release();
                two.release();
              });
        };

    for (var schedules : everyMode()) {
      var failure = failure(schedules, body);
      assertInstanceOf(DeadlockException.class, failure.failure());
    }
  }

  @Test
  void plainVirtualThreadsAreScheduledToo() {
    Action body =
        () -> {
          var queue = new LinkedBlockingQueue<String>();
          var one = Thread.startVirtualThread(() -> queue.add("one"));
          var two = Thread.startVirtualThread(() -> queue.add("two"));
          one.join();
          two.join();
          assertEquals("one", queue.take());
        };

    var failure = failure(Schedules.random(20), body);

    assertTrue(
        failure.timeline().stream().anyMatch(line -> line.contains("virtual thread 2")),
        failure.toString());
  }

  /// The JDK passes a monitor on by a thread of its own, some time after it was given back.
  @Test
  void aMonitorThatIsPassedOnIsNoDeadlock() {
    Schedules.random(500)
        .check(
            () -> {
              var counter = new Counter();
              Runnable add =
                  () -> {
                    synchronized (counter) {
                      turn();
                      counter.value++;
                    }
                  };
              var threads =
                  List.of(
                      Thread.startVirtualThread(add),
                      Thread.startVirtualThread(add),
                      Thread.startVirtualThread(add));
              for (var thread : threads) {
                thread.join();
              }
              assertEquals(3, counter.value);
            });
  }

  @Test
  void aMonitorThatATaskWaitsForIsNoDeadlock() {
    Schedules.random(500)
        .check(
            () -> {
              var counter = new Counter();
              Action add =
                  () -> {
                    synchronized (counter) {
                      yieldNow();
                      counter.value++;
                    }
                  };
              gather(add, add, add);
              assertEquals(3, counter.value);
            });
  }

  @Test
  void aThreadThatIsNotifiedIsNoDeadlock() {
    Schedules.random(500)
        .check(
            () -> {
              var counter = new Counter();
              var waiter =
                  Thread.startVirtualThread(
                      () -> {
                        synchronized (counter) {
                          try {
                            while (counter.value == 0) {
                              counter.wait();
                            }
                          } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                          }
                        }
                      });
              Thread.startVirtualThread(
                      () -> {
                        synchronized (counter) {
                          counter.value = 1;
                          turn();
                          counter.notifyAll();
                        }
                      })
                  .join();
              waiter.join();
            });
  }

  @SuppressWarnings("ThreadPriorityCheck") // here it gives up a turn
  private static void turn() {
    Thread.yield();
  }

  @Test
  void aThreadThatIsLeftInSomeScheduleIsFound() {
    Action body =
        () -> {
          var queue = new LinkedBlockingQueue<String>();
          var events = new Recorder();
          var taker =
              Thread.startVirtualThread(
                  () -> {
                    events.record("taker");
                    try {
                      if (queue.poll() == null) {
                        queue.take();
                      }
                    } catch (InterruptedException interrupted) {
                      // ends
                    }
                  });
          var offers = Thread.startVirtualThread(() -> queue.add("item"));
          offers.join();
          if (events.events().isEmpty()) {
            queue.clear();
            yieldNow();
            yieldNow();
          } else {
            taker.join();
          }
        };

    var failure = failure(Schedules.random(50), body);

    assertEquals(Set.of(Check.THREAD_LEFT), ((CheckFailure) failure.failure()).kinds());
  }

  /// With one for each run, this would be hundreds.
  @Test
  void makingAFailureSimpleTakesNoGarbageCollections() {
    Action body =
        () -> {
          var events = new Recorder();
          var threads = new ArrayList<Thread>();
          for (var name : List.of("a", "b", "c", "d", "e")) {
            threads.add(Thread.startVirtualThread(() -> events.record(name)));
          }
          for (var thread : threads) {
            thread.join();
          }
          assertFalse(
              events.events().equals(List.of("e", "d", "c", "b", "a")), "all the other way round");
        };
    var before = collections();

    var failure = failure(Schedules.random(5_000), body);

    assertTrue(failure.toString().contains("all the other way round"));
    var made = collections() - before;
    assertTrue(made < 50, () -> made + " collections");
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  @Test
  void whoNeverEndsMeetsTheLimitOfSteps() {
    var failure =
        failure(
            Schedules.random(1).withMaxSteps(1_000),
            () -> {
              var other =
                  createTask(
                      "spins",
                      () -> {
                        while (true) {
                          yieldNow();
                        }
                      });
              other.await();
            });

    assertInstanceOf(StepLimitFailure.class, failure.failure());
    assertTrue(failure.failure().toString().contains("spins"), failure.toString());
  }

  @Test
  void prioritiesDoNotStarveWhoWaitsForASpinner() {
    Schedules.pct(50, 2)
        .check(
            () -> {
              var done = new boolean[1];
              gather(
                  () -> {
                    while (!done[0]) {
                      yieldNow();
                    }
                  },
                  () -> done[0] = true);
            });
  }

  @Test
  void aProgramThatIsNotTheSameEachTimeSaysSo() {
    var runs = new int[1];
    var failure =
        failure(
            Schedules.random(100),
            () -> {
              runs[0]++;
              yieldNow();
              if (runs[0] == 3) {
                throw new IllegalStateException("only once");
              }
            });

    assertEquals(3, failure.schedule());
    assertTrue(failure.toString().contains("did not fail in this way again"), failure.toString());
    var exhaustive =
        failure(
            Schedules.exhaustive(100),
            () -> {
              runs[0]++;
              var bodies = new Action[2 + runs[0] % 2];
              java.util.Arrays.fill(bodies, (Action) () -> yieldNow());
              gather(bodies);
            });
    assertTrue(exhaustive.toString().contains("not the same in each run"), exhaustive.toString());
  }

  @Test
  void misuseNamesWhatToDo() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> Schedules.random(0));
    assertThrows(IllegalArgumentException.class, () -> Schedules.pct(1, 0));
    for (var token : List.of("", "x", "1", "1.0", "1.1_", "-1.1", "99999999999.1")) {
      var error = assertThrows(IllegalArgumentException.class, () -> Schedules.replay(token));
      assertTrue(error.toString().contains("message of a ScheduleFailure"));
    }
    Schedules.replay("0").check(SchedulesTest::right);
  }
}
