package dev.rondo.net;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Connections that come and go in great numbers, and end in every way, leave descriptors, threads,
/// tasks and memory where they were.
///
/// `-Ddev.rondo.churn.connections=9000 -Ddev.rondo.churn.minutes=10` makes a load test of it.
@EnabledOnOs(OS.LINUX) // for its directory of descriptors, and all the addresses of its loopback
class ChurnTest {
  private static final int CONNECTIONS = Integer.getInteger("dev.rondo.churn.connections", 100);
  private static final Duration TIME =
      Duration.ofMinutes(Integer.getInteger("dev.rondo.churn.minutes", 0));

  /// How many connections each client makes, at least.
  private static final int LIVES = 8;

  private static final int ADDRESSES = 100;
  private static final long HEAP_NOISE = 8L << 20;

  private record Footprint(long descriptors, int threads, int tasks, long heap) {
    static Footprint now() throws IOException {
      try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
        return new Footprint(
            descriptors.count(), Thread.getAllStackTraces().size(), allTasks().size(), usedHeap());
      }
    }

    private static long usedHeap() {
      var runtime = Runtime.getRuntime();
      System.gc();
      return runtime.totalMemory() - runtime.freeMemory();
    }
  }

  /// How a client leaves.
  private enum Leaving {
    CLOSE,
    ABORT,
    HALF_CLOSE_AND_READ_TO_THE_END,
    GIVE_UP_READING,
    HAVE_THE_SERVER_CLOSE,
    HAVE_THE_SERVER_FAIL,
    LEAVE_MUCH_UNREAD
  }

  private int made;
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

  private void live(int port, Random random) throws Exception {
    var address = "127.0.0." + (1 + random.nextInt(ADDRESSES));
    made++;
    try (var connection = Net.connect(address, port)) {
      for (var exchange = random.nextInt(3); exchange >= 0; exchange--) {
        connection.write("hello\n");
        assertEquals("hello", connection.readLine());
      }
      var all = Leaving.values();
      switch (all[random.nextInt(all.length)]) {
        case CLOSE -> {}
        case ABORT -> connection.abort();
        case HALF_CLOSE_AND_READ_TO_THE_END -> {
          connection.write("last");
          connection.shutdownOutput();
          assertArrayEquals(
              "last\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), connection.readAll());
        }
        case GIVE_UP_READING ->
            moveOnAfter(Duration.ZERO, () -> assertEquals(-1, connection.read(1).length));
        case HAVE_THE_SERVER_CLOSE -> {
          connection.write("close\n");
          assertEquals(0, connection.readAll().length);
        }
        case HAVE_THE_SERVER_FAIL -> {
          connection.write("fail\n");
          assertEquals(0, connection.readAll().length);
        }
        case LEAVE_MUCH_UNREAD -> {
          connection.write("much\n");
          connection.readExactly(1000);
          connection.abort();
        }
      }
    }
  }

  private void churn(int port, long seed, Duration time) throws Exception {
    var end = runningLoop().time() + time.toNanos();
    taskGroup(
        group -> {
          for (var client = 0; client < CONNECTIONS; client++) {
            var random = new Random(seed + client);
            group.createTask(
                () -> {
                  for (var life = 0; life < LIVES || runningLoop().time() < end; life++) {
                    live(port, random);
                  }
                });
          }
        });
  }

  /// Until the server has seen all of them go.
  private static void awaitNobody(Server server) {
    while (server.connections() > 0) {
      yieldNow();
    }
  }

  @Test
  void whateverComesAndGoesNothingStays() throws Exception {
    run(
        () -> {
          runningLoop().setExceptionHandler((_, _) -> failed++);
          try (var server =
              Net.listen("0.0.0.0", 0, ListenOptions.DEFAULT.withBacklog(4096), ChurnTest::serve)) {
            churn(server.port(), 1, Duration.ZERO);
            awaitNobody(server);
            var before = Footprint.now();

            churn(server.port(), CONNECTIONS, TIME);
            awaitNobody(server);
            var after = Footprint.now();

            assertEquals(before.descriptors, after.descriptors);
            assertEquals(before.threads, after.threads);
            assertEquals(before.tasks, after.tasks);
            assertTrue(
                after.heap < before.heap + HEAP_NOISE,
                () -> before + " before, " + after + " after " + made + " connections");
            assertTrue(made >= 2 * LIVES * CONNECTIONS, () -> made + " connections");
            assertTrue(failed > 0, "handlers that fail are reported");
          }
        });
  }
}
