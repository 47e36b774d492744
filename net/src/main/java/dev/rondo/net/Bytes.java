package dev.rondo.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that were received and not taken yet: appended at the end, taken from the front.
final class Bytes {
  private static final byte[] NONE = {};
  private static final int SMALLEST = 512;
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /// How much an idle connection may hold.
  private static final int KEPT = 4096;

  private byte[] array = NONE;
  private int start;
  private int end;

  int size() {
    return end - start;
  }

  boolean isEmpty() {
    return start == end;
  }

  void append(ByteBuffer source) {
    var count = source.remaining();
    makeRoom(count);
    source.get(array, end, count);
    end += count;
  }

  private void makeRoom(int count) {
    if (array.length - end >= count) {
      return;
    }
    var size = size();
    var needed = Math.addExact(size, count);
    var target =
        needed <= array.length / 2
            ? array
            : new byte[Math.max(Math.max(needed, SMALLEST), (int) Math.min(2L * needed, LARGEST))];
    System.arraycopy(array, start, target, 0, size);
    array = target;
    start = 0;
    end = size;
  }

  byte[] take(int count) {
    var taken = Arrays.copyOfRange(array, start, start + count);
    skip(count);
    return taken;
  }

  int takeByte() {
    var taken = Byte.toUnsignedInt(array[start]);
    skip(1);
    return taken;
  }

  void takeInto(ByteBuffer target) {
    var count = Math.min(size(), target.remaining());
    target.put(array, start, count);
    skip(count);
  }

  /// A view of the first bytes, good until the next change.
  ByteBuffer view(int count) {
    return ByteBuffer.wrap(array, start, count);
  }

  void skip(int count) {
    start += count;
    if (start == end) {
      if (array.length > KEPT) {
        array = NONE;
      }
      start = 0;
      end = 0;
    }
  }

  /// Where `wanted` begins, at `from` or later; -1 if it is not there.
  int indexOf(byte[] wanted, int from) {
    var last = end - wanted.length;
    for (var index = start + from; index <= last; index++) {
      if (array[index] == wanted[0]
          && Arrays.equals(array, index, index + wanted.length, wanted, 0, wanted.length)) {
        return index - start;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return size() + " bytes";
  }
}
