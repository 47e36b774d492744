package dev.rondo.net;

import dev.rondo.Async;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Sends files. A worker thread reads a piece, the loop sends it: a call that did both would wait
/// for the disk, and could not be called off without bytes that nobody knows of.
final class FileSender {
  private static final int PIECE = 128 * 1024;

  private FileSender() {}

  static long send(Path path, Connection connection) throws IOException {
    try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
      return send(file, 0, Long.MAX_VALUE, connection);
    }
  }

  static long send(FileChannel file, long offset, long count, Connection connection)
      throws IOException {
    var piece = ByteBuffer.allocate((int) Math.min(count, PIECE));
    var sent = 0L;
    while (sent < count) {
      piece.clear().limit((int) Math.min(count - sent, piece.capacity()));
      if (read(file, piece, offset + sent) <= 0) {
        break;
      }
      sent += piece.flip().remaining();
      connection.write(piece);
    }
    return sent;
  }

  private static int read(FileChannel file, ByteBuffer piece, long position) throws IOException {
    try {
      return Async.toThread(() -> file.read(piece, position));
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
