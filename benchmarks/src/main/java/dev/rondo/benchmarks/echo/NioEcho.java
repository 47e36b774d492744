package dev.rondo.benchmarks.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The least that the JDK allows: one selector loop, one buffer for all, and the rest of what a
/// slow peer did not take.
final class NioEcho {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * EchoServer.BUFFER);
  private final Selector selector;
  private final ServerSocketChannel server;

  private NioEcho(Selector selector, ServerSocketChannel server) {
    this.selector = selector;
    this.server = server;
  }

  static void serve(IntConsumer listening) throws IOException {
    try (var selector = Selector.open();
        var server = ServerSocketChannel.open()) {
      server.bind(
          new InetSocketAddress(InetAddress.ofLiteral(EchoServer.HOST), 0), EchoServer.BACKLOG);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      listening.accept(server.socket().getLocalPort());
      var loop = new NioEcho(selector, server);
      while (true) {
        selector.select(loop::ready);
      }
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (key.isWritable()) {
        writeRest(key);
      } else {
        echo(key);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void accept() throws IOException {
    for (var accepted = server.accept(); accepted != null; accepted = server.accept()) {
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      accepted.configureBlocking(false);
      accepted.register(selector, SelectionKey.OP_READ);
    }
  }

  private void echo(SelectionKey key) throws IOException {
    var channel = (SocketChannel) key.channel();
    buffer.clear();
    if (channel.read(buffer) < 0) {
      channel.close();
      return;
    }
    channel.write(buffer.flip());
    if (buffer.hasRemaining()) {
      key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private static void writeRest(SelectionKey key) throws IOException {
    @Nullable ByteBuffer rest = (ByteBuffer) key.attachment();
    if (rest != null) {
      ((SocketChannel) key.channel()).write(rest);
      if (rest.hasRemaining()) {
        return;
      }
    }
    key.attach(null);
    key.interestOps(SelectionKey.OP_READ);
  }
}
