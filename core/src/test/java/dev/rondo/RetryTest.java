package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Calling again what has failed.
class RetryTest {
  private static final Retry FOUR_TIMES = Retry.exponential(4, Duration.ofSeconds(1));

  private final List<Long> calls = new ArrayList<>();

  /// Fails the first times, and notes the second of each call.
  private Awaitable<String> failing(int times) {
    return () -> {
      calls.add(runningLoop().time() / 1_000_000_000);
      if (calls.size() <= times) {
        throw new IOException("failure " + calls.size());
      }
      return "success";
    };
  }

  @Test
  void pausesGrowUntilItSucceeds() throws Exception {
    VirtualTime.run(() -> assertEquals("success", FOUR_TIMES.call(failing(3))));

    assertEquals(List.of(0L, 1L, 3L, 7L), calls);
  }

  @Test
  void theLastFailureIsThrownWithTheEarlierOnesSuppressed() throws Exception {
    VirtualTime.run(
        () -> {
          var thrown = assertThrows(IOException.class, () -> FOUR_TIMES.call(failing(9)));
          assertEquals("failure 4", thrown.getMessage());
          assertArrayEquals(
              new String[] {"failure 1", "failure 2", "failure 3"},
              java.util.Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toArray());
        });
  }

  @Test
  void noPauseIsLongerThanTheLongest() throws Exception {
    var bounded =
        new Retry(5, Duration.ofSeconds(1), 10, Duration.ofSeconds(3), () -> 1, _ -> true);

    VirtualTime.run(() -> assertEquals("success", bounded.call(failing(4))));

    assertEquals(List.of(0L, 1L, 4L, 7L, 10L), calls);
  }

  @Test
  void jitterShortensAPauseByHalfAtMost() throws Exception {
    var jittered = Retry.exponential(2, Duration.ofSeconds(4)).withJitter(() -> 0);

    VirtualTime.run(() -> assertEquals("success", jittered.call(failing(1))));

    assertEquals(List.of(0L, 2L), calls);
  }

  @Test
  void whatIsNotWorthAnotherTryIsThrownAtOnce() throws Exception {
    var picky = FOUR_TIMES.onlyIf(failure -> !(failure instanceof IOException));

    VirtualTime.run(() -> assertThrows(IOException.class, () -> picky.call(failing(9))));

    assertEquals(List.of(0L), calls);
  }

  @Test
  void aCancellationIsNotRetried() throws Exception {
    VirtualTime.run(
        () -> {
          var retrying =
              createTask(
                  () ->
                      FOUR_TIMES.call(
                          () -> {
                            calls.add(0L);
                            sleep(Duration.ofHours(1));
                            return "never";
                          }));
          sleep(Duration.ofSeconds(1));
          retrying.cancel();
          assertThrows(CancelledError.class, retrying::await);
        });

    assertEquals(1, calls.size());
  }

  @Test
  void aCancellationThatAnInterruptCarriesIsNotRetriedEither() throws Exception {
    VirtualTime.run(
        () -> {
          var retrying =
              createTask(
                  () ->
                      FOUR_TIMES.call(
                          () -> {
                            calls.add(0L);
                            try {
                              return new LinkedBlockingQueue<String>().take();
                            } catch (InterruptedException wrapped) {
                              throw new IOException(wrapped);
                            }
                          }));
          sleep(Duration.ofSeconds(1));
          retrying.cancel();
          assertThrows(CancelledError.class, retrying::await);
        });

    assertEquals(1, calls.size());
  }

  @Test
  void aCancellationEndsThePause() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(
              TimeoutException.class,
              () -> timeout(Duration.ofMillis(500), () -> FOUR_TIMES.call(failing(9))));
          assertEquals(Duration.ofMillis(500).toNanos(), runningLoop().time());
        });

    assertEquals(List.of(0L), calls);
  }

  @Test
  void anErrorIsNotRetried() throws Exception {
    var broken = new AssertionError("a bug");

    VirtualTime.run(
        () ->
            assertSame(
                broken,
                assertThrows(
                    AssertionError.class,
                    () ->
                        FOUR_TIMES.call(
                            () -> {
                              throw broken;
                            }))));
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Retry.exponential(0, Duration.ofSeconds(1)));
    assertThrows(
        IllegalArgumentException.class, () -> Retry.exponential(1, Duration.ofSeconds(-1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Retry(1, Duration.ZERO, Double.NaN, Duration.ZERO, () -> 1, _ -> true));
  }
}
