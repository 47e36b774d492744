package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Lock;
import dev.rondo.Promise;
import dev.rondo.Queue;
import dev.rondo.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EveryWaitTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Takes a permit, waits, and gives it back, with care or without.
  private static final class Borrowing implements EveryWait.Scenario {
    private final Semaphore permits = new Semaphore(1);
    private final boolean careful;

    Borrowing(boolean careful) {
      this.careful = careful;
    }

    @Override
    public void run() {
      permits.acquire();
      if (careful) {
        try {
          sleep(SECOND);
          yieldNow();
        } finally {
          permits.release();
        }
      } else {
        sleep(SECOND);
        yieldNow();
        permits.release();
      }
    }

    @Override
    public void check() {
      assertTrue(permits.tryAcquire(), "the permit is lost");
    }
  }

  private static List<Supplier<Integer>> everyKind(EveryWait test) {
    return List.of(test::cancelling, test::cancellingTwice, test::timingOut, test::failingASibling);
  }

  @Test
  void carefulCodeBearsEverything() {
    for (var kind : everyKind(EveryWait.ofFresh(() -> new Borrowing(true)))) {
      assertEquals(1, kind.get(), "a lone yield does not wait");
    }
  }

  @Test
  void carelessCodeIsFoundByEachKind() {
    for (var kind : everyKind(EveryWait.ofFresh(() -> new Borrowing(false)))) {
      var failure = assertThrows(EveryWaitFailure.class, kind::get);
      var message = failure.toString();
      assertTrue(message.contains("the permit is lost"), message);
      assertTrue(message.contains("wait 1 of scenario"), message);
      assertTrue(message.contains("where it waits at dev.rondo.testing.EveryWaitTest"), message);
      assertTrue(message.contains("EveryWaitTest.java:"), message);
      assertFalse(failure.points().isEmpty());
      assertEquals(failure.points().size() - 1, failure.getSuppressed().length);
    }
  }

  @Test
  void bothMomentsOfAWaitAreTried() {
    var outcomes = new ArrayList<String>();

    var waits =
        EveryWait.of(
                () -> {
                  try {
                    sleep(SECOND);
                    outcomes.add("done at " + Async.runningLoop().time());
                  } catch (CancelledError cancelled) {
                    outcomes.add("cancelled at " + Async.runningLoop().time());
                    throw cancelled;
                  }
                })
            .cancelling();

    assertEquals(1, waits);
    assertEquals(
        List.of("done at 1000000000", "cancelled at 0", "cancelled at 1000000000"), outcomes);
  }

  @Test
  void eachWaitIsTriedInTurn() {
    var reached = new ArrayList<Integer>();

    var waits =
        EveryWait.of(
                () -> {
                  var step = 0;
                  try {
                    for (; step < 3; step++) {
                      sleep(SECOND);
                    }
                  } finally {
                    reached.add(step);
                  }
                })
            .cancelling();

    assertEquals(3, waits);
    assertEquals(List.of(3, 0, 0, 1, 1, 2, 2), reached);
  }

  /// Hands an item to a task that waits for it; what is in the hand of a task that is cancelled
  /// before it goes on is lost.
  private static final class HandOver implements EveryWait.Scenario {
    private final List<String> items = new ArrayList<>(List.of("item"));
    private final List<String> taken = new ArrayList<>();

    @Override
    public void run() throws Exception {
      Promise<String> hand = Async.runningLoop().createPromise();
      Async.runningLoop()
          .callSoon(
              () -> {
                if (!hand.done()) {
                  hand.setResult(items.removeFirst());
                }
              });
      taken.add(hand.await());
    }

    @Override
    public void check() {
      yieldNow();
      assertEquals(1, items.size() + taken.size(), "the item is lost");
    }
  }

  @Test
  void whatIsLostByAWokenTaskIsFoundAtThatMomentOnly() {
    var failure =
        assertThrows(EveryWaitFailure.class, () -> EveryWait.ofFresh(HandOver::new).cancelling());

    assertEquals(1, failure.points().size(), failure.toString());
    assertTrue(
        failure.points().getFirst().contains("cancelled when it was woken already"),
        failure.toString());
  }

  @Test
  void aCancellationDuringTheCleanUpIsFoundByCancellingTwiceOnly() {
    Supplier<EveryWait.Scenario> cleansUpWithWaits =
        () ->
            new EveryWait.Scenario() {
              private final Semaphore permits = new Semaphore(1);

              @Override
              public void run() {
                permits.acquire();
                try {
                  sleep(SECOND);
                } finally {
                  sleep(SECOND);
                  permits.release();
                }
              }

              @Override
              public void check() {
                assertTrue(permits.tryAcquire(), "the permit is lost");
              }
            };

    assertEquals(
        "of 2",
        assertThrows(
                EveryWaitFailure.class, () -> EveryWait.ofFresh(cleansUpWithWaits).cancelling())
            .toString()
            .replaceFirst("(?s).*?(of 2) wait.*", "$1"));
    var twice =
        assertThrows(
            EveryWaitFailure.class, () -> EveryWait.ofFresh(cleansUpWithWaits).cancellingTwice());
    assertTrue(
        twice.points().stream()
            .anyMatch(point -> point.startsWith("wait 1") && point.contains(", again waits at")),
        twice.toString());
  }

  @Test
  void childrenAreInterruptedTooIfAsked() {
    var permits = new Semaphore(1);
    Action careless =
        () -> {
          permits.acquire();
          sleep(SECOND);
          permits.release();
        };
    Supplier<EveryWait.Scenario> parent =
        () ->
            () ->
                taskGroup(
                    group -> {
                      group.createTask("child", careless);
                    });
    Action balance =
        () -> {
          var free = permits.tryAcquire();
          permits.release();
          assertTrue(free, "the permit is lost");
        };

    var failure =
        assertThrows(
            EveryWaitFailure.class,
            () -> EveryWait.ofFresh(parent).check(balance).everyTask().cancelling());

    assertTrue(
        failure.points().stream().anyMatch(point -> point.contains("of child, cancelled")),
        failure.toString());
    assertTrue(
        failure.points().stream().anyMatch(point -> point.contains("of scenario, cancelled")),
        failure.toString());
  }

  @Test
  void waitsInCodeOfTheJdkAreWaits() {
    Supplier<EveryWait.Scenario> takes =
        () ->
            () -> {
              var queue = new LinkedBlockingQueue<String>();
              var putter = createTask(() -> queue.add("item"));
              try {
                queue.take();
              } finally {
                putter.cancel();
              }
            };

    assertEquals(1, EveryWait.ofFresh(takes).allowing(Check.TASK_LEFT).cancelling());
  }

  @Test
  void aSwallowedCancellationIsFound() {
    var failure =
        assertThrows(
            EveryWaitFailure.class,
            () ->
                EveryWait.of(
                        () -> {
                          try {
                            sleep(SECOND);
                          } catch (CancelledError swallowed) {
                            // that is the mistake
                          }
                        })
                    .cancelling());

    var left = assertInstanceOf(CheckFailure.class, failure.getCause());
    assertEquals(Set.of(Check.CANCELLATION_SWALLOWED), left.kinds());
  }

  @Test
  void anotherExceptionIsAFailureUnlessItIsTolerated() {
    Action converts =
        () -> {
          try {
            sleep(SECOND);
          } catch (CancelledError error) {
            throw new IllegalStateException("converted", error);
          }
        };

    for (var kind : everyKind(EveryWait.of(converts))) {
      var failure = assertThrows(EveryWaitFailure.class, kind::get);
      assertTrue(failure.toString().contains("converted"), failure.toString());
    }
    for (var kind : everyKind(EveryWait.of(converts).tolerating(IllegalStateException.class))) {
      assertEquals(1, kind.get());
    }
  }

  @Test
  void aScenarioThatFailsByItselfSaysSo() {
    for (var kind :
        everyKind(
            EveryWait.of(
                () -> {
                  sleep(SECOND);
                  throw new IllegalStateException("always");
                }))) {
      var failure = assertThrows(EveryWaitFailure.class, kind::get);
      assertTrue(failure.toString().contains("fails when nothing interrupts it"));
      assertTrue(failure.toString().contains("always"), failure.toString());
    }
  }

  @Test
  void aBalanceThatNeverHoldsSaysSo() {
    var checked = new ArrayList<String>();
    var test =
        EveryWait.of(() -> sleep(SECOND))
            .check(() -> checked.add("the first balance"))
            .check(() -> assertEquals(1, 2));

    assertThrows(EveryWaitFailure.class, test::cancelling);
    assertEquals("the first balance", checked.getFirst());
  }

  @Test
  void codeThatDoesNotWaitHasNoPoints() {
    for (var kind : everyKind(EveryWait.of(() -> new Lock().locked()))) {
      assertEquals(0, kind.get());
    }
  }

  @Test
  void lockWaitersPassTheirWakeUpOn() {
    Supplier<EveryWait.Scenario> three =
        () ->
            new EveryWait.Scenario() {
              private final Lock lock = new Lock();

              @Override
              public void run() throws Exception {
                Action holder =
                    () -> {
                      try (var _ = lock.hold()) {
                        yieldNow();
                      }
                    };
                taskGroup(
                    group -> {
                      group.createTask(holder);
                      group.createTask(holder);
                      group.createTask(holder);
                    });
              }

              @Override
              public void check() {
                assertFalse(lock.locked());
              }
            };

    for (var kind : everyKind(EveryWait.ofFresh(three).everyTask())) {
      assertTrue(kind.get() >= 4);
    }
  }

  @Test
  void aScenarioThatHangsWhenItIsInterruptedIsFound() {
    var failure =
        assertThrows(
            EveryWaitFailure.class,
            () ->
                EveryWait.of(
                        () -> {
                          try {
                            sleep(SECOND);
                          } catch (CancelledError error) {
                            new Queue<String>().get();
                          }
                        })
                    .cancelling());

    assertInstanceOf(dev.rondo.DeadlockException.class, failure.getCause());
  }

  @Test
  void inACoroutineItIsRefused() throws Exception {
    Testing.run(
        () ->
            assertThrows(
                EveryWaitFailure.class, () -> EveryWait.of(() -> sleep(SECOND)).cancelling()));
  }
}
