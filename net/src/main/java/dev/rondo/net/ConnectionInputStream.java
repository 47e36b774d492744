package dev.rondo.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// The reading side of a connection, for code of the JDK.
final class ConnectionInputStream extends InputStream {
  private final Connection connection;
  private final Input input;

  ConnectionInputStream(Connection connection, Input input) {
    this.connection = connection;
    this.input = input;
  }

  @Override
  public int read() throws IOException {
    connection.check("read");
    return input.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return connection.read(ByteBuffer.wrap(target, offset, length));
  }

  @Override
  public byte[] readAllBytes() throws IOException {
    return connection.readAll(); // loses nothing if it is cancelled
  }

  @Override
  public int available() {
    return input.available();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
