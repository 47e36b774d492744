package dev.rondo.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.Promise;
import dev.rondo.net.suite.StreamSuite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Connections over sockets.
class StreamTest extends StreamSuite {
  @Override
  protected void run(Action body) throws Exception {
    Async.run(body);
  }

  @Override
  protected void runInVirtualTime(Action body) throws Exception {
    VirtualTime.run(body);
  }

  @Test
  void whatIsLeftOpenIsClosedWithTheLoop() throws Exception {
    var left = new Connection[1];
    try (var peer = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      run(
          () -> {
            left[0] = Net.connect("127.0.0.1", peer.getLocalPort());
          });
      try (var socket = peer.accept()) {
        assertEquals(-1, socket.getInputStream().read());
      }
    }
  }

  @Test
  void otherThreadsWakeALoopThatWaitsForSockets() throws Exception {
    run(
        () -> {
          Net.listen("127.0.0.1", 0, Connection::close).close(); // there is a selector from now on
          var loop = Async.runningLoop();
          for (var round = 0; round < 1000; round++) {
            Promise<@Nullable Void> promise = loop.createPromise();
            Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> promise.setResult(null)));
            promise.await();
          }
          try (var server = Net.listen("127.0.0.1", 0, connection -> connection.write("x"));
              var client = Net.connect("127.0.0.1", server.port())) {
            assertEquals(1, client.readAll().length);
          }
        });
  }
}
