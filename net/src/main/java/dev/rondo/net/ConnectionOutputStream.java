package dev.rondo.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// The writing side of a connection, for code of the JDK.
final class ConnectionOutputStream extends OutputStream {
  private final Connection connection;

  ConnectionOutputStream(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void write(int value) throws IOException {
    connection.write(new byte[] {(byte) value});
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    connection.write(ByteBuffer.wrap(source, offset, length));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
