package dev.rondo.checks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The numbers that Python's `random.Random(seed)` gives: the generator MT19937 by Matsumoto and
/// Nishimura, seeded as an array of 32-bit words, and how Python draws from it.
final class PythonRandom {
  private static final int SIZE = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[SIZE];
  private int next = SIZE;

  PythonRandom(long seed) {
    var magnitude = Math.abs(seed);
    var high = (int) (magnitude >>> 32);
    mix(high == 0 ? new int[] {(int) magnitude} : new int[] {(int) magnitude, high});
  }

  private void mix(int[] key) {
    state[0] = 19650218;
    for (var i = 1; i < SIZE; i++) {
      state[i] = 1812433253 * scrambled(i - 1) + i;
    }
    var i = 1;
    for (var k = 0; k < SIZE; k++) { // a key of a seed is shorter than the state
      var j = k % key.length;
      state[i] = (state[i] ^ (scrambled(i - 1) * 1664525)) + key[j] + j;
      i = following(i);
    }
    for (var k = 1; k < SIZE; k++) {
      state[i] = (state[i] ^ (scrambled(i - 1) * 1566083941)) - i;
      i = following(i);
    }
    state[0] = 0x80000000;
  }

  private int scrambled(int index) {
    return state[index] ^ (state[index] >>> 30);
  }

  private int following(int index) {
    if (index < SIZE - 1) {
      return index + 1;
    }
    state[0] = state[SIZE - 1];
    return 1;
  }

  private int word() {
    if (next == SIZE) {
      twist();
      next = 0;
    }
    var word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  private void twist() {
    for (var i = 0; i < SIZE; i++) {
      var joined = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
      var twisted = (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908b0df);
      state[i] = state[(i + SHIFT) % SIZE] ^ twisted;
    }
  }

  /// A number from 0 to 1, without 1.
  double random() {
    double high = word() >>> 5;
    double low = word() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  /// A number from 0 to `limit`, without `limit`.
  int below(int limit) {
    var shift = Integer.numberOfLeadingZeros(limit);
    int drawn;
    do {
      drawn = word() >>> shift;
    } while (drawn >= limit);
    return drawn;
  }

  /// A number from `low` to `high`, both included.
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  <T extends @Nullable Object> T choice(List<T> items) {
    return items.get(below(items.size()));
  }
}
