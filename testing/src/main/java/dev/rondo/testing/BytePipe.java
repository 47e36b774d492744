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
///
/// Nothing happens when something arrives; it is there for whoever looks from then on, and only who
/// waits sets a timer. So a pipe that nobody uses any more leaves nothing behind.
final class BytePipe {
  /// What is sent at a time, where that takes time.
  private static final int SEGMENT = 1_460;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private enum Kind {
    BYTES,
    END,
    RESET
  }

  private static final class Parcel {
    private final Kind kind;
    private final ByteBuffer bytes;

    /// When it can be taken; [LoopClock#NEVER] while the pipe is frozen.
    private long arrival;

    Parcel(Kind kind, ByteBuffer bytes, long arrival) {
      this.kind = kind;
      this.bytes = bytes;
      this.arrival = arrival;
    }
  }

  private final PipeProperties properties;
  private final SplittableRandom random;
  private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();
  private int size;
  private long lastDeparture;
  private long lastArrival;
  private boolean ended;
  private boolean frozen;
  private @Nullable Promise<Boolean> reader;
  private @Nullable Promise<Boolean> writer;
  private Runnable onRoom = () -> {};

  BytePipe(PipeProperties properties, SplittableRandom random) {
    this.properties = properties;
    this.random = random;
  }

  /// Has `action` called whenever there is more room.
  void onRoom(Runnable action) {
    onRoom = action;
  }

  boolean isFull() {
    return size == properties.capacity();
  }

  boolean hasReader() {
    return reader != null;
  }

  boolean hasWriter() {
    return writer != null;
  }

  /* ---- in ---- */

  /// Takes bytes in, not more than fit.
  ///
  /// @return how many
  int put(ByteBuffer source) {
    var room = Math.min(source.remaining(), properties.capacity() - size);
    var count = properties.written().choose(room, random);
    var whole = properties.bytesPerSecond() == PipeProperties.UNLIMITED;
    for (var left = count; left > 0; ) {
      var length = whole ? left : Math.min(left, SEGMENT);
      var bytes = ByteBuffer.allocate(length);
      bytes.put(source.slice(source.position(), length)).flip();
      source.position(source.position() + length);
      left -= length;
      send(Kind.BYTES, bytes);
    }
    size += count;
    return count;
  }

  /// Sends the end after all that was sent.
  void putEnd() {
    ended = true;
    send(Kind.END, NOTHING);
  }

  /// Sends that the other end is gone, after all that was sent. Nothing is sent after that.
  ///
  /// @param since when this sets out; now at the earliest
  void putReset(long since) {
    if (!hasReset()) {
      lastArrival = Math.max(lastArrival, since == 0 ? 0 : since + properties.delay(random));
      send(Kind.RESET, NOTHING);
    }
  }

  private void send(Kind kind, ByteBuffer bytes) {
    parcels.add(new Parcel(kind, bytes, frozen ? LoopClock.NEVER : arrivalOf(bytes)));
    Signals.send(reader);
  }

  private long arrivalOf(ByteBuffer bytes) {
    lastArrival = Math.max(lastArrival, travel(bytes.remaining()));
    return lastArrival;
  }

  /// When so many bytes arrive that set out now; zero, which is always over, if they need no time.
  long travel(int count) {
    var delay = properties.delay(random);
    var transmission = properties.transmission(count);
    if (delay == 0 && transmission == 0 && lastDeparture == 0) {
      return 0;
    }
    lastDeparture = Math.max(lastDeparture, Async.runningLoop().time()) + transmission;
    return lastDeparture + delay;
  }

  /* ---- out ---- */

  /// When there is something to read; [LoopClock#NEVER] if nothing is on its way.
  long arrival() {
    return parcels.isEmpty() ? LoopClock.NEVER : parcels.getFirst().arrival;
  }

  /// Whether the first thing to be read is that the other end is gone.
  boolean isBroken() {
    return !parcels.isEmpty() && parcels.getFirst().kind == Kind.RESET;
  }

  /// When what was put in last arrives.
  long lastArrival() {
    return parcels.isEmpty() ? LoopClock.NEVER : parcels.getLast().arrival;
  }

  private boolean hasReset() {
    return !parcels.isEmpty() && parcels.getLast().kind == Kind.RESET;
  }

  /// When it is known here that the other end is gone; [LoopClock#NEVER] if it is not.
  long resetArrival() {
    return hasReset() ? lastArrival() : LoopClock.NEVER;
  }

  /// Whether the end was sent.
  boolean isEnded() {
    return ended;
  }

  /// Whether there are bytes, on their way or arrived.
  boolean hasBytes() {
    return size > 0;
  }

  /// Gives bytes out that have arrived.
  ///
  /// @param most how many at most
  /// @return how many; -1 at the end
  int take(ByteBuffer target, int most) {
    var first = parcels.getFirst();
    if (first.kind != Kind.BYTES) {
      return -1; // and it stays there, for who asks again
    }
    var bytes = first.bytes;
    var possible = Math.min(most, Math.min(target.remaining(), bytes.remaining()));
    var count = properties.read().choose(possible, random);
    target.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    if (!bytes.hasRemaining()) {
      parcels.removeFirst();
    }
    size -= count;
    wakeWriter();
    return count;
  }

  /// Drops everything; nobody will read it.
  void clear() {
    parcels.clear();
    size = 0;
    wakeAll();
  }

  /* ---- standing still ---- */

  /// Keeps what has not arrived from arriving.
  void freeze() {
    frozen = true;
    var now = Async.runningLoop().time();
    for (var parcel : parcels) {
      if (parcel.arrival > now) {
        parcel.arrival = LoopClock.NEVER;
      }
    }
    Signals.send(reader);
  }

  /// Sends again what was kept from arriving.
  void thaw() {
    frozen = false;
    lastDeparture = Async.runningLoop().time();
    lastArrival = lastDeparture;
    for (var parcel : parcels) {
      if (parcel.arrival == LoopClock.NEVER) {
        parcel.arrival = arrivalOf(parcel.bytes);
      }
    }
    Signals.send(reader);
  }

  /* ---- waiting ---- */

  void wakeAll() {
    wakeReader();
    wakeWriter();
  }

  void wakeReader() {
    Signals.send(reader);
  }

  private void wakeWriter() {
    Signals.send(writer);
    onRoom.run();
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
      Signals.await(promise);
      return;
    }
    var timer = loop.callAt(when, () -> Signals.send(promise));
    try {
      Signals.await(promise);
    } finally {
      timer.cancel();
    }
  }

  /// Waits until there may be room to write.
  void awaitWritable() {
    Promise<Boolean> promise = Async.runningLoop().createPromise();
    writer = promise;
    try {
      Signals.await(promise);
    } finally {
      writer = null;
    }
  }
}
