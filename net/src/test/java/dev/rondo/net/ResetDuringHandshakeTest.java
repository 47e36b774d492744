package dev.rondo.net;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.Awaitable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The peer resets the connection somewhere in the TLS handshake.
@Timeout(120)
class ResetDuringHandshakeTest {
  private static final int SEEDS = Integer.getInteger("dev.rondo.faults.seeds", 40);
  private static final int HELLO = 200; // bytes that every client sends before it waits

  /// Takes a connection, reads some of it, and resets it.
  private static void reset(ServerSocket listener, int after) throws IOException {
    try (var socket = listener.accept()) {
      assertEquals(after, socket.getInputStream().readNBytes(after).length);
      socket.setSoLinger(true, 0);
    }
  }

  @Test
  void whoConnectsIsToldAndNothingIsLeftOpen() throws Exception {
    run(
        () -> {
          try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (var seed = 0; seed < SEEDS; seed++) {
              var after = new Random(seed).nextInt(HELLO);
              var peer = createTask(Awaitable.of(() -> reset(listener, after)));
              var options = ConnectOptions.DEFAULT.withTls(TlsOptions.client());
              assertThrows(
                  IOException.class,
                  () -> Net.connect("localhost", listener.getLocalPort(), options));
              peer.await();
            }
          }
          assertEquals(1, allTasks().size());
          try (var server = Net.listen("127.0.0.1", 0, connection -> connection.write("alive\n"));
              var client = Net.connect("127.0.0.1", server.port())) {
            assertEquals("alive", client.readLine());
          }
        });
  }
}
