package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The watchdog. In a JVM of its own, whose log can be read while the loop is held.
@Timeout(120)
class WatchdogTest {
  /// Holds the loop, in a task and in a callback, each time until the log says so.
  private static final String PROGRAM =
      """
      import static dev.rondo.Async.*;

      import java.io.ByteArrayOutputStream;
      import java.io.PrintStream;
      import java.time.Duration;

      final class Log extends ByteArrayOutputStream {
        synchronized boolean says(String text) {
          return toString().contains(text);
        }
      }

      final Log log = new Log();

      void hold(String text) {
        while (!log.says(text)) {
          Thread.onSpinWait();
        }
      }

      void main() throws Exception {
        System.setErr(new PrintStream(log, true));
        run(
            () -> {
              runningLoop().setSlowStepThreshold(Duration.ofMillis(1));
              createTask("greedy", () -> hold("greedy has held the event loop for ")).await();
              runningLoop().callSoon(() -> hold("A callback has held the event loop for "));
              yieldNow();
              yieldNow();
            });
        hold("hold(Held.java:");
        IO.println("told of both");
      }
      """;

  @TempDir private Path folder;

  @Test
  void whoHoldsTheLoopIsNamedWhileItHoldsIt() throws Exception {
    var source = ChildJvm.write(folder, "Held.java", PROGRAM);
    var result = ChildJvm.java(folder, "-cp", ChildJvm.core(), source);
    assertEquals("told of both" + System.lineSeparator(), result.out());
    assertEquals(0, result.exit());
  }

  @Test
  void withoutALimitThereIsNoWatchdog() throws Exception {
    var threads = new ArrayList<String>();
    try (var loop = VirtualTime.newLoop()) {
      loop.setSlowStepThreshold(ChronoUnit.FOREVER.getDuration());
      loop.runUntilComplete(
          Awaitable.of(
              () ->
                  Thread.getAllStackTraces()
                      .keySet()
                      .forEach(thread -> threads.add(thread.getName()))));
    }
    assertTrue(threads.stream().noneMatch("rondo-watchdog"::equals), threads::toString);
  }
}
