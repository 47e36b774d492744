package dev.rondo.net;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Connections that come and go in great numbers, and end in every way, leave descriptors, threads,
/// tasks and memory where they were.
///
/// The load test, with the clients in a process and with descriptors of their own, and a new
/// connection every two milliseconds:
///
/// ```sh
/// ulimit -n 20000
/// mvn -pl net -am test -Dtest=ChurnTest -Dsurefire.failIfNoSpecifiedTests=false \
///   -Ddev.rondo.churn.connections=10000 -Ddev.rondo.churn.minutes=10
/// ```
@EnabledOnOs(OS.LINUX) // for its directory of descriptors, and all the addresses of its loopback
class ChurnTest {
  private static final int CONNECTIONS = Integer.getInteger("dev.rondo.churn.connections", 100);
  private static final int MINUTES = Integer.getInteger("dev.rondo.churn.minutes", 0);

  /// How many connections each client makes, at least.
  private static final int LIVES = MINUTES == 0 ? 8 : 1;

  private static final int NEW_IN_A_SECOND = 500;
  private static final long NOISE = 8L << 20;

  private record Footprint(long descriptors, int threads, int tasks, long heap, long direct) {
    static Footprint now() throws IOException {
      try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
        return new Footprint(
            descriptors.count(),
            Thread.getAllStackTraces().size(),
            allTasks().size(),
            usedHeap(),
            usedDirect());
      }
    }

    private static long usedHeap() {
      var runtime = Runtime.getRuntime();
      System.gc();
      return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long usedDirect() {
      return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .mapToLong(BufferPoolMXBean::getMemoryUsed)
          .sum();
    }
  }

  /// Where the clients are.
  @FunctionalInterface
  private interface Clients {
    int live(ChurnClients.Load load) throws Exception;
  }

  private int failed;

  private static void serve(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      switch (line) {
        case "close" -> {
          return;
        }
        case "fail" -> throw new IOException("as the client wished");
        case "much" -> connection.write(new byte[256 * 1024]);
        default -> connection.write(line + "\n");
      }
    }
  }

  /// Until the server has seen all of them go.
  private static void awaitNobody(Server server) {
    while (server.connections() > 0) {
      yieldNow();
    }
  }

  private void churn(Server server, Clients clients) throws Exception {
    var made = clients.live(new ChurnClients.Load(CONNECTIONS, LIVES, 0, 0));
    awaitNobody(server);
    var before = Footprint.now();

    var hold = MINUTES == 0 ? 0 : CONNECTIONS / NEW_IN_A_SECOND;
    made += clients.live(new ChurnClients.Load(CONNECTIONS, LIVES, MINUTES * 60L, hold));
    awaitNobody(server);
    var after = Footprint.now();

    var report = before + " before, " + after + " after " + made + " connections";
    if (MINUTES > 0) {
      System.out.println(report);
    }
    // Fewer may be left of what earlier tests used: the JDK's thread of processes, for one, ends
    // when there was none for a minute.
    assertTrue(after.descriptors <= before.descriptors, report);
    assertTrue(after.threads <= before.threads, report);
    assertEquals(before.tasks, after.tasks, report);
    assertTrue(after.heap < before.heap + NOISE, report);
    assertTrue(after.direct < before.direct + NOISE, report);
    assertTrue(made >= 2 * LIVES * CONNECTIONS, report);
    assertTrue(failed > 0, "handlers that fail are reported");
  }

  @Test
  void whateverComesAndGoesNothingStays() throws Exception {
    run(
        () -> {
          runningLoop().setExceptionHandler((_, _) -> failed++);
          try (var server =
              Net.listen("0.0.0.0", 0, ListenOptions.DEFAULT.withBacklog(4096), ChurnTest::serve)) {
            if (MINUTES == 0) {
              churn(server, load -> ChurnClients.live(server.port(), 1, load));
            } else {
              churnFromElsewhere(server);
            }
          }
        });
  }

  private void churnFromElsewhere(Server server) throws Exception {
    var command = TestJvm.command(ChurnClients.class, Integer.toString(server.port()));
    var options = ProcessOptions.PIPES.withStderr(Stdio.INHERIT);
    try (var process = Subprocess.exec(command, options)) {
      churn(
          server,
          load -> {
            process.stdin().write(load.text() + "\n");
            return Integer.parseInt(String.valueOf(process.stdout().readLine()));
          });
    }
  }
}
