package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A connected socket, TCP or Unix.
final class SocketTransport implements Transport {
  /// How much is handed to the JDK at once. It copies what is in the heap, all of it, each time.
  private static final int CHUNK = 128 * 1024;

  private final SocketChannel channel;
  private final Readiness readiness;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;

  SocketTransport(SocketChannel channel, Readiness readiness) throws IOException {
    this.channel = channel;
    this.readiness = readiness;
    this.localAddress = channel.getLocalAddress();
    this.remoteAddress = channel.getRemoteAddress();
  }

  /// The transport of a connected channel, which is closed if that fails.
  static SocketTransport of(SelectorPoller poller, SocketChannel channel) throws IOException {
    try {
      return new SocketTransport(channel, new Readiness(poller, channel));
    } catch (Throwable failed) {
      channel.close();
      throw failed;
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (readiness.isClosed()) {
      return -1;
    }
    if (target.remaining() <= CHUNK) {
      return channel.read(target);
    }
    var limit = target.limit();
    target.limit(target.position() + CHUNK);
    try {
      return channel.read(target);
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public void awaitReadable() {
    readiness.awaitInput();
  }

  @Override
  public void wakeReader() {
    readiness.wakeReader();
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    while (source.remaining() > CHUNK) {
      var limit = source.limit();
      source.limit(source.position() + CHUNK);
      int written;
      try {
        written = channel.write(source);
      } finally {
        source.limit(limit);
      }
      if (written < CHUNK) {
        return;
      }
    }
    channel.write(source);
  }

  @Override
  public void write(ByteBuffer[] sources) throws IOException {
    var bytes = 0L;
    for (var source : sources) {
      bytes += source.remaining();
    }
    if (bytes <= CHUNK) {
      channel.write(sources);
    } else {
      Transport.super.write(sources);
    }
  }

  @Override
  public void onceWritable(Runnable action) {
    readiness.onceOutput(SelectionKey.OP_WRITE, action);
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    readiness.close();
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return channel.getOption(option);
  }

  @Override
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    channel.setOption(option, value);
  }
}
