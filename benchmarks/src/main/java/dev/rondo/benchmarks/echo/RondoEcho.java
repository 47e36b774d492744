package dev.rondo.benchmarks.echo;

import static dev.rondo.Async.run;

import dev.rondo.net.Connection;
import dev.rondo.net.ConnectionHandler;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/// A coroutine for each connection.
final class RondoEcho {
  private static final int MOST = 64 * 1024;

  private RondoEcho() {}

  static void serve(IntConsumer listening) throws Exception {
    serve(listening, RondoEcho::echo);
  }

  static void serveWithArrays(IntConsumer listening) throws Exception {
    serve(listening, RondoEcho::echoArrays);
  }

  private static void serve(IntConsumer listening, ConnectionHandler handler) throws Exception {
    run(
        () -> {
          var options = ListenOptions.DEFAULT.withBacklog(EchoServer.BACKLOG);
          var server = Net.listen(EchoServer.HOST, 0, options, handler);
          listening.accept(server.port());
          server.serveForever();
        });
  }

  private static void echo(Connection connection) throws IOException {
    var buffer = ByteBuffer.allocateDirect(EchoServer.BUFFER);
    while (connection.read(buffer) >= 0) {
      connection.write(buffer.flip());
      buffer.clear();
    }
  }

  private static void echoArrays(Connection connection) throws IOException {
    for (var bytes = connection.read(MOST); bytes.length > 0; bytes = connection.read(MOST)) {
      connection.write(bytes);
    }
  }
}
