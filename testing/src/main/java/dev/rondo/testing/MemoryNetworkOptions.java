package dev.rondo.testing;

import java.time.Duration;

/// What a [MemoryNetwork] is like.
///
/// Latency, bandwidth and capacity are those of each direction of each connection. All that is
/// random depends on the seed, and on the order in which the program does things.
///
/// @param minLatency how long bytes travel at least
/// @param maxLatency how long they travel at most; they keep their order
/// @param bandwidth how many bytes are sent in a second
/// @param capacity how many bytes may be on their way or wait to be read; then writes wait
/// @param partialReads how likely it is that a read gets less than there is, from 0 to 1
/// @param partialWrites how likely it is that less is written than there is room for, from 0 to 1
/// @param refusals how likely it is that a connection is refused, from 0 to 1
/// @param lossAfter after how many bytes a connection is lost on average
/// @param seed what the random numbers depend on
public record MemoryNetworkOptions(
    Duration minLatency,
    Duration maxLatency,
    long bandwidth,
    int capacity,
    double partialReads,
    double partialWrites,
    double refusals,
    long lossAfter,
    long seed) {
  /// No limit of [#bandwidth()], and no loss.
  public static final long UNLIMITED = Long.MAX_VALUE;

  private static final int CAPACITY = 65_536;

  /// A network that does not get in the way.
  public static final MemoryNetworkOptions DEFAULT =
      new MemoryNetworkOptions(
          Duration.ZERO, Duration.ZERO, UNLIMITED, CAPACITY, 0, 0, 0, UNLIMITED, 1);

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if one of them makes no sense
  public MemoryNetworkOptions {
    check(!minLatency.isNegative(), "the latency must not be negative, but is " + minLatency);
    check(
        minLatency.compareTo(maxLatency) <= 0,
        "the least latency must not be more than the greatest: " + minLatency + ", " + maxLatency);
    check(bandwidth > 0, "bandwidth must be positive, but is " + bandwidth);
    check(capacity > 0, "capacity must be positive, but is " + capacity);
    checkChance("partialReads", partialReads);
    checkChance("partialWrites", partialWrites);
    checkChance("refusals", refusals);
    check(lossAfter > 0, "lossAfter must be positive, but is " + lossAfter);
  }

  private static void checkChance(String name, double chance) {
    check(chance >= 0 && chance <= 1, name + " must be from 0 to 1, but is " + chance);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// {@return these options with a latency}
  ///
  /// @param latency how long bytes travel
  public MemoryNetworkOptions withLatency(Duration latency) {
    return withLatency(latency, latency);
  }

  /// {@return these options with a random latency}
  ///
  /// @param least how long bytes travel at least
  /// @param greatest how long they travel at most
  public MemoryNetworkOptions withLatency(Duration least, Duration greatest) {
    return new MemoryNetworkOptions(
        least,
        greatest,
        bandwidth,
        capacity,
        partialReads,
        partialWrites,
        refusals,
        lossAfter,
        seed);
  }

  /// {@return these options with a bandwidth}
  ///
  /// @param bytesPerSecond how many bytes are sent in a second
  public MemoryNetworkOptions withBandwidth(long bytesPerSecond) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bytesPerSecond,
        capacity,
        partialReads,
        partialWrites,
        refusals,
        lossAfter,
        seed);
  }

  /// {@return these options with another capacity}
  ///
  /// @param bytes how many bytes may be on their way or wait to be read
  public MemoryNetworkOptions withCapacity(int bytes) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bandwidth,
        bytes,
        partialReads,
        partialWrites,
        refusals,
        lossAfter,
        seed);
  }

  /// {@return these options with partial reads} With 1, all that can be partial are.
  ///
  /// @param chance how likely one is, from 0 to 1
  public MemoryNetworkOptions withPartialReads(double chance) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bandwidth,
        capacity,
        chance,
        partialWrites,
        refusals,
        lossAfter,
        seed);
  }

  /// {@return these options with partial writes} With 1, all that can be partial are.
  ///
  /// @param chance how likely one is, from 0 to 1
  public MemoryNetworkOptions withPartialWrites(double chance) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bandwidth,
        capacity,
        partialReads,
        chance,
        refusals,
        lossAfter,
        seed);
  }

  /// {@return these options with connections that are refused though somebody listens}
  ///
  /// @param chance how likely that is, from 0 to 1
  public MemoryNetworkOptions withRefusals(double chance) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bandwidth,
        capacity,
        partialReads,
        partialWrites,
        chance,
        lossAfter,
        seed);
  }

  /// {@return these options with connections that are lost} Each byte may be the one, so short
  /// connections mostly are not.
  ///
  /// @param bytes after how many bytes, in both directions, on average
  public MemoryNetworkOptions withLossAfter(long bytes) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bandwidth,
        capacity,
        partialReads,
        partialWrites,
        refusals,
        bytes,
        seed);
  }

  /// {@return these options with another seed}
  ///
  /// @param newSeed what the random numbers depend on
  public MemoryNetworkOptions withSeed(long newSeed) {
    return new MemoryNetworkOptions(
        minLatency,
        maxLatency,
        bandwidth,
        capacity,
        partialReads,
        partialWrites,
        refusals,
        lossAfter,
        newSeed);
  }

  PipeProperties pipe() {
    return new PipeProperties(
        capacity,
        minLatency.toNanos(),
        maxLatency.toNanos(),
        bandwidth,
        PipeProperties.Pieces.partial(partialWrites),
        PipeProperties.Pieces.partial(partialReads));
  }
}
