package dev.rondo.net;

import dev.rondo.Async;
import dev.rondo.Awaitable;
import dev.rondo.ErrorContext;
import dev.rondo.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A stream of bytes in both directions.
///
/// {@snippet class=dev.rondo.net.NetSnippetsTest region=connect}
///
/// One coroutine may read and another one may write at the same time; a second reader or writer
/// gets an [IllegalStateException]. There is nothing to drain: a write returns when what is not
/// sent yet is little, so whoever writes is as fast as the peer reads.
///
/// A connection belongs to the loop on which it was made, and is to be closed, best by
/// try-with-resources. When the loop ends, what is still open is closed.
///
/// @threads coroutines of its loop; what does not wait may be called by callbacks too
/// @asyncio `asyncio.StreamReader` and `asyncio.StreamWriter` in one
public final class Connection implements AutoCloseable {
  /// How many bytes there may be up to a separator, unless something else is said.
  ///
  /// @asyncio `limit`
  public static final int DEFAULT_READ_LIMIT = 64 * 1024;

  /// How many bytes may wait to be sent.
  ///
  /// @param high a write waits if there are more than these
  /// @param low it returns when there are no more than these
  public record WriteBufferLimits(int high, int low) {}

  private final Loop loop;
  private final TlsSide side;
  private Transport transport;
  final Input input;
  private final Output output;
  private boolean closed;

  /// The same as `transport`, if it encrypts.
  private @Nullable TlsTransport tls;

  Connection(Loop loop, Transport transport, ByteBuffer scratch, int readLimit) {
    this(loop, transport, scratch, readLimit, TlsSide.NAMELESS);
  }

  Connection(Loop loop, Transport transport, ByteBuffer scratch, int readLimit, TlsSide side) {
    this.loop = loop;
    this.side = side;
    this.transport = transport;
    this.input = new Input(transport, scratch, readLimit);
    this.output = new Output(loop, transport);
  }

  /* ---- reading ---- */

  /// Reads at least one byte into `target`, and no more than there is room for.
  ///
  /// @param target where to put the bytes
  /// @return how many bytes; -1 at the end of the stream, 0 only if there is no room in `target`
  /// @throws IOException if the connection is broken
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends unless bytes are left over from an earlier read
  /// @cancel nothing was read
  /// @asyncio `loop.sock_recv_into`
  public int read(ByteBuffer target) throws IOException {
    Checks.notNull(target, "target");
    check("read");
    return input.read(target);
  }

  /// Reads at least one byte and at most `max`.
  ///
  /// @param max how many bytes at most
  /// @return the bytes; none at the end of the stream, or if `max` is zero
  /// @throws IOException if the connection is broken
  /// @throws IllegalArgumentException if `max` is negative; all there is comes from [#readAll()]
  /// @throws IllegalStateException if another coroutine is waiting to read
  /// @suspends unless bytes are left over from an earlier read
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
  /// @throws IOException if the connection is broken
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
  /// @throws IOException if the connection is broken
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
  /// @throws IOException if the connection is broken
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
  /// @throws IOException if the connection is broken
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
  /// @return the bytes
  /// @throws IOException if the connection is broken
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

  /* ---- writing ---- */

  /// Writes all of a buffer.
  ///
  /// @param source the bytes; none are left in it afterwards. It must not be changed before this
  ///   returns, and may be after that
  /// @throws IOException if the connection is broken or closed
  /// @throws IllegalStateException if another coroutine is waiting to write, or the output was shut
  ///   down
  /// @suspends if more is to be sent than the high mark of [#writeBufferLimits()], until no more
  ///   than the low mark is left
  /// @cancel all of it will be sent nevertheless, unless this is closed
  /// @asyncio `StreamWriter.write` and `drain`
  public void write(ByteBuffer source) throws IOException {
    Checks.notNull(source, "source");
    checkOpen("write");
    output.write(source);
  }

  /// Writes bytes, see [#write(ByteBuffer)].
  ///
  /// @param source the bytes
  /// @throws IOException if the connection is broken or closed
  /// @throws IllegalStateException if another coroutine is waiting to write, or the output was shut
  ///   down
  /// @suspends if the peer is slow, see [#write(ByteBuffer)]
  /// @cancel all of it will be sent nevertheless, unless this is closed
  /// @asyncio `StreamWriter.write` and `drain`
  public void write(byte[] source) throws IOException {
    write(ByteBuffer.wrap(Checks.notNull(source, "source")));
  }

