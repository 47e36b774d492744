package dev.rondo.testing;

import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Queue;
import dev.rondo.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Scenarios that are ended at each of their waits.
@Timeout(120)
class EveryWaitTest {
  // @start region=every_wait
  /// Takes a permit, works and gives it back, in a way that survives every end.
  static final class Careful implements EveryWait.Scenario {
    private final Semaphore permits = new Semaphore(1);

    @Override
    public void run() {
      permits.acquire();
      try {
        sleep(Duration.ofSeconds(1));
        yieldNow();
      } finally {
        permits.release();
      }
    }

    @Override
    public void check() {
      assertEquals(1, permits.statistics().permits());
    }
  }

  @Test
  void everyEndOfACarefulScenarioIsInOrder() {
    assertEquals(1, EveryWait.of(Careful::new).cancelling());
  }

  // @end

  @Test
  void allKindsOfEndsAreTried() {
    var everyWait = EveryWait.of(Careful::new);

    assertEquals(1, everyWait.cancellingTwice());
    assertEquals(1, everyWait.timingOut());
  }

  /// Forgets the permit when it is ended while it works.
  private static final class Leaking implements EveryWait.Scenario {
    private final Semaphore permits = new Semaphore(1);

    @Override
    public void run() {
      permits.acquire();
      sleep(Duration.ofSeconds(1));
      permits.release();
    }

    @Override
    public void check() {
      assertEquals(1, permits.statistics().permits(), "a permit is lost");
    }
  }

  @Test
  void aLeakIsFoundWithTheWaitThatShowsIt() {
    for (var kind :
        List.<Runnable>of(
            () -> EveryWait.of(Leaking::new).cancelling(),
            () -> EveryWait.of(Leaking::new).cancellingTwice(),
            () -> EveryWait.of(Leaking::new).timingOut())) {
      var failure = assertThrows(AssertionError.class, kind::run);
      var message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("a permit is lost"), message);
      assertTrue(message.contains("at wait 1"), message);
    }
  }

  /// Takes items out of a queue that another task fills, and loses one if it is ended between.
  private static final class Losing implements EveryWait.Scenario {
    private final Queue<Integer> queue = new Queue<>();
    private final List<Integer> done = new ArrayList<>();

    @Override
    public void run() {
      queue.put(1);
      queue.put(2);
      while (!queue.empty()) {
        var item = queue.get();
        sleep(Duration.ofMillis(1)); // works on it
        done.add(item);
      }
    }

    @Override
    public void check() {
      assertEquals(2, done.size() + queue.size());
    }
  }

  @Test
  void anItemThatIsLostIsFound() {
    var failure = assertThrows(AssertionError.class, () -> EveryWait.of(Losing::new).cancelling());

    assertTrue(
        String.valueOf(failure.getMessage()).contains("EveryWaitTest.java:"), failure.getMessage());
  }

  @Test
  void aScenarioWithoutWaitsHasNone() {
    assertEquals(
        0,
        EveryWait.of(
                () ->
                    new EveryWait.Scenario() {
                      @Override
                      public void run() {}

                      @Override
                      public void check() {}
                    })
            .cancelling());
  }

  @Test
  void aScenarioThatFailsByItselfSaysSo() {
    var failure =
        assertThrows(
            AssertionError.class,
            () ->
                EveryWait.of(
                        () ->
                            new EveryWait.Scenario() {
                              @Override
                              public void run() {
                                throw new IllegalStateException("broken");
                              }

                              @Override
                              public void check() {}
                            })
                    .cancelling());

    assertTrue(String.valueOf(failure.getMessage()).startsWith("the scenario fails by itself"));
  }

  /// Catches its cancellation and goes on as if nothing had happened.
  private static final class Swallowing implements EveryWait.Scenario {
    @Override
    public void run() {
      try {
        sleep(Duration.ofSeconds(1));
      } catch (dev.rondo.CancelledError swallowed) {
        // goes on
      }
    }

    @Override
    public void check() {}
  }

  @Test
  void aSwallowedCancellationIsFound() {
    var failure =
        assertThrows(AssertionError.class, () -> EveryWait.of(Swallowing::new).cancelling());

    assertTrue(
        String.valueOf(failure.getMessage()).contains("swallowed a cancellation"),
        failure.getMessage());
  }
}
