package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.Loop;
import dev.rondo.LoopClock;
import dev.rondo.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Bytes on their way in one direction.
final class BytePipe {
  /// Some bytes, or the end if there are none, and when they arrive.
  private record Parcel(ByteBuffer bytes, long arrival) {}

  private final MemoryStreams.Options options;
  private final SplittableRandom random;
  private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();
  private int size;
  private long read;
  private long lastArrival;
  private @Nullable Promise<Boolean> reader;
  private @Nullable Promise<Boolean> writer;

  BytePipe(MemoryStreams.Options options, SplittableRandom random) {
    this.options = options;
    this.random = random;
  }

  boolean isFull() {
    return size == options.capacity();
  }

  boolean hasReader() {
    return reader != null;
  }

  boolean hasWriter() {
    return writer != null;
  }

  /// Whether so many bytes were read that the connection breaks.
  boolean isFaulty() {
    return read >= options.faultAfter();
  }

  /// Takes bytes in, not more than fit.
  ///
  /// @return how many
  int put(ByteBuffer source) {
    var count = chunk(Math.min(source.remaining(), options.capacity() - size));
    var bytes = ByteBuffer.allocate(count);
    bytes.put(source.slice(source.position(), count)).flip();
    source.position(source.position() + count);
    size += count;
    send(bytes);
    return count;
  }

  /// Sends the end after all that was sent.
  void putEnd() {
    send(ByteBuffer.allocate(0));
  }

  private void send(ByteBuffer bytes) {
    var least = options.minDelay().toNanos();
    var greatest = options.maxDelay().toNanos();
    var delay = least == greatest ? least : random.nextLong(least, greatest + 1);
    lastArrival = Math.max(lastArrival, delay == 0 ? 0 : Async.runningLoop().time() + delay);
    parcels.add(new Parcel(bytes, lastArrival));
    wake(reader);
  }

  /// When there is something to read; [LoopClock#NEVER] if nothing is on its way.
  long arrival() {
    return parcels.isEmpty() ? LoopClock.NEVER : parcels.getFirst().arrival;
  }

  /// Gives bytes out that have arrived.
  ///
  /// @return how many; -1 at the end
  int take(ByteBuffer target) {
    var bytes = parcels.getFirst().bytes;
    if (!bytes.hasRemaining()) {
      return -1; // and stays there, for who asks again
    }
    var left = options.faultAfter() - read;
    var count = chunk((int) Math.min(left, Math.min(target.remaining(), bytes.remaining())));
    target.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    if (!bytes.hasRemaining()) {
      parcels.removeFirst();
    }
    size -= count;
    read += count;
    wake(writer);
    return count;
  }

  private int chunk(int most) {
    var limit = Math.min(most, options.chunk());
    return options.chunk() == Integer.MAX_VALUE || limit <= 1
        ? limit
        : random.nextInt(1, limit + 1);
  }

  /// Drops everything; nobody will read it.
  void clear() {
    parcels.clear();
    size = 0;
    wakeAll();
  }

  void wakeAll() {
    wake(reader);
    wake(writer);
  }

  private static void wake(@Nullable Promise<Boolean> waiting) {
    if (waiting != null && !waiting.done()) {
      waiting.setResult(true);
    }
  }

  /// Waits until there may be something to read.
  void awaitReadable() {
    var loop = Async.runningLoop();
    Promise<Boolean> promise = loop.createPromise();
    reader = promise;
    try {
      awaitUntil(loop, arrival(), promise);
    } finally {
      reader = null;
    }
  }

  private static void awaitUntil(Loop loop, long when, Promise<Boolean> promise) {
    if (when == LoopClock.NEVER) {
      await(promise);
      return;
    }
    var timer = loop.callAt(when, () -> wake(promise));
    try {
      await(promise);
    } finally {
      timer.cancel();
    }
  }

  /// Waits until there may be room to write.
  void awaitWritable() {
    Promise<Boolean> promise = Async.runningLoop().createPromise();
    writer = promise;
    try {
      await(promise);
    } finally {
      writer = null;
    }
  }

  private static void await(Promise<Boolean> promise) {
    try {
      promise.await();
    } catch (Exception impossible) {
      throw new AssertionError("nobody fails this promise", impossible);
    }
  }
}