  /// Writes text in UTF-8, see [#write(ByteBuffer)].
  ///
  /// @param text the text
  /// @throws IOException if the connection is broken or closed
  /// @throws IllegalStateException if another coroutine is waiting to write, or the output was shut
  ///   down
  /// @suspends if the peer is slow, see [#write(ByteBuffer)]
  /// @cancel all of it will be sent nevertheless, unless this is closed
  /// @asyncio `StreamWriter.write` and `drain`
  public void write(String text) throws IOException {
    write(Checks.notNull(text, "text").getBytes(StandardCharsets.UTF_8));
  }

  /// Writes all of some buffers, in order, as if they were one; see [#write(ByteBuffer)].
  ///
  /// @param sources the bytes; none are left in them afterwards
  /// @throws IOException if the connection is broken or closed
  /// @throws IllegalStateException if another coroutine is waiting to write, or the output was shut
  ///   down
  /// @suspends if the peer is slow, see [#write(ByteBuffer)]
  /// @cancel all of it will be sent nevertheless, unless this is closed
  /// @asyncio `StreamWriter.writelines` and `drain`
  public void writeAll(ByteBuffer... sources) throws IOException {
    var all = Checks.notNull(sources, "sources").clone();
    for (var source : all) {
      Checks.notNull(source, "source");
    }
    checkOpen("writeAll");
    output.writeAll(all);
  }

  /// Sends a file. Worker threads read it, so the loop is not held.
  ///
  /// @param file the file
  /// @return how many bytes that were
  /// @throws IOException if the file cannot be read, or the connection is broken or closed
  /// @throws IllegalStateException if another coroutine is waiting to write, or the output was shut
  ///   down
  /// @suspends always
  /// @cancel a part of the file was sent
  /// @asyncio `loop.sendfile`
  public long sendFile(Path file) throws IOException {
    Checks.notNull(file, "file");
    checkOpen("sendFile");
    return FileSender.send(file, this);
  }

  /// Sends a part of a file, see [#sendFile(Path)]. The position of the channel stays.
  ///
  /// @param file the file
  /// @param offset where to begin
  /// @param count how many bytes at most; less are sent if the file ends before
  /// @return how many bytes that were
  /// @throws IOException if the file cannot be read, or the connection is broken or closed
  /// @throws IllegalArgumentException if `offset` or `count` is negative
  /// @throws IllegalStateException if another coroutine is waiting to write, or the output was shut
  ///   down
  /// @suspends always, if there is something to send
  /// @cancel a part of the file was sent, and `file` may have been closed, as the JDK does when a
  ///   thread is interrupted that reads it
  /// @asyncio `loop.sendfile(offset, count)`
  public long sendFile(FileChannel file, long offset, long count) throws IOException {
    Checks.notNull(file, "file");
    if (offset < 0 || count < 0) {
      throw new IllegalArgumentException(
          "offset and count must be zero or more, but are " + offset + " and " + count);
    }
    checkOpen("sendFile");
    return FileSender.send(file, offset, count, this);
  }

  /// Sets how many bytes may wait to be sent.
  ///
  /// @param high a write waits if there are more than these
  /// @param low it returns when there are no more than these
  /// @throws IllegalArgumentException if not `high >= low >= 0`
  /// @asyncio `WriteTransport.set_write_buffer_limits`
  public void setWriteBufferLimits(int high, int low) {
    check("setWriteBufferLimits");
    output.setLimits(high, low);
  }

  /// {@return how many bytes may wait to be sent; at first 64 KiB and 16 KiB}
  ///
  /// @asyncio `WriteTransport.get_write_buffer_limits`
  public WriteBufferLimits writeBufferLimits() {
    return new WriteBufferLimits(output.high(), output.low());
  }

  /// {@return how many bytes wait to be sent}
  ///
  /// @asyncio `WriteTransport.get_write_buffer_size`
  public long writeBufferSize() {
    check("writeBufferSize");
    return output.size();
  }

  /// {@return whether [#shutdownOutput()] is possible} It is, but for TLSv1.2 and before.
  ///
  /// @asyncio `StreamWriter.can_write_eof`, which is false for all of TLS
  public boolean canShutdownOutput() {
    return tls == null || tls.canShutdownOutput();
  }

