package dev.rondo.testing;

import java.time.Duration;
import java.util.SplittableRandom;

/// Connections without a network, for tests: two streams of bytes in memory, each the other's peer.
///
/// With [Options] they are as bad as networks are: slow, in small pieces, broken. All that is
/// random depends on a seed.
public final class MemoryStreams {
  private static final int CAPACITY = 65_536;

  /// The two ends of a connection.
  ///
  /// @param first one end
  /// @param second the other end
  public record Pair(MemoryStream first, MemoryStream second) implements AutoCloseable {
    /// Closes both ends.
    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  /// What a connection is like, in both directions.
  ///
  /// @param capacity how many bytes may be on their way; then writing waits
  /// @param minDelay how long bytes travel at least
  /// @param maxDelay how long they travel at most; they keep their order
  /// @param chunk how many bytes are read or written at a time at most; a random number up to it is
  /// @param faultAfter after how many bytes read at one end the connection breaks
  /// @param seed what the random numbers depend on
  public record Options(
      int capacity, Duration minDelay, Duration maxDelay, int chunk, long faultAfter, long seed) {
    /// A connection that does not get in the way.
    public static final Options DEFAULT =
        new Options(CAPACITY, Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, Long.MAX_VALUE, 1);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one of them makes no sense
    public Options {
      check(capacity > 0, "capacity must be positive, but is " + capacity);
      check(!minDelay.isNegative(), "the delay must not be negative, but is " + minDelay);
      check(
          minDelay.compareTo(maxDelay) <= 0,
          "the least delay must not be more than the greatest: " + minDelay + ", " + maxDelay);
      check(chunk > 0, "chunk must be positive, but is " + chunk);
      check(faultAfter >= 0, "faultAfter must not be negative, but is " + faultAfter);
    }

    private static void check(boolean holds, String message) {
      if (!holds) {
        throw new IllegalArgumentException(message);
      }
    }

    /// {@return these options with another capacity}
    ///
    /// @param bytes how many bytes may be on their way
    public Options withCapacity(int bytes) {
      return new Options(bytes, minDelay, maxDelay, chunk, faultAfter, seed);
    }

    /// {@return these options with a delay}
    ///
    /// @param delay how long bytes travel
    public Options withDelay(Duration delay) {
      return withDelay(delay, delay);
    }

    /// {@return these options with a random delay}
    ///
    /// @param least how long bytes travel at least
    /// @param greatest how long they travel at most
    public Options withDelay(Duration least, Duration greatest) {
      return new Options(capacity, least, greatest, chunk, faultAfter, seed);
    }

    /// {@return these options with small pieces}
    ///
    /// @param bytes how many bytes are read or written at a time at most; 1 means one by one
    public Options withChunk(int bytes) {
      return new Options(capacity, minDelay, maxDelay, bytes, faultAfter, seed);
    }

    /// {@return these options with a fault}
    ///
    /// @param bytes after how many bytes read at one end the connection breaks
    public Options withFaultAfter(long bytes) {
      return new Options(capacity, minDelay, maxDelay, chunk, bytes, seed);
    }

    /// {@return these options with another seed}
    ///
    /// @param newSeed what the random numbers depend on
    public Options withSeed(long newSeed) {
      return new Options(capacity, minDelay, maxDelay, chunk, faultAfter, newSeed);
    }
  }

  private MemoryStreams() {}

  /// {@return a new connection that does not get in the way}
  ///
  /// @threads any; it belongs to the loop that uses it
  public static Pair pair() {
    return pair(Options.DEFAULT);
  }

  /// {@return a new connection}
  ///
  /// @param options what it is like
  /// @threads any; it belongs to the loop that uses it
  public static Pair pair(Options options) {
    var random = new SplittableRandom(options.seed());
    var link = new MemoryStream.Link(options.faultAfter() == 0);
    var properties =
        new PipeProperties(
            options.capacity(),
            options.minDelay().toNanos(),
            options.maxDelay().toNanos(),
            PipeProperties.UNLIMITED,
            PipeProperties.Pieces.upTo(options.chunk()),
            PipeProperties.Pieces.upTo(options.chunk()));
    var there = new BytePipe(properties, random.split());
    var back = new BytePipe(properties, random.split());
    var first = new MemoryStream(link, back, there, options.faultAfter());
    var second = new MemoryStream(link, there, back, options.faultAfter());
    first.connect(second);
    second.connect(first);
    return new Pair(first, second);
  }
}
