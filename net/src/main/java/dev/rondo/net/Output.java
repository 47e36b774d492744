package dev.rondo.net;

import dev.rondo.Event;
import dev.rondo.Loop;
import dev.rondo.Promise;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The writing side of a connection: sends what there is room for, keeps the rest, and sends that
/// in callbacks.
///
/// What is kept was copied, for it may be changed by its owner. A write that has to wait keeps its
/// buffers as they are while it waits, and only what is left when it returns is copied.
final class Output {
  static final int DEFAULT_HIGH = 64 * 1024;

  private final Loop loop;
  private Transport transport;
  private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>(1);

  /// How many bytes are in `queue`.
  private long queued;

  /// What the write that waits has not sent.
  private ByteBuffer @Nullable [] borrowed;

  /// Resumes the write that waits.
  private @Nullable Promise<@Nullable Void> writer;

  /// Set while nothing is queued and while nothing will be sent any more; null until needed.
  private @Nullable Event flushed;

  /// Called, once, when nothing is queued or nothing will be sent any more.
  private @Nullable Runnable onFlushed;

  private int high = DEFAULT_HIGH;
  private int low = DEFAULT_HIGH / 4;
  private boolean armed;
  private boolean ending;

  /// Whether a handshake is under way.
  private boolean held;

  private @Nullable IOException failure;
  private boolean failureSeen;

  Output(Loop loop, Transport transport) {
    this.loop = loop;
    this.transport = transport;
  }

  /* ---- water marks ---- */

  void setLimits(int newHigh, int newLow) {
    if (newHigh < newLow || newLow < 0) {
      throw new IllegalArgumentException(
          "high (" + newHigh + ") must be >= low (" + newLow + ") must be >= 0");
    }
    high = newHigh;
    low = newLow;
  }

  int high() {
    return high;
  }

  int low() {
    return low;
  }

  /// How many bytes are not sent yet.
  long size() {
    return queued + remaining(borrowed);
  }

  private static long remaining(ByteBuffer @Nullable [] buffers) {
    var sum = 0L;
    if (buffers != null) {
      for (var buffer : buffers) {
        sum += buffer.remaining();
      }
    }
    return sum;
  }

  /* ---- writing ---- */

  void write(ByteBuffer source) throws IOException {
    checkWritable("write");
    if (queued == 0) {
      try {
        transport.write(source);
      } catch (IOException broken) {
        throw seen(broken);
      }
    }
    if (source.hasRemaining()) {
      keep(source);
    }
  }

  void writeAll(ByteBuffer[] sources) throws IOException {
    checkWritable("writeAll");
    if (queued == 0) {
      try {
        transport.write(sources);
      } catch (IOException broken) {
        throw seen(broken);
      }
    }
    if (remaining(sources) > 0) {
      keep(sources);
    }
  }

  private void checkWritable(String operation) throws IOException {
    if (ending) {
      throw new IllegalStateException(
          "Cannot call " + operation + "() after shutdownOutput(); nothing can be sent any more");
    }
    throwFailure();
    checkNotHeld(operation);
    if (writer != null) {
      throw new IllegalStateException(
          operation
              + "() called while another coroutine is already waiting to write; let one coroutine"
              + " write, or hold a Lock around each write");
    }
  }

  private void keep(ByteBuffer... sources) throws IOException {
    if (queued + remaining(sources) > high) {
      sendWhileWaiting(sources);
    } else {
      enqueue(sources);
      arm();
    }
  }

  private void sendWhileWaiting(ByteBuffer[] sources) throws IOException {
    var promise = loop.<@Nullable Void>createPromise();
    writer = promise;
    borrowed = sources;
    arm();
    try {
      promise.await();
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    } finally {
      if (writer == promise) {
        giveBack();
      }
    }
  }

  /// Copies what the write that waits has not sent, and lets it go.
  private void giveBack() {
    writer = null;
    var rest = borrowed;
    borrowed = null;
    if (rest != null) {
      enqueue(rest);
    }
  }