  /// Ends the output, after what was written: the peer reads the end of the stream. This side can
  /// go on reading. Has no effect the second time.
  ///
  /// @throws IOException if the connection is broken or closed
  /// @throws UnsupportedOperationException if this is not possible, see [#canShutdownOutput()]
  /// @throws IllegalStateException if [#startTls(TlsOptions)] is under way
  /// @suspends never
  /// @asyncio `StreamWriter.write_eof`
  public void shutdownOutput() throws IOException {
    checkOpen("shutdownOutput");
    if (!canShutdownOutput()) {
      throw new UnsupportedOperationException(
          "TLSv1.2 ends both directions at once; close the connection, or have both sides use"
              + " TLSv1.3");
    }
    output.shutdown();
  }

  /* ---- TLS ---- */

  /// Encrypts this from now on, after what was written is sent. The side that connected is the
  /// client of the handshake, the one that accepted is the server.
  ///
  /// {@snippet class=dev.rondo.net.TlsSnippetsTest region=start_tls}
  ///
  /// The client checks that the certificate is that of the host it connected to, unless the options
  /// say otherwise. If the handshake fails, this is closed.
  ///
  /// @param options how to encrypt
  /// @throws javax.net.ssl.SSLHandshakeException if the peers do not agree, or one does not trust
  ///   the other; the message says why
  /// @throws javax.net.ssl.SSLException if there are unread bytes, which came before the handshake
  ///   and could be of anybody; then this stays open, and they can be read
  /// @throws java.net.SocketTimeoutException if it takes longer than the options allow
  /// @throws IOException if the connection is broken or closed
  /// @throws IllegalArgumentException if a server has no context, or a client does not know whom to
  ///   expect; then this stays open
  /// @throws IllegalStateException if another coroutine is waiting to read or to write, or the
  ///   output was shut down
  /// @suspends always
  /// @cancel this is closed
  /// @threads coroutines of its loop
  /// @asyncio `StreamWriter.start_tls`, `loop.start_tls`
  public void startTls(TlsOptions options) throws IOException {
    Checks.notNull(options, "options");
    checkOpen("startTls");
    Async.currentTask();
    TlsEngines.check(options, side);
    output.hold("startTls");
    try {
      input.hold("startTls");
    } catch (Throwable refused) {
      output.release(transport);
      throw refused;
    }
    try {
      output.awaitFlushed();
      var secured = secure(options);
      transport = secured;
      tls = secured;
    } catch (Throwable failed) {
      abort();
      throw failed;
    } finally {
      output.release(transport);
      input.release(transport);
    }
  }

