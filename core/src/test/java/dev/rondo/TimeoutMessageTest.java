package dev.rondo;

import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.timeoutAt;
import static dev.rondo.Async.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// What a [TimeoutException] says, on a clock that goes on between two looks at it, as real ones
/// do.
class TimeoutMessageTest {
  private static final Duration LIMIT = Duration.ofMillis(100);

  /// A nanosecond passes at each look.
  private static final class BusyClock implements LoopClock {
    private final VirtualTime time = new VirtualTime();
    private long looks;

    @Override
    public long now() {
      return time.now() + looks++;
    }

    @Override
    public long pause(long when, boolean owed) {
      return time.pause(when, owed);
    }
  }

  private static String messageOf(Action late) throws Exception {
    try (var runner = new Runner(() -> new Loop(LoopOptions.DEFAULT.withClock(new BusyClock())))) {
      return runner.run(
          () -> String.valueOf(assertThrows(TimeoutException.class, late::run).getMessage()));
    }
  }

  @Test
  void namesTheLimitThatWasGiven() throws Exception {
    var expected = "not done within PT0.1S";
    assertEquals(expected, messageOf(() -> timeout(LIMIT, () -> sleep(Duration.ofHours(1)))));
    assertEquals(
        expected, messageOf(() -> waitFor(Awaitable.of(() -> sleep(Duration.ofHours(1))), LIMIT)));
  }

  @Test
  void aPointInTimeThatIsOverIsNoNegativeLimit() throws Exception {
    assertEquals(
        "not done within PT0S",
        messageOf(
            () ->
                timeoutAt(
                    -5,
                    limit -> {
                      sleep(Duration.ofHours(1));
                      return limit;
                    })));
  }
}
