package dev.rondo.benchmarks.jobs;

import java.time.Duration;

/// How long tasks sleep, and when timers are due: one of a hundred soon, the others, which will be
/// cancelled, anywhere within a minute.
public final class Delays {
  private static final long SPREAD = 40_503;
  private static final long MINUTE_MILLIS = 60_000;

  private Delays() {}

  /// {@return how long the sleepers sleep: a second, but tests do not}
  ///
  /// @param sleepers how many there are
  public static Duration sleep(int sleepers) {
    return sleepers < 100_000 ? Duration.ofMillis(10) : Duration.ofSeconds(1);
  }

  /// {@return whether a timer is left to fire}
  ///
  /// @param index which timer
  public static boolean fires(int index) {
    return index % 100 == 0;
  }

  /// {@return how many of them fire}
  ///
  /// @param timers how many there are, a multiple of 100
  public static int firing(int timers) {
    return timers / 100;
  }

  /// {@return the delay in nanoseconds}
  ///
  /// @param index which timer
  public static long nanos(int index) {
    return fires(index) ? index * 10L : millis(index) * 1_000_000;
  }

  /// {@return the delay in milliseconds}
  ///
  /// @param index which timer
  public static long millis(int index) {
    return fires(index) ? index / 100_000 : 1_000 + index * SPREAD % (MINUTE_MILLIS - 1_000);
  }
}
