package dev.rondo.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Event;
import dev.rondo.net.suite.ServerSuite;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Servers with sockets.
class ServerTest extends ServerSuite {
  @Override
  protected void run(Action body) throws Exception {
    Async.run(body);
  }

  @Override
  protected void runInVirtualTime(Action body) throws Exception {
    VirtualTime.run(body);
  }

  @Test
  void theServerEndsWithTheLoop() throws Exception {
    var port = new int[1];
    var handlerEnded = new CountDownLatch(1);
    run(
        () -> {
          var started = new Event();
          var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  connection -> {
                    started.set();
                    try {
                      connection.readAll();
                    } finally {
                      handlerEnded.countDown();
                    }
                  });
          port[0] = server.port();
          Net.connect("127.0.0.1", server.port());
          started.await();
        });
    assertEquals(0, handlerEnded.getCount());
    try (var _ = new java.net.ServerSocket(port[0], 1, InetAddress.getLoopbackAddress())) {
      // the port is free again
    }
  }

  private static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  /// The test kit takes a second cancellation for a sign that the first was swallowed, so this is
  /// not in the suite.
  @Test
  void aSecondCancellationEndsServeForeverAndLeavesTheHandlersAlone() throws Exception {
    run(
        () -> {
          var server = Net.listen("127.0.0.1", 0, ServerTest::echo);
          try (var client = Net.connect("127.0.0.1", server.port())) {
            client.write("x\n");
            assertEquals("x", client.readLine());
            var forever = Async.createTask(server::serveForever);
            Async.yieldNow();
            forever.cancel();
            Async.yieldNow();
            Async.yieldNow();
            forever.cancel();
            assertThrows(CancelledError.class, forever::await);
            client.write("still served\n");
            assertEquals("still served", client.readLine());
          }
          server.awaitClosed();
        });
  }
}
