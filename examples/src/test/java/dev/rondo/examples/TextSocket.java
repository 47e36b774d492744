package dev.rondo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client of a server that talks in lines, with a plain socket of the JDK.
final class TextSocket implements AutoCloseable {
  final Socket socket;
  private final BufferedReader reader;

  private TextSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  static TextSocket of(Socket socket) throws IOException {
    return new TextSocket(socket);
  }

  static TextSocket connect(int port) throws IOException {
    return of(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /// One for which the system keeps little that was not read yet.
  static TextSocket connectWithSmallBuffer(int port) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return of(socket);
  }

  void say(String... lines) throws IOException {
    socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(UTF_8));
  }

  /// Ends what this says; it can still hear.
  void fallSilent() throws IOException {
    socket.shutdownOutput();
  }

  /// Waits for the next line; null at the end.
  @Nullable String line() throws IOException {
    return reader.readLine();
  }

  /// Waits for lines, and compares them.
  void hears(String... lines) throws IOException {
    for (var line : lines) {
      assertEquals(line, line());
    }
  }

  /// Waits for the end, and compares what comes before.
  void hearsToTheEnd(String... lines) throws IOException {
    assertEquals(List.of(lines), reader.lines().toList());
  }

  /// Waits until the connection is reset, which is not the end of the stream.
  void isReset() {
    assertThrows(SocketException.class, () -> reader.read());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
