package dev.rondo.net;

import dev.rondo.Loop;
import dev.rondo.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A transport that a test feeds by hand, and that takes as much as the test lets it.
final class FedTransport implements Transport {
  private final Loop loop;
  private final ArrayDeque<ByteBuffer> incoming = new ArrayDeque<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private @Nullable Promise<@Nullable Void> reader;
  private @Nullable Runnable writer;
  private boolean ended;
  private @Nullable IOException readFailure;
  private @Nullable IOException writeFailure;
  private long room = Long.MAX_VALUE;
  private int largestPiece = Integer.MAX_VALUE;
  boolean outputShut;
  int closes;

  FedTransport(Loop loop) {
    this.loop = loop;
  }

  Connection connection(int readLimit) {
    return new Connection(loop, this, ByteBuffer.allocate(64 * 1024), readLimit);
  }

  Connection connection() {
    return connection(Connection.DEFAULT_READ_LIMIT);
  }

  /* ---- what a test does ---- */

  void feed(String... chunks) {
    for (var chunk : chunks) {
      incoming.add(ByteBuffer.wrap(chunk.getBytes(StandardCharsets.UTF_8)));
    }
    wakeReader();
  }

  void feed(ByteBuffer chunk) {
    incoming.add(chunk);
    wakeReader();
  }

  void feedEof() {
    ended = true;
    wakeReader();
  }

  void failReads(IOException failure) {
    readFailure = failure;
    wakeReader();
  }

  void failWrites(IOException failure) {
    writeFailure = failure;
    signalWritable();
  }

  /// Lets no more than `bytes` be written from now on.
  void setRoom(long bytes) {
    room = bytes;
    if (bytes > 0) {
      signalWritable();
    }
  }

  /// Lets no more than `bytes` through at a time, in both directions.
  void setLargestPiece(int bytes) {
    largestPiece = bytes;
  }

  void wakeWithoutReason() {
    wakeReader();
    signalWritable();
  }

  private void signalWritable() {
    var action = writer;
    if (action != null) {
      writer = null;
      loop.callSoon(action);
    }
  }

  String sent() {
    return sent.toString(StandardCharsets.UTF_8);
  }

  int sentBytes() {
    return sent.size();
  }

  /// What was fed and not read by the connection.
  String rest() {
    var text = new StringBuilder();
    for (var chunk : incoming) {
      text.append(StandardCharsets.UTF_8.decode(chunk.duplicate()));
    }
    return text.toString();
  }

  boolean isAwaited() {
    return reader != null;
  }

  /* ---- what a connection does ---- */

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (readFailure != null) {
      throw readFailure;
    }
    var first = incoming.peek();
    if (first == null) {
      return ended || closes > 0 ? -1 : 0;
    }
    var count = Math.min(largestPiece, Math.min(first.remaining(), target.remaining()));
    target.put(first.slice(first.position(), count));
    first.position(first.position() + count);
    if (!first.hasRemaining()) {
      incoming.remove();
    }
    return count;
  }

  @Override
  public void awaitReadable() {
    if (!incoming.isEmpty() || ended || readFailure != null || closes > 0) {
      return;
    }
    var promise = loop.<@Nullable Void>createPromise();
    reader = promise;
    try {
      Waits.awaitSignal(promise);
    } finally {
      reader = null;
    }
  }

  @Override
  public void wakeReader() {
    var promise = reader;
    if (promise != null && !promise.done()) {
      promise.setResult(null);
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    if (writeFailure != null) {
      throw writeFailure;
    }
    var count = (int) Math.min(Math.min(room, largestPiece), source.remaining());
    for (var index = 0; index < count; index++) {
      sent.write(source.get());
    }
    room -= count;
  }

  @Override
  public void onceWritable(Runnable action) {
    writer = action;
    if (room > 0 || writeFailure != null) {
      signalWritable();
    }
  }

  @Override
  public void shutdownOutput() {
    outputShut = true;
  }

  @Override
  public void close() {
    closes++;
    wakeReader();
  }

  @Override
  public SocketAddress localAddress() {
    return InetSocketAddress.createUnresolved("here", 1);
  }

  @Override
  public SocketAddress remoteAddress() {
    return InetSocketAddress.createUnresolved("there", 2);
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    throw new UnsupportedOperationException(option.name());
  }

  @Override
  public <T> void setOption(SocketOption<T> option, T value) {
    throw new UnsupportedOperationException(option.name());
  }
}
