package dev.rondo.net;

import java.nio.ByteBuffer;

/// Bytes on their way through a TLS engine: added at the end, taken from the front. Holds no memory
/// while it is empty and released.
final class TlsBuffer {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /// Always ready to be taken from, but between [#open] and [#shut].
  private ByteBuffer buffer = NONE;

  /// Where the bytes begin, while they are being added to.
  private int start;

  int size() {
    return buffer.remaining();
  }

  boolean isEmpty() {
    return !buffer.hasRemaining();
  }

  /// The bytes, to take from.
  ByteBuffer bytes() {
    return buffer;
  }

  /// Room for at least `room` more bytes, to be put there; [#shut] is to be called after that.
  ByteBuffer open(int room) {
    if (isEmpty()) {
      buffer.position(0).limit(0);
    }
    if (buffer.capacity() - buffer.limit() < room) {
      moveTo(
          buffer.capacity() - size() < room ? ByteBuffer.allocate(size() + room) : buffer, size());
    }
    start = buffer.position();
    return buffer.position(buffer.limit()).limit(buffer.capacity());
  }

  private void moveTo(ByteBuffer target, int size) {
    if (target == buffer) {
      buffer.compact();
    } else {
      target.put(buffer);
    }
    buffer = target.position(0).limit(size);
  }

  void shut() {
    buffer.limit(buffer.position()).position(start);
  }

  void takeInto(ByteBuffer target) {
    var count = Math.min(size(), target.remaining());
    target.put(target.position(), buffer, buffer.position(), count);
    target.position(target.position() + count);
    buffer.position(buffer.position() + count);
  }

  void release() {
    if (isEmpty()) {
      buffer = NONE;
    }
  }

  void clear() {
    buffer = NONE;
  }

  @Override
  public String toString() {
    return size() + " bytes";
  }
}
