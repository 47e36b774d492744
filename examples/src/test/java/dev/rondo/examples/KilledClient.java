package dev.rondo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;

/// A client of the key-value server, to be killed: it opens many connections, sends commands whose
/// answers it does not read, and half of a command.
final class KilledClient {
  private KilledClient() {}

  /// Arguments: the port, and the number of connections.
  public static void main(String[] arguments) throws Exception {
    var sockets = new ArrayList<Socket>();
    for (int count = Integer.parseInt(arguments[1]); count > 0; count--) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
      sockets.add(socket);
      socket.getOutputStream().write("ADD sum 1\nSTATS\nADD su".getBytes(UTF_8));
      socket.getInputStream().readNBytes("VALUE n\n".length()); // the second answer is left
    }
    IO.println("ready with " + sockets.size());
    Thread.currentThread().join(); // for ever
  }
}
