package dev.rondo.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/// A connection, for code of the JDK that wants a channel.
final class ConnectionChannel implements ByteChannel {
  private final Connection connection;

  ConnectionChannel(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    checkOpen();
    return connection.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    checkOpen();
    var count = source.remaining();
    connection.write(source);
    return count;
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return !connection.isClosed();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
