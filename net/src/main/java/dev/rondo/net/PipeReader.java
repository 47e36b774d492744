package dev.rondo.net;

import dev.rondo.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a process writes, to be read: its output or its errors.
///
/// One coroutine may read at a time; a second one gets an [IllegalStateException]. Who does not
/// read stops the process as soon as the pipe is full, so memory is bounded.
///
/// While somebody waits and nothing is there, a thread waits for the operating system; otherwise
/// there is none.
///
/// @threads coroutines of the loop of its process
/// @asyncio `asyncio.StreamReader` of a process
public final class PipeReader {
  /// Not the buffer that connections share: the JDK may stop a coroutine in the middle of a read,
  /// for the lock that it holds while it collects what an ended process has left.
  private static final int SCRATCH_BYTES = 16 * 1024;

  private final Loop loop;
  private final PipeSource source;
  private final Input input;

  PipeReader(Loop loop, InputStream stream, int readLimit) {
    this.loop = loop;
    this.source = new PipeSource(stream);
    this.input = new Input(source, ByteBuffer.allocate(SCRATCH_BYTES), readLimit);
  }

  /// Reads at least one byte into `target`, and no more than there is room for.
  ///
  /// @param target where to put the bytes
  /// @return how many bytes; -1 at the end of the stream, 0 only if there is no room in `target`
  /// @throws IOException if the pipe is broken
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends unless bytes are there
  /// @cancel nothing was read
  /// @asyncio none
  public int read(ByteBuffer target) throws IOException {
    Checks.notNull(target, "target");
    check("read");
    return input.read(target);
  }

  /// Reads at least one byte and at most `max`.
  ///
  /// @param max how many bytes at most
  /// @return the bytes; none at the end of the stream, or if `max` is zero
  /// @throws IOException if the pipe is broken
  /// @throws IllegalArgumentException if `max` is negative; all there is comes from [#readAll()]
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends unless bytes are there
  /// @cancel nothing was read
  /// @asyncio `StreamReader.read`
  public byte[] read(int max) throws IOException {
    Checks.notNegative(max, "max");
    check("read");
    return input.read(max);
  }

  /// Reads a number of bytes.
  ///
  /// @param count how many
  /// @return the bytes
  /// @throws IncompleteReadException if the stream ends before; it has the bytes that were there
  /// @throws IOException if the pipe is broken
  /// @throws IllegalArgumentException if `count` is negative
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends until they have come
  /// @cancel nothing was read; what has come is there for the next read
  /// @asyncio `StreamReader.readexactly`
  public byte[] readExactly(int count) throws IOException {
    Checks.notNegative(count, "count");
    check("readExactly");
    return input.readExactly(count);
  }

  /// Reads up to a separator, see [#readUntil(byte\[\]...)].
  ///
  /// @param separators one or more; whichever ends first counts
  /// @return the bytes, with the separator
  /// @throws IncompleteReadException if the stream ends before; it has the bytes that were there
  /// @throws LimitOverrunException if there are more bytes than the read limit before it; they can
  ///   still be read
  /// @throws IOException if the pipe is broken
  /// @suspends until it has come
  /// @cancel nothing was read; what has come is there for the next read
  /// @asyncio `StreamReader.readuntil`
  public byte[] readUntil(String... separators) throws IOException {
    return readUntil(Separators.utf8(separators));
  }

  /// Reads up to a separator.
  ///
  /// @param separators one or more; whichever ends first counts
  /// @return the bytes, with the separator
  /// @throws IncompleteReadException if the stream ends before; it has the bytes that were there
  /// @throws LimitOverrunException if there are more bytes than the read limit before it; they can
  ///   still be read
  /// @throws IOException if the pipe is broken
  /// @throws IllegalArgumentException if there is no separator, or an empty one
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends until it has come
  /// @cancel nothing was read; what has come is there for the next read
  /// @asyncio `StreamReader.readuntil`
  public byte[] readUntil(byte[]... separators) throws IOException {
    var all = Separators.listOf(separators);
    check("readUntil");
    return input.readUntil(all);
  }

  /// Reads a line of UTF-8 text, which ends with `\n` or `\r\n` or with the stream.
  ///
  /// @return the line without its end; null at the end of the stream
  /// @throws LimitOverrunException if there are more bytes than the read limit; they can still be
  ///   read
  /// @throws java.nio.charset.CharacterCodingException if it is not UTF-8; the bytes can still be
  ///   read
  /// @throws IOException if the pipe is broken
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends until it has come
  /// @cancel nothing was read; what has come is there for the next read
  /// @asyncio `StreamReader.readline`
  public @Nullable String readLine() throws IOException {
    check("readLine");
    return input.readLine();
  }

  /// {@return the lines that are left, for a `for` loop; see [#readLine()]}
  ///
  /// Each is read when it is asked for; then an [IOException] comes as an
  /// [java.io.UncheckedIOException].
  ///
  /// @suspends never; the iterator does
  /// @asyncio `async for line in reader`
  public Iterable<String> lines() {
    return () -> new Lines(this::readLine);
  }

  /// Reads all there is until the stream ends.
  ///
  /// The stream ends when the process does, though a process that was started by it may still have
  /// the pipe; what that one writes later is lost. It may also end only then, if a read was waiting
  /// when the process ended.
  ///
  /// @return the bytes
  /// @throws IOException if the pipe is broken
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends until the end of the stream
  /// @cancel nothing was read; what has come is there for the next read
  /// @asyncio `StreamReader.read(-1)`
  public byte[] readAll() throws IOException {
    check("readAll");
    return input.readAll();
  }

  /// {@return whether a read has found the end of the stream and nothing is left}
  ///
  /// @asyncio `StreamReader.at_eof`
  public boolean atEof() {
    check("atEof");
    return input.atEof();
  }

  private void check(String operation) {
    Checks.running(loop, operation);
  }

  /// Ends the stream; who waits finds the end.
  void close() {
    input.end();
    source.close();
  }
}
