package dev.rondo.net;

import static dev.rondo.Async.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Processes that get in the way. See [SubprocessEndTest] for how they end otherwise, grandchildren
/// among them, and [SubprocessTest] for two hundred at once.
@Timeout(60)
class SubprocessFaultsTest {
  private static final int MUCH = 10_000_000;

  /// The loop can still start a process, and another one is not disturbed.
  private static void assertAlive() throws IOException {
    try (var process = Subprocess.exec(List.of("cat"), ProcessOptions.PIPES)) {
      process.stdin().write("alive\n");
      assertEquals("alive", process.stdout().readLine());
      process.stdin().close();
      assertEquals(0, process.waitFor());
    }
  }

  @Test
  void whoEndsBeforeItsInputIsWrittenEndsTheWriterWithAnError() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("exit 3", ProcessOptions.PIPES)) {
            assertEquals(3, process.waitFor());
            assertThrows(IOException.class, () -> process.stdin().write("x".repeat(MUCH)));
          }
          assertAlive();
        });
  }

  @Test
  void errorsThatNobodyReadsHoldUpTheirProcessAndNobodyElse() throws Exception {
    run(
        () -> {
          var command = "echo begun; head -c " + MUCH + " /dev/zero >&2; echo ended";
          try (var process = Subprocess.shell(command, ProcessOptions.PIPES)) {
            assertEquals("begun", process.stdout().readLine());
            assertAlive();
            assertTrue(process.returnCode().isEmpty());
            assertEquals(MUCH, process.stderr().readAll().length);
            assertEquals("ended", process.stdout().readLine());
            assertEquals(0, process.waitFor());
          }
        });
  }

  @Test
  void whoIsKilledWithMuchUnreadIsGone() throws Exception {
    run(
        () -> {
          var command = "echo begun; exec head -c " + MUCH + " /dev/zero >&2";
          try (var process = Subprocess.shell(command, ProcessOptions.PIPES)) {
            assertEquals("begun", process.stdout().readLine());
            process.kill();
            assertEquals(-9, process.waitFor());
            assertTrue(Processes.isGone(process.pid()));
          }
          assertAlive();
        });
  }
}
