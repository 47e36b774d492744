package dev.rondo.net;

import dev.rondo.Loop;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a process reads, to be written: its input.
///
/// One coroutine may write at a time; a second one gets an [IllegalStateException]. There is
/// nothing to drain: a write returns when the pipe has taken the bytes. A pipe holds little, 64 KiB
/// on Linux, so who writes much to a process that answers must read at the same time, as
/// [Subprocess#communicate(byte\[\])] does.
///
/// @threads coroutines of the loop of its process
/// @asyncio `asyncio.StreamWriter` of a process
public final class PipeWriter implements AutoCloseable {
  private final Loop loop;
  private final OutputStream stream;
  private final String owner;

  /// A write in a thread that has not ended, or of whose failure nobody was told.
  private @Nullable PipeCall<@Nullable Void> writing;

  private boolean occupied;
  private boolean closed;

  PipeWriter(Loop loop, OutputStream stream, String owner) {
    this.loop = loop;
    this.stream = stream;
    this.owner = owner;
  }

  /// Writes all of a buffer.
  ///
  /// @param source the bytes, which are copied; none are left in it afterwards
  /// @throws IOException if this is closed, or the process has ended or has closed its input
  /// @throws IllegalStateException if another coroutine is waiting to write
  /// @suspends until the pipe has taken all of it
  /// @cancel all of it will be written nevertheless, unless the process is closed. But if the
  ///   caller still waited for an earlier write that was cancelled, nothing was written
  /// @asyncio `StreamWriter.write` and `drain`
  public void write(ByteBuffer source) throws IOException {
    Checks.notNull(source, "source");
    check("write");
    checkNotClosed("write");
    if (occupied) {
      throw new IllegalStateException(
          "write() called while another coroutine is already waiting to write; let one coroutine"
              + " write, or hold a Lock around each write");
    }
    occupied = true;
    try {
      awaitWriting();
      if (source.hasRemaining()) {
        var bytes = new byte[source.remaining()];
        source.get(bytes);
        writing = PipeCall.start(() -> writeNow(bytes));
        awaitWriting();
      }
    } finally {
      occupied = false;
    }
  }

  /// Writes bytes, see [#write(ByteBuffer)].
  ///
  /// @param source the bytes, which are copied
  /// @throws IOException if this is closed, or the process has ended or has closed its input
  /// @throws IllegalStateException if another coroutine is waiting to write
  /// @suspends until the pipe has taken all of it
  /// @cancel all of it will be written nevertheless, see [#write(ByteBuffer)]
  /// @asyncio `StreamWriter.write` and `drain`
  public void write(byte[] source) throws IOException {
    write(ByteBuffer.wrap(Checks.notNull(source, "source")));
  }

  /// Writes text in UTF-8, see [#write(ByteBuffer)].
  ///
  /// @param text the text
  /// @throws IOException if this is closed, or the process has ended or has closed its input
  /// @throws IllegalStateException if another coroutine is waiting to write
  /// @suspends until the pipe has taken all of it
  /// @cancel all of it will be written nevertheless, see [#write(ByteBuffer)]
  /// @asyncio `StreamWriter.write` and `drain`
  public void write(String text) throws IOException {
    write(Checks.notNull(text, "text").getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable Void writeNow(byte[] bytes) throws IOException {
    stream.write(bytes);
    stream.flush();
    return null;
  }

  /// Waits for the write that a thread is in, if there is one, and tells of its failure.
  private void awaitWriting() throws IOException {
    var call = writing;
    if (call == null) {
      return;
    }
    call.await();
    if (!call.hasEnded()) {
      throw closedError("write");
    }
    writing = null;
    try {
      var _ = call.result();
    } catch (IOException broken) {
      throw new IOException(
          "cannot write to " + owner + ", which reads no more: " + broken.getMessage(), broken);
    }
  }

  /// Closes the input of the process, after what was written: the process reads the end of the
  /// stream. Closing twice has no effect.
  ///
  /// @throws IOException if what was written could not be and nobody has been told so yet
  /// @suspends if a write has not ended, which may be one that was cancelled
  /// @cancel this will be closed when that write has ended
  /// @asyncio `StreamWriter.close` and `wait_closed`, `StreamWriter.write_eof`
  @Override
  public void close() throws IOException {
    check("close");
    if (closed) {
      return;
    }
    closed = true;
    closeAfterWriting();
    awaitWriting();
  }

  /// Frees the descriptor, after the write that a thread is in.
  private void closeAfterWriting() {
    if (writing == null) {
      closeStream();
    } else {
      writing.afterwards(this::closeStream);
    }
  }

  /// All was flushed, so this does not block.
  private void closeStream() {
    try {
      stream.close();
    } catch (IOException broken) {
      // Who wrote was told; the descriptor is free.
    }
  }

  /// Closes this without waiting; who waits gets an [IOException].
  void abort() {
    if (!closed) {
      closed = true;
      closeAfterWriting();
    }
    if (writing != null) {
      writing.wake();
    }
  }

  /// {@return whether this was closed}
  ///
  /// @asyncio `StreamWriter.is_closing`
  public boolean isClosed() {
    return closed;
  }

  private void check(String operation) {
    Checks.running(loop, operation);
  }

  void checkNotClosed(String operation) throws IOException {
    if (closed) {
      throw closedError(operation);
    }
  }

  private IOException closedError(String operation) {
    return new IOException(operation + "() on the input of " + owner + ", which is closed");
  }
}
