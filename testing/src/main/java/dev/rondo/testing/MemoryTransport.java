package dev.rondo.testing;

import dev.rondo.LoopClock;
import dev.rondo.TimerHandle;
import dev.rondo.net.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// One end of a connection of a [MemoryNetwork]. It does what TCP does, with a network between both
/// ends: what one end does, the other one notices later.
final class MemoryTransport implements Transport {
  private final MemoryLink link;
  private final BytePipe in;
  private final BytePipe out;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private final MemorySocketOptions options;
  private @Nullable Runnable writer;
  private @Nullable TimerHandle reset;
  private boolean outputShut;
  private boolean closed;

  MemoryTransport(
      MemoryLink link, BytePipe in, BytePipe out, MemoryLink.End end, SocketAddress remoteAddress) {
    this.link = link;
    this.in = in;
    this.out = out;
    this.localAddress = end.address();
    this.remoteAddress = remoteAddress;
    this.options = end.options();
    out.onRoom(this::tellWriter);
  }

  boolean isClosed() {
    return closed;
  }

  private long now() {
    return link.loop.time();
  }

  /* ---- reading ---- */

  private boolean isReadable() {
    return closed || link.isBroken() || in.arrival() <= now();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (closed) {
      return -1;
    }
    if (link.isBroken()) {
      throw new SocketException("Connection reset");
    }
    if (!isReadable() || !target.hasRemaining()) {
      return 0;
    }
    if (in.isBroken()) {
      throw new SocketException("Connection reset");
    }
    return in.take(target, Integer.MAX_VALUE);
  }

  @Override
  public void awaitReadable() {
    if (!isReadable()) {
      in.awaitReadable();
    }
  }

  @Override
  public void wakeReader() {
    in.wakeReader();
  }

  /* ---- writing ---- */

  @Override
  public void write(ByteBuffer source) throws IOException {
    checkWritable();
    if (!source.hasRemaining()) {
      return;
    }
    link.sent(out.put(source));
    if (link.isBroken()) {
      throw new SocketException("Connection reset");
    }
    if (link.peerOf(this).closed) {
      in.putReset(out.lastArrival()); // nobody is there to take it, which is known here later
    }
  }

  private void checkWritable() throws IOException {
    if (closed || outputShut) {
      throw new ClosedChannelException();
    }
    if (link.isBroken()) {
      throw new SocketException("Connection reset");
    }
    if (in.resetArrival() <= now()) {
      throw in.isEnded() ? new IOException("Broken pipe") : new SocketException("Connection reset");
    }
  }

  @Override
  public void onceWritable(Runnable action) {
    writer = action;
    tellWriter();
  }

  private boolean isWritable() {
    return closed || link.isBroken() || !out.isFull() || in.resetArrival() <= now();
  }

  /// Calls who waits to write, if that makes sense now; or later, if the end comes later.
  void tellWriter() {
    if (reset != null) {
      reset.cancel();
      reset = null;
    }
    var action = writer;
    if (action == null) {
      return;
    }
    if (isWritable()) {
      writer = null;
      link.loop.callSoon(action);
    } else if (in.resetArrival() != LoopClock.NEVER) {
      reset = link.loop.callAt(in.resetArrival(), this::tellWriter);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    checkWritable();
    outputShut = true;
    out.putEnd();
  }

  /* ---- the end ---- */

  @Override
  public void close() {
    close(options.dropsOnClose());
  }

  /// Closes this, and lets the peer see that as a failure.
  void reset() {
    close(true);
  }

  private void close(boolean failing) {
    if (closed) {
      return;
    }
    closed = true;
    if (!link.isBroken()) {
      tellPeer(failing);
    }
    in.clear();
    tellWriter();
    link.closed(this);
  }

  /// As TCP does, this is a failure for the peer if bytes are lost that it has sent.
  private void tellPeer(boolean failing) {
    var lost = in.hasBytes();
    var known = in.arrival() <= now();
    if (failing || (lost && known)) {
      out.putReset(0);
    } else {
      if (!outputShut) {
        out.putEnd();
      }
      if (lost) {
        out.putReset(in.arrival());
      }
    }
    link.peerOf(this).tellWriter();
  }

  /* ---- looking ---- */

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    checkOpen();
    return options.get(option);
  }

  @Override
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    checkOpen();
    options.set(option, value);
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
