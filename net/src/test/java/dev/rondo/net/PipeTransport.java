package dev.rondo.net;

import dev.rondo.Async;
import dev.rondo.Loop;
import dev.rondo.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One end of a connection in memory, which a test can make narrow, cut and garble.
final class PipeTransport implements Transport {
  private final Loop loop;
  private @Nullable PipeTransport other;

  /// What the other end has written, and this one has not read.
  private final Bytes received = new Bytes();

  private @Nullable Promise<@Nullable Void> reader;
  private @Nullable Runnable writer;
  private boolean ended;
  boolean closed;

  /// How many bytes may be on their way to this end.
  private int capacity = Integer.MAX_VALUE;

  /// How many bytes are read or written at once.
  private int piece = Integer.MAX_VALUE;

  private boolean garbling;
  private boolean broken;

  private PipeTransport(Loop loop) {
    this.loop = loop;
  }

  /// A new end; [#other()] is the other one.
  static PipeTransport open(Loop loop) {
    var one = new PipeTransport(loop);
    var other = new PipeTransport(loop);
    one.other = other;
    other.other = one;
    return one;
  }

  PipeTransport other() {
    return java.util.Objects.requireNonNull(other);
  }

  Connection connection(TlsSide side) {
    return new Connection(
        loop, this, ByteBuffer.allocate(64 * 1024), Connection.DEFAULT_READ_LIMIT, side);
  }

  /* ---- what a test does ---- */

  void setCapacity(int bytes) {
    capacity = bytes;
    other().signalWritable();
  }

  void setPiece(int bytes) {
    piece = bytes;
  }

  /// Ends what comes to this end, without a word of TLS.
  void cut() {
    ended = true;
    wakeReader();
  }

  /// Changes a bit of each piece that is written from now on.
  void garble() {
    garbling = true;
  }

  /// As if the peer had reset the connection.
  void reset() {
    broken = true;
    wakeReader();
    signalWritable();
  }

  boolean isAwaited() {
    return reader != null;
  }

  int unread() {
    return received.size();
  }

  /* ---- what a connection does ---- */

  @Override
  public int read(ByteBuffer target) throws IOException {
    throwIfBroken();
    if (closed || (ended && received.isEmpty())) {
      return -1;
    }
    var count = Math.min(piece, Math.min(target.remaining(), received.size()));
    received.takeInto(target.slice(target.position(), count));
    target.position(target.position() + count);
    other().signalWritable();
    return count;
  }

  private void throwIfBroken() throws IOException {
    if (broken) {
      throw new SocketException("Connection reset");
    }
  }

  @Override
  public void awaitReadable() {
    if (closed || ended || broken || !received.isEmpty()) {
      Async.yieldNow(); // as the loop does, which asks the selector once in each pass
      return;
    }
    var promise = loop.<@Nullable Void>createPromise();
    reader = promise;
    try {
      Waits.awaitSignal(promise);
    } finally {
      if (reader == promise) {
        reader = null;
      }
    }
  }

  @Override
  public void wakeReader() {
    var promise = reader;
    reader = null;
    if (promise != null && !promise.done()) {
      promise.setResult(null);
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    throwIfBroken();
    if (other().closed) {
      throw new SocketException("Broken pipe");
    }
    var room = other().capacity - other().received.size();
    var count = Math.max(0, Math.min(Math.min(piece, room), source.remaining()));
    if (count == 0) {
      return;
    }
    var bytes = new byte[count];
    source.get(bytes);
    if (garbling) {
      bytes[count - 1] ^= 1;
    }
    other().received.append(ByteBuffer.wrap(bytes));
    other().wakeReader();
  }

  @Override
  public void onceWritable(Runnable action) {
    writer = action;
    if (closed || broken || other().closed || other().capacity > other().received.size()) {
      signalWritable();
    }
  }

  private void signalWritable() {
    var action = writer;
    if (action != null) {
      writer = null;
      loop.callSoon(action);
    }
  }

  @Override
  public void shutdownOutput() {
    other().cut();
  }

  @Override
  public void close() {
    closed = true;
    wakeReader();
    signalWritable();
    other().cut();
    other().signalWritable();
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