  private void enqueue(ByteBuffer[] sources) {
    var size = remaining(sources);
    if (size > 0) {
      var copy = ByteBuffer.allocate(Math.toIntExact(size));
      for (var source : sources) {
        copy.put(source);
      }
      queue.add(copy.flip());
      queued += size;
    }
  }

  /* ---- sending what is kept ---- */

  private void arm() {
    if (!armed) {
      armed = true;
      transport.onceWritable(this::flush);
    }
  }

  private void flush() {
    armed = false;
    if (failure != null) {
      return;
    }
    try {
      if (sendQueue() && borrowed != null) {
        transport.write(borrowed);
      }
      if (size() == 0 && ending) {
        transport.shutdownOutput();
      }
    } catch (IOException broken) {
      fail(broken);
      return;
    }
    var waiting = writer;
    if (waiting != null && size() <= low) {
      giveBack();
      if (!waiting.done()) {
        waiting.setResult(null);
      }
    }
    if (size() > 0) {
      arm();
    } else {
      tellFlushed();
    }
  }

  /// Sends what was copied.
  ///
  /// @return whether all of it was sent
  private boolean sendQueue() throws IOException {
    for (var first = queue.peek(); first != null; first = queue.peek()) {
      var before = first.remaining();
      transport.write(first);
      queued -= before - first.remaining();
      if (first.hasRemaining()) {
        return false;
      }
      queue.remove();
    }
    return true;
  }

  /* ---- another transport ---- */

  /// Lets nobody write, for a handshake.
  void hold(String operation) throws IOException {
    checkWritable(operation);
    held = true;
  }

  private void checkNotHeld(String operation) {
    if (held) {
      throw new IllegalStateException(
          operation + "() called during startTls(); wait until it has returned");
    }
  }

  /// Waits until all is sent.
  void awaitFlushed() throws IOException {
    if (!isFlushed()) {
      flushed().await();
    }
    throwFailure();
  }

  /// Ends the hold, and goes on with a transport.
  void release(Transport next) {
    held = false;
    transport = next;
  }

  /* ---- the end ---- */

  /// Ends the output once all is sent.
  void shutdown() throws IOException {
    if (ending) {
      return;
    }
    checkNotHeld("shutdownOutput");
    throwFailure();
    ending = true;
    if (size() == 0) {
      try {
        transport.shutdownOutput();
      } catch (IOException broken) {
        throw seen(broken);
      }
    }
  }

  /// Whether there is nothing left to send, or no way to.
  boolean isFlushed() {
    return failure != null || size() == 0;
  }

  /// Set when [#isFlushed()].
  Event flushed() {
    var event = flushed;
    if (event == null) {
      event = new Event();
      flushed = event;
    }
    if (isFlushed()) {
      event.set();
    } else {
      event.clear();
    }
    return event;
  }

  void onceFlushed(Runnable action) {
    onFlushed = action;
  }

  /// Drops what was not sent; nothing can be written from now on. Whoever does so need not be told
  /// of a failure: a close that fails has thrown it.
  void abort() {
    if (failure == null) {
      fail(new SocketException("the connection is closed; nothing can be sent any more"));
    }
    failureSeen = true;
  }

  private void fail(IOException broken) {
    failure = broken;
    queue.clear();
    queued = 0;
    borrowed = null;
    var waiting = writer;
    writer = null;
    if (waiting != null && !waiting.done()) {
      failureSeen = true;
      waiting.setException(broken);
    }
    tellFlushed();
  }

  private void tellFlushed() {
    if (flushed != null) {
      flushed.set();
    }
    var action = onFlushed;
    if (action != null) {
      onFlushed = null;
      action.run();
    }
  }

  private IOException seen(IOException broken) {
    fail(broken);
    failureSeen = true;
    return broken;
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      failureSeen = true;
      throw failure;
    }
  }

  /// Throws a failure that nobody was told of, though bytes were lost.
  void throwUnseenFailure() throws IOException {
    if (!failureSeen) {
      throwFailure();
    }
  }
}
