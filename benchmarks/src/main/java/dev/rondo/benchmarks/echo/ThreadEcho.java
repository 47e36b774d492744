package dev.rondo.benchmarks.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.IntConsumer;

/// A virtual thread for each connection, on blocking sockets.
final class ThreadEcho {
  private ThreadEcho() {}

  static void serve(IntConsumer listening) throws IOException {
    var address = InetAddress.ofLiteral(EchoServer.HOST);
    try (var server = new ServerSocket(0, EchoServer.BACKLOG, address)) {
      listening.accept(server.getLocalPort());
      while (true) {
        var socket = server.accept();
        Thread.startVirtualThread(() -> echo(socket));
      }
    }
  }

  private static void echo(Socket accepted) {
    try (var socket = accepted) {
      socket.setTcpNoDelay(true);
      var buffer = new byte[EchoServer.BUFFER];
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
