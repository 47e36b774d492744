package dev.rondo.testing;

import dev.rondo.Async;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;

/// One end of a connection in memory, see [MemoryStreams].
///
/// One coroutine may read while another one writes. As a channel of `java.nio` it can be given to
/// [java.nio.channels.Channels] and all that reads and writes channels.
///
/// @threads the coroutines of one loop
/// @asyncio none; `trio.testing.memory_stream_pair`
public final class MemoryStream implements ByteChannel {
  /// What both ends share.
  static final class Link {
    private boolean broken;

    Link(boolean broken) {
      this.broken = broken;
    }
  }

  private final Link link;
  private final BytePipe in;
  private final BytePipe out;

  /// How many bytes can be read until the connection breaks.
  private long leftToFault;

  private boolean closed;
  private boolean outputClosed;
  private boolean peerClosed;
  private MemoryStream peer = this;

  MemoryStream(Link link, BytePipe in, BytePipe out, long faultAfter) {
    this.link = link;
    this.in = in;
    this.out = out;
    this.leftToFault = faultAfter;
  }

  void connect(MemoryStream other) {
    peer = other;
  }

  /// Reads some bytes, waiting until there are any.
  ///
  /// @param target where they go
  /// @return how many, at least one unless `target` is full; -1 when the peer has closed its output
  ///   and all was read
  /// @throws IOException if the connection is broken
  /// @throws ClosedChannelException if this is closed, also meanwhile
  /// @throws ReadPendingException if another coroutine is reading
  /// @suspends if nothing has arrived
  /// @cancel nothing was read
  @Override
  public int read(ByteBuffer target) throws IOException {
    Async.currentTask();
    if (in.hasReader()) {
      throw new ReadPendingException();
    }
    checkUsable(closed);
    if (!target.hasRemaining()) {
      return 0;
    }
    while (in.arrival() > Async.runningLoop().time()) {
      in.awaitReadable();
      checkNotClosedMeanwhile(closed);
    }
    var count = in.take(target, (int) Math.min(leftToFault, Integer.MAX_VALUE));
    leftToFault -= Math.max(count, 0);
    if (leftToFault == 0) {
      breakLink();
    }
    return count;
  }

  /// Reads some bytes, waiting until there are any.
  ///
  /// @param max how many at most
  /// @return the bytes, at least one; none when the peer has closed its output and all was read
  /// @throws IllegalArgumentException if `max` is not positive
  /// @throws IOException if the connection is broken or this is closed
  /// @suspends if nothing has arrived
  /// @cancel nothing was read
  public byte[] read(int max) throws IOException {
    if (max <= 0) {
      throw new IllegalArgumentException("max must be positive, but is " + max);
    }
    var target = ByteBuffer.allocate(max);
    read(target);
    var bytes = new byte[target.position()];
    target.flip().get(bytes);
    return bytes;
  }

  /// Writes some bytes, waiting until there is room for any.
  ///
  /// @param source the bytes
  /// @return how many were written, at least one unless `source` is empty
  /// @throws IOException if the peer is closed, or the connection broken
  /// @throws ClosedChannelException if this or its output is closed, also meanwhile
  /// @throws WritePendingException if another coroutine is writing
  /// @suspends if the connection is full
  /// @cancel nothing was written
  @Override
  public int write(ByteBuffer source) throws IOException {
    Async.currentTask();
    if (out.hasWriter()) {
      throw new WritePendingException();
    }
    checkUsable(outputClosed);
    checkPeer();
    if (!source.hasRemaining()) {
      return 0;
    }
    while (out.isFull()) {
      out.awaitWritable();
      checkNotClosedMeanwhile(outputClosed);
      checkPeer();
    }
    return out.put(source);
  }

  /// Writes all bytes, waiting as often as it takes.
  ///
  /// @param bytes the bytes
  /// @throws IOException if the peer is closed, the connection broken, or this is closed
  /// @suspends if the connection is full
  /// @cancel some bytes may have been written
  public void writeAll(byte[] bytes) throws IOException {
    var source = ByteBuffer.wrap(bytes);
    do {
      write(source);
    } while (source.hasRemaining());
  }

  private void checkUsable(boolean isClosed) throws IOException {
    if (isClosed) {
      throw new ClosedChannelException();
    }
    checkLink();
  }

  private void checkNotClosedMeanwhile(boolean isClosed) throws IOException {
    if (isClosed) {
      throw new AsynchronousCloseException();
    }
    checkLink();
  }

  private void checkLink() throws IOException {
    if (link.broken) {
      throw new IOException("Connection reset");
    }
  }

  private void checkPeer() throws IOException {
    if (peerClosed) {
      throw new IOException("Broken pipe");
    }
  }

  private void breakLink() {
    link.broken = true;
    in.clear();
    out.clear();
  }

  /// Ends what this writes; the peer reads the end after all that was written. Reading goes on.
  ///
  /// @suspends never
  public void shutdownOutput() {
    if (!outputClosed) {
      outputClosed = true;
      if (!peerClosed && !link.broken) {
        out.putEnd();
      }
      out.wakeAll();
    }
  }

  /// Closes this: the peer reads the end after all that was written, and can write no more. What
  /// has not been read here is lost. Closing twice has no effect.
  ///
  /// @suspends never
  @Override
  public void close() {
    if (!closed) {
      shutdownOutput();
      closed = true;
      peer.peerClosed = true;
      in.clear();
    }
  }

  /// Breaks the connection: both ends fail from now on, and what is on its way is lost.
  ///
  /// @suspends never
  public void abort() {
    if (!closed) {
      breakLink();
      close();
    }
  }

  /// {@return whether this is not closed}
  ///
  /// @suspends never
  @Override
  public boolean isOpen() {
    return !closed;
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "MemoryStream["
        + (closed ? "closed" : outputClosed ? "output closed" : "open")
        + (link.broken ? ", broken]" : "]");
  }
}
