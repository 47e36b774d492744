package dev.rondo.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The reading side of a connection or of a process. What was received stays in `received` until it
/// is taken, so a read that is cancelled, or that finds too much, loses nothing.
final class Input {
  private Incoming incoming;

  /// Where bytes are put between two waits; all connections of the loop share it.
  private final ByteBuffer scratch;

  private final int limit;
  final Bytes received = new Bytes();
  private boolean ended;
  private boolean occupied;

  /// Whether what is received belongs to a handshake.
  private boolean held;

  private @Nullable IOException failure;

  Input(Incoming incoming, ByteBuffer scratch, int limit) {
    this.incoming = incoming;
    this.scratch = scratch;
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  int available() {
    return received.size();
  }

  boolean atEof() {
    return ended && received.isEmpty();
  }

  /// Nothing more will be received; who waits finds the end.
  void end() {
    ended = true;
    if (occupied || held) {
      incoming.wakeReader();
    }
  }

  /// Lets nobody read, for a handshake.
  void hold(String operation) throws IOException {
    throwFailure();
    if (ended) {
      throw new EOFException(operation + "() called after the end of the stream was read");
    }
    if (occupied || held) {
      throw new IllegalStateException(
          operation + "() called while another coroutine is waiting for incoming data");
    }
    if (!received.isEmpty()) {
      throw new SSLException(
          operation
              + "() called with "
              + received
              + " unread, which came before the handshake and are not protected. Read them first;"
              + " if the peer was to send nothing before an answer, close the connection: somebody"
              + " may have put them there");
    }
    held = true;
  }

  /// Ends the hold, and goes on with a transport.
  void release(Transport next) {
    held = false;
    incoming = next;
  }

  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /* ---- receiving ---- */

  /// Waits for bytes and adds them to what was received.
  ///
  /// @return false at the end of the stream
  private boolean receive(String operation) throws IOException {
    if (!receiveIntoScratch(operation, scratch.capacity())) {
      return false;
    }
    received.append(scratch);
    return true;
  }

  /// Waits for bytes and puts them into `scratch`, which is good until the next wait: others use it
  /// then.
  ///
  /// @return false at the end of the stream
  private boolean receiveIntoScratch(String operation, int most) throws IOException {
    var count = 0;
    while (count == 0) {
      if (!awaitReadable(operation)) {
        return false;
      }
      scratch.clear().limit(Math.min(most, scratch.capacity()));
      count = readNow(scratch);
    }
    scratch.flip();
    return count > 0;
  }

  private boolean awaitReadable(String operation) throws IOException {
    throwFailure();
    if (ended) {
      return false;
    }
    if (held) {
      throw new IllegalStateException(
          operation + "() called during startTls(); wait until it has returned");
    }
    if (occupied) {
      throw new IllegalStateException(
          operation
              + "() called while another coroutine is already waiting for incoming data; let one"
              + " coroutine read");
    }
    occupied = true;
    try {
      incoming.awaitReadable();
    } finally {
      occupied = false;
    }
    return !ended;
  }

  private int readNow(ByteBuffer target) throws IOException {
    try {
      var count = incoming.read(target);
      if (count < 0) {
        ended = true;
      }
      return count;
    } catch (IOException broken) {
      failure = broken;
      throw broken;
    }
  }

  /* ---- taking ---- */

  int read(ByteBuffer target) throws IOException {
    throwFailure();
    if (!target.hasRemaining()) {
      return 0;
    }
    if (!received.isEmpty()) {
      var before = target.remaining();
      received.takeInto(target);
      return before - target.remaining();
    }
    var count = 0;
    while (count == 0) {
      if (!awaitReadable("read")) {
        return -1;
      }
      count = readNow(target);
    }
    return count;
  }

  /// One byte; -1 at the end.
  int read() throws IOException {
    throwFailure();
    if (received.isEmpty() && !receive("read")) {
      return -1;
    }
    return received.takeByte();
  }

  byte[] read(int max) throws IOException {
    throwFailure();
    return max > 0 && received.isEmpty()
        ? receiveArray(max)
        : received.take(Math.min(max, received.size()));
  }

  /// As a read into a buffer: what is taken at once need not be kept in between.
  private byte[] receiveArray(int max) throws IOException {
    if (!receiveIntoScratch("read", max)) {
      return new byte[0];
    }
    var bytes = new byte[scratch.remaining()];
    scratch.get(bytes);
    return bytes;
  }

  byte[] readExactly(int count) throws IOException {
    throwFailure();
    while (received.size() < count) {
      if (!receive("readExactly")) {
        throw IncompleteReadException.of(received.take(received.size()), count);
      }
    }
    return received.take(count);
  }

  byte[] readAll() throws IOException {
    throwFailure();
    while (receive("readAll")) {
      // all of it
    }
    return received.take(received.size());
  }

  byte[] readUntil(List<byte[]> separators) throws IOException {
    var end = find("readUntil", separators);
    if (end < 0) {
      throw IncompleteReadException.of(received.take(received.size()));
    }
    return received.take(end);
  }

  /// Finds the separator that ends first, and receives until there is one.
  ///
  /// @return where it ends; -1 if the stream ended before it
  private int find(String operation, List<byte[]> separators) throws IOException {
    throwFailure();
    var longest = 0;
    for (var separator : separators) {
      longest = Math.max(longest, separator.length);
    }
    var from = 0;
    while (true) {
      var end = Integer.MAX_VALUE;
      var start = 0;
      for (var separator : separators) {
        var found = received.indexOf(separator, from);
        if (found >= 0 && found + separator.length < end) {
          end = found + separator.length;
          start = found;
        }
      }
      if (end < Integer.MAX_VALUE) {
        if (start > limit) {
          throw new LimitOverrunException(
              "Separator is found, but chunk is longer than limit", start);
        }
        return end;
      }
      from = Math.max(0, received.size() + 1 - longest);
      if (from > limit) {
        throw new LimitOverrunException("Separator is not found, and chunk exceed the limit", from);
      }
      if (!receive(operation)) {
        return -1;
      }
    }
  }

  /* ---- lines ---- */

  private static final List<byte[]> NEWLINE = List.of(new byte[] {'\n'});

  @Nullable String readLine() throws IOException {
    var end = find("readLine", NEWLINE);
    var taken = end < 0 ? received.size() : end;
    if (taken == 0) {
      return null;
    }
    var length = end < 0 ? taken : end - 1;
    var bytes = received.view(taken);
    if (end >= 0 && length > 0 && bytes.get(bytes.position() + length - 1) == '\r') {
      length--;
    }
    var line = Utf8.decode(bytes.slice(bytes.position(), length));
    received.skip(taken);
    return line;
  }
}