  private TlsTransport secure(TlsOptions options) throws IOException {
    var host = TlsEngines.serverName(options, side);
    var peer = host == null ? remoteAddress().toString() : host + " at " + remoteAddress();
    try {
      var engine = TlsEngines.create(options, side, remoteAddress());
      var secured = new TlsTransport(loop, transport, engine, peer, options.shutdownTimeout());
      if (!Async.moveOnAfter(options.handshakeTimeout(), secured::handshake)) {
        throw new SocketTimeoutException(
            "the TLS handshake with "
                + peer
                + " took longer than "
                + options.handshakeTimeout()
                + "; does the peer speak TLS there?");
      }
      checkOpen("startTls");
      return secured;
    } catch (SocketTimeoutException late) {
      throw late;
    } catch (IOException failure) {
      checkOpen("startTls");
      throw TlsErrors.handshake(peer, host, failure);
    } catch (RuntimeException misuse) {
      throw misuse;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// {@return what was agreed on in the TLS handshake, among it the peer's certificate; empty if
  /// this is not encrypted}
  ///
  /// @asyncio `StreamWriter.get_extra_info("ssl_object")`, `"peercert"`, `"cipher"`
  public Optional<SSLSession> tls() {
    return tls == null ? Optional.empty() : Optional.of(tls.engine().getSession());
  }

  /// {@return the application protocol that was agreed on in the TLS handshake (ALPN); empty if
  /// none was}
  ///
  /// @asyncio `StreamWriter.get_extra_info("ssl_object").selected_alpn_protocol()`
  public Optional<String> applicationProtocol() {
    var agreed = tls == null ? null : tls.engine().getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? Optional.empty() : Optional.of(agreed);
  }

  /* ---- views ---- */

  /// {@return this as a stream of the JDK, for code that reads from one} Closing it closes this.
  ///
  /// @suspends never; reading does
  /// @asyncio none
  public InputStream inputStream() {
    return new ConnectionInputStream(this, input);
  }

  /// {@return this as a stream of the JDK, for code that writes to one} Closing it closes this. It
  /// has no buffer of its own.
  ///
  /// @suspends never; writing does
  /// @asyncio none
  public OutputStream outputStream() {
    return new ConnectionOutputStream(this);
  }

  /// {@return this as a channel of the JDK} Closing it closes this.
  ///
  /// @suspends never; reading and writing do
  /// @asyncio none
  public ByteChannel channel() {
    return new ConnectionChannel(this);
  }

  /* ---- the socket ---- */

  /// {@return the address of this side}
  ///
  /// @asyncio `StreamWriter.get_extra_info("sockname")`
  public SocketAddress localAddress() {
    return transport.localAddress();
  }

  /// {@return the address of the peer}
  ///
  /// @asyncio `StreamWriter.get_extra_info("peername")`
  public SocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  /// {@return an option of the socket}
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param <T> the type of its value
  /// @throws IOException if this is closed
  /// @throws UnsupportedOperationException if this kind of socket does not have it
  /// @asyncio `StreamWriter.get_extra_info("socket").getsockopt`
  public <T> T option(SocketOption<T> option) throws IOException {
    Checks.notNull(option, "option");
    checkOpen("option");
    return transport.option(option);
  }

  /// Sets an option of the socket.
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param value its value
  /// @param <T> the type of its value
  /// @throws IOException if this is closed
  /// @throws UnsupportedOperationException if this kind of socket does not have it
  /// @asyncio `StreamWriter.get_extra_info("socket").setsockopt`
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    Checks.notNull(option, "option");
    Checks.notNull(value, "value");
    checkOpen("setOption");
    transport.setOption(option, value);
  }

  /* ---- the end ---- */

  /// Closes this, after what was written is sent. A coroutine that waits to read finds the end of
  /// the stream. Closing twice has no effect.
  ///
  /// With TLS the end is told to the peer, and the peer's end is awaited, within the shutdown
  /// timeout of the options; what comes meanwhile is dropped.
  ///
  /// A callback, which cannot wait, may call this too; then the rest is done afterwards.
  ///
  /// @throws IOException if what was written could not be sent and nobody has been told so yet
  /// @suspends while there is something to send, or a peer that has to answer
  /// @cancel this is closed, what was not sent is dropped
  /// @asyncio `StreamWriter.close` and `wait_closed`
  @Override
  public void close() throws IOException {
    if (!Checks.isCoroutine()) {
      closeSoon();
      return;
    }
    beginClose();
    try {
      if (!output.isFlushed()) {
        var _ = output.flushed().await();
      }
      transport.farewell();
    } catch (Throwable cancelled) {
      abort();
      throw cancelled;
    }
    transport.close();
    output.throwUnseenFailure();
  }

  /// Closes this after what was written is sent, without waiting for that.
  void closeSoon() {
    beginClose();
    if (output.isFlushed()) {
      finish();
    } else {
      output.onceFlushed(this::finish);
    }
  }

  /// The end of a close that cannot wait.
  private void finish() {
    if (tls == null) {
      abort();
    } else {
      loop.createTask("close " + this, Awaitable.of(this::finishInTask));
    }
  }

  private void finishInTask() {
    try {
      transport.farewell();
    } catch (IOException lost) {
      if (loop.debug()) {
        loop.callExceptionHandler(
            new ErrorContext("Not all was sent to " + this, Optional.of(lost), Optional.empty()));
      }
    } finally {
      abort();
    }
  }

  private void beginClose() {
    check("close");
    closed = true;
    input.end();
  }

  /// Closes this at once; what was not sent is dropped. A coroutine that waits to read finds the
  /// end of the stream, one that waits to write gets an [IOException].
  ///
  /// The peer reads what it was sent before, and then the end. For it to find a "Connection reset",
  /// set [java.net.StandardSocketOptions#SO_LINGER] to 0 first.
  ///
  /// @suspends never
  /// @asyncio `WriteTransport.abort`
  public void abort() {
    check("abort");
    closed = true;
    input.end();
    output.abort();
    try {
      transport.close();
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException("cannot close " + this, broken);
    }
  }

  /// {@return whether this was closed, though it may still be sending}
  ///
  /// @asyncio `StreamWriter.is_closing`
  public boolean isClosed() {
    return closed;
  }

  void check(String operation) {
    Checks.running(loop, operation);
  }

  private void checkOpen(String operation) throws IOException {
    check(operation);
    if (closed) {
      throw new SocketException(operation + "() on " + this + ", which is closed");
    }
  }

  /// {@return both addresses and the state, for people}
  @Override
  public String toString() {
    return "Connection["
        + localAddress()
        + " to "
        + remoteAddress()
        + (closed ? ", closed" : "")
        + "]";
  }
}
