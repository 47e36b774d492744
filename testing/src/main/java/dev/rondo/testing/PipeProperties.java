package dev.rondo.testing;

import java.time.Duration;
import java.util.SplittableRandom;

/// What a [BytePipe] is like.
///
/// @param capacity how many bytes may be in it
/// @param minDelay how long bytes travel at least, in nanoseconds
/// @param maxDelay how long they travel at most, in nanoseconds; they keep their order
/// @param bytesPerSecond how many bytes set out in a second
/// @param written how many of the bytes for which there is room are taken in at a time
/// @param read how many of the bytes that are there are given out at a time
record PipeProperties(
    int capacity, long minDelay, long maxDelay, long bytesPerSecond, Pieces written, Pieces read) {
  static final long UNLIMITED = Long.MAX_VALUE;

  /// Chooses how much is done at a time.
  @FunctionalInterface
  interface Pieces {
    /// Chooses at least one, if `most` is.
    int choose(int most, SplittableRandom random);

    /// A random number up to a limit; without one, all of it.
    static Pieces upTo(int limit) {
      return limit == Integer.MAX_VALUE
          ? (most, _) -> most
          : (most, random) -> random(Math.min(most, limit), random);
    }

    /// Less than all with some probability.
    static Pieces partial(double chance) {
      return chance == 0
          ? (most, _) -> most
          : (most, random) ->
              most > 1 && random.nextDouble() < chance ? random(most - 1, random) : most;
    }

    private static int random(int most, SplittableRandom random) {
      return most <= 1 ? most : random.nextInt(1, most + 1);
    }
  }

  long delay(SplittableRandom random) {
    return minDelay == maxDelay ? minDelay : random.nextLong(minDelay, maxDelay + 1);
  }

  /// How long it takes until so many bytes have set out, in nanoseconds.
  long transmission(int bytes) {
    return bytesPerSecond == UNLIMITED
        ? 0
        : Math.ceilDiv(bytes * Duration.ofSeconds(1).toNanos(), bytesPerSecond);
  }
}
