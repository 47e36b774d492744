package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/// What carries the bytes of a connection: a socket, or a layer above one.
///
/// Reading and writing never wait; they do what can be done now. One reader and one writer at a
/// time.
interface Transport extends Incoming {
  /// Writes as much of `source` as there is room for.
  void write(ByteBuffer source) throws IOException;

  /// Writes as much of `sources` as there is room for, in order.
  default void write(ByteBuffer[] sources) throws IOException {
    for (var source : sources) {
      write(source);
      if (source.hasRemaining()) {
        return;
      }
    }
  }

  /// Has `action` called once, in a callback, when [#write] may do something, or this is closed.
  void onceWritable(Runnable action);

  /// Ends the output; the peer reads the end after all that was written.
  void shutdownOutput() throws IOException;

  /// Frees everything and resumes who waits. Closing twice has no effect.
  void close() throws IOException;

  SocketAddress localAddress();

  SocketAddress remoteAddress();

  <T> T option(SocketOption<T> option) throws IOException;

  <T> void setOption(SocketOption<T> option, T value) throws IOException;
}
