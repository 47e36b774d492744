package dev.rondo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What Ctrl-C does to a program, from the point of view of the shell.
@Timeout(120)
class ControlCTest {
  private static final int INTERRUPTED = 130;

  @TempDir Path folder;

  private Conversation start(String source) throws IOException {
    Files.writeString(folder.resolve("Program.java"), source);
    return Command.rondo(folder, "run", "Program.java").start();
  }

  @Test
  void theFirstCancelsTheProgramWhichCleansUpAndEndsSilently() throws Exception {
    try (var program =
        start(
            """
            import static dev.rondo.Async.*;

            void main() throws Exception {
              run(() -> {
                try {
                  IO.println("ready");
                  sleep(Duration.ofDays(1));
                } finally {
                  sleep(Duration.ZERO);
                  IO.println("cleaned up");
                }
              });
              IO.println("not reached");
            }
            """)) {
      assertEquals("ready", program.line());
      program.interrupt();

      assertEquals("cleaned up", program.line());
      assertNull(program.line());
      assertEquals(INTERRUPTED, program.exitCode());
      assertEquals("", program.errors());
    }
  }

  @Test
  void theSecondEndsAProgramThatDoesNotComeToAnEnd() throws Exception {
    try (var program =
        start(
            """
            import static dev.rondo.Async.*;

            void main() throws Exception {
              run(() -> {
                try {
                  IO.println("ready");
                  sleep(Duration.ofDays(1));
                } finally {
                  IO.println("cleaning up");
                  sleep(Duration.ofDays(1));
                }
              });
            }
            """)) {
      assertEquals("ready", program.line());
      program.interrupt();
      assertEquals("cleaning up", program.line());
      program.interrupt();

      assertNull(program.line());
      assertEquals(INTERRUPTED, program.exitCode());
      assertEquals("", program.errors());
    }
  }

  @Test
  void aProgramWithoutALoopEndsAtOnce() throws Exception {
    try (var program =
        start(
            """
            void main() {
              IO.println("ready");
              IO.readln();
            }
            """)) {
      assertEquals("ready", program.line());
      program.interrupt();

      assertNull(program.line());
      assertEquals(INTERRUPTED, program.exitCode());
      assertEquals("", program.errors());
    }
  }

  @Test
  void aProgramMayHandleItAndGoOn() throws Exception {
    try (var program =
        start(
            """
            import dev.rondo.CancelledError;
            import static dev.rondo.Async.*;

            void main() throws Exception {
              try {
                run(() -> {
                  IO.println("ready");
                  sleep(Duration.ofDays(1));
                });
              } catch (CancelledError e) {
                IO.println("bye");
              }
            }
            """)) {
      assertEquals("ready", program.line());
      program.interrupt();

      assertEquals("bye", program.line());
      assertNull(program.line());
      assertEquals(0, program.exitCode());
    }
  }

  @Test
  void otherCancellationsThatNobodyCaughtAreErrors() throws Exception {
    Files.writeString(
        folder.resolve("Program.java"),
        """
        import static dev.rondo.Async.*;

        void main() throws Exception {
          run(() -> {
            currentTask().cancel("changed my mind");
            sleep(Duration.ZERO);
          });
        }
        """);

    var result = Command.rondo(folder, "run", "Program.java").run();

    assertEquals(1, result.exitCode());
    assertTrue(
        result
            .errors()
            .startsWith("Exception in thread \"main\" dev.rondo.CancelledError: changed my mind"),
        result.errors());
  }
}
