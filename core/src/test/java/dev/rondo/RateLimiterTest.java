package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A number of callers in each stretch of time.
class RateLimiterTest {
  private static long millis() {
    return Duration.ofNanos(runningLoop().time()).toMillis();
  }

  @Test
  void afterTheFirstBurstCallersPassEvenlySpacedAndInOrder() throws Exception {
    var passed = new ArrayList<String>();

    VirtualTime.run(
        () -> {
          var limiter = new RateLimiter(2, Duration.ofSeconds(1));
          taskGroup(
              group -> {
                for (var name : List.of("a", "b", "c", "d")) {
                  group.createTask(
                      () -> {
                        limiter.acquire();
                        passed.add(name + " at " + millis());
                      });
                }
              });
        });

    assertEquals(List.of("a at 0", "b at 0", "c at 500", "d at 1000"), passed);
  }

  @Test
  void aPauseEarnsABurstAndNoMore() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new RateLimiter(2, Duration.ofSeconds(1));
          limiter.acquire();
          sleep(Duration.ofHours(1));
          var before = millis();
          limiter.acquire();
          limiter.acquire();
          assertEquals(before, millis());
          limiter.acquire();
          assertEquals(before + 500, millis());
        });
  }

  @Test
  void aCancelledCallerUsesNothingUp() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new RateLimiter(1, Duration.ofSeconds(1));
          limiter.acquire();
          var waiting = createTask(limiter::acquire);
          var next = createTask(limiter::acquire);
          yieldNow();
          waiting.cancel();
          assertThrows(CancelledError.class, waiting::await);
          next.await();
          assertEquals(1000, millis());
        });
  }

  @Test
  void tryAcquireNeverWaitsAndOvertakesNobody() throws Exception {
    VirtualTime.run(
        () -> {
          var limiter = new RateLimiter(1, Duration.ofSeconds(1));
          assertTrue(limiter.tryAcquire());
          assertFalse(limiter.tryAcquire());
          var waiting = createTask(limiter::acquire);
          sleep(Duration.ofMillis(999));
          assertFalse(limiter.tryAcquire());
          waiting.await();
          assertFalse(limiter.tryAcquire());
          sleep(Duration.ofSeconds(1));
          assertTrue(limiter.tryAcquire());
        });
  }

  @Test
  void aLimiterServesOneLoopAfterTheOther() throws Exception {
    var limiter = new RateLimiter(1, Duration.ofHours(1));
    VirtualTime.run(
        () -> {
          sleep(Duration.ofDays(1));
          limiter.acquire();
        });
    VirtualTime.run(
        () -> {
          limiter.acquire();
          assertEquals(0, millis());
        });
  }

  @Test
  void ratesThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RateLimiter(0, Duration.ofSeconds(1)));
    assertThrows(IllegalArgumentException.class, () -> new RateLimiter(1, Duration.ZERO));
  }
}
