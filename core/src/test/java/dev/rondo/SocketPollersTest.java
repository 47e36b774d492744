package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The JDK polls the sockets of all virtual threads by a few virtual threads of its own, which it
/// starts when the first socket blocks. They must not belong to the loop that happens to be first.
/// Each test in a JVM of its own, for a JVM starts them once.
@Timeout(60)
class SocketPollersTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void compile() throws Exception {
    var source =
        ChildJvm.write(
            folder,
            "Sockets.java",
            """
            import static dev.rondo.Async.*;
            import dev.rondo.Runner;
            import java.net.*;
            import java.util.concurrent.CountDownLatch;

            public class Sockets {
              public static void main(String[] args) throws Exception {
                switch (args[0]) {
                  case "idle" -> {
                    try (var runner = new Runner()) {
                      System.out.println("first " + runner.run(() -> exchange()));
                      // That loop is open and does not run.
                      System.out.println("second " + run(() -> exchange()));
                    }
                  }
                  case "busy" -> run(() -> {
                    System.out.println("first " + exchange());
                    var over = new CountDownLatch(1);
                    Thread.ofPlatform().start(() -> {
                      try {
                        System.out.println("second " + run(() -> exchange()));
                        over.countDown();
                      } catch (Exception failure) {
                        failure.printStackTrace();
                      }
                    });
                    while (over.getCount() > 0) {
                      Thread.onSpinWait(); // holds this loop
                    }
                  });
                  default -> throw new IllegalArgumentException(args[0]);
                }
              }

              /** One coroutine waits for what another one sends. */
              static int exchange() throws Exception {
                try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                    var server = listener.accept()) {
                  return gather(
                          () -> server.getInputStream().read(),
                          () -> {
                            client.getOutputStream().write(7);
                            return 0;
                          })
                      .getFirst();
                }
              }
            }
            """);
    var compiled = ChildJvm.javac("-d", folder, "-cp", ChildJvm.core(), source);
    assertEquals(0, compiled.exit(), compiled::toString);
  }

  private static void assertBothExchange(String kind) throws Exception {
    var end = System.lineSeparator();
    var result =
        ChildJvm.java(
            folder, "-cp", ChildJvm.core() + File.pathSeparator + folder, "Sockets", kind);
    assertEquals("first 7" + end + "second 7" + end, result.out(), result::toString);
    assertEquals(0, result.exit());
  }

  @Test
  void aLoopThatDoesNotRunDoesNotHoldTheSocketsOfOthers() throws Exception {
    assertBothExchange("idle");
  }

  @Test
  void aLoopThatComputesDoesNotHoldTheSocketsOfOthers() throws Exception {
    assertBothExchange("busy");
  }
}
