package dev.rondo.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The output of a process. The JDK gives no way to poll a pipe, only to ask how many bytes are
/// there; so what is there is read at once, and when nothing is there, a thread reads for as long
/// as it takes. What that thread has read stays here until somebody takes it.
final class PipeSource implements Incoming {
  /// How much a thread reads at most. More is there afterwards, and read at once.
  private static final int PIECE = 8 * 1024;

  private final InputStream stream;

  /// A read in a thread that has not ended, or whose bytes were not taken.
  private @Nullable PipeCall<ByteBuffer> reading;

  private boolean closed;

  PipeSource(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (closed) {
      return -1;
    }
    var call = reading;
    if (call != null) {
      return call.hasEnded() ? take(call, target) : 0;
    }
    var room = Math.min(stream.available(), target.remaining());
    if (room == 0) {
      return 0;
    }
    var bytes = new byte[room];
    var count = stream.read(bytes);
    target.put(bytes, 0, Math.max(0, count));
    return count;
  }

  private int take(PipeCall<ByteBuffer> call, ByteBuffer target) throws IOException {
    var bytes = call.result();
    if (!bytes.hasRemaining()) {
      return -1;
    }
    var count = Math.min(bytes.remaining(), target.remaining());
    target.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    if (!bytes.hasRemaining()) {
      reading = null;
    }
    return count;
  }

  @Override
  public void awaitReadable() {
    if (closed || (reading == null && isReadable())) {
      return;
    }
    if (reading == null) {
      reading = PipeCall.start(this::readPiece);
    }
    reading.await();
  }

  private boolean isReadable() {
    try {
      return stream.available() > 0;
    } catch (IOException broken) {
      return true; // who reads gets to know
    }
  }

  /// Reads in a thread; no bytes mean the end.
  private ByteBuffer readPiece() throws IOException {
    var bytes = new byte[PIECE];
    return ByteBuffer.wrap(bytes, 0, Math.max(0, stream.read(bytes)));
  }

  @Override
  public void wakeReader() {
    if (reading != null) {
      reading.wake();
    }
  }

  /// Frees the descriptor, after the read that a thread is in: its number could belong to another
  /// file while the thread still reads from it.
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (reading == null) {
      closeStream();
    } else {
      reading.afterwards(this::closeStream);
      reading.wake();
    }
  }

  private void closeStream() {
    try {
      stream.close();
    } catch (IOException broken) {
      // Nothing is to be read any more, and the descriptor is free.
    }
  }
}
