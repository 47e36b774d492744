package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A wait that the JDK refuses must leave nothing behind. CPython has nothing of the kind, but its
/// rule holds: a cancellation that was not delivered stays for the next wait.
class OracleRefusedWaitTest {
  private final List<Object> log = new ArrayList<>();

  /// A class whose initializer waits, which the JDK cannot set aside.
  private static final class Initializer {
    static {
      assertThrows(
          IllegalStateException.class, () -> runningLoop().<String>createPromise().await());
    }

    static void run() {}
  }

  @Test
  void aCancellationStaysForTheNextWaitAndWakesNobodyLater() throws Exception {
    VirtualTime.run(
        () -> {
          Action body =
              () -> {
                currentTask().cancel("self");
                Initializer.run();
                logSleep();
                logSleep();
              };
          createTask(body).await();
        });
    assertEquals(List.of("cancelled: self", "slept for 5"), log);
  }

  private void logSleep() {
    var start = runningLoop().time();
    try {
      sleep(Duration.ofSeconds(5));
      log.add("slept for " + (runningLoop().time() - start) / 1_000_000_000);
    } catch (CancelledError e) {
      log.add("cancelled: " + e.reason().orElse(""));
    }
  }
}
