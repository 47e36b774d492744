package dev.rondo.benchmarks;

import java.util.List;

/// How much is measured.
///
/// @param rounds how often each contestant of a workload takes its turn
/// @param roundMillis how long such a turn is, at least one job
/// @param warmUpMillis how long each runs before, which is not counted
/// @param processes how many processes each contestant gets where one is measured as a whole, and
///   each server
/// @param starts how often each program is started
/// @param counts for how many tasks, timers and waiters the cost of one is measured
record Settings(
    boolean quick,
    int rounds,
    int roundMillis,
    int warmUpMillis,
    int processes,
    int starts,
    List<Integer> counts) {
  private static final int QUICK_ECHO_MILLIS = 100;

  static final Settings FULL =
      new Settings(
          false, 15, 200, 3_000, 3, 15, List.of(1_000, 10_000, 100_000, 300_000, 1_000_000));
  static final Settings QUICK =
      new Settings(true, 5, 20, 700, 1, 5, List.of(1_000, 10_000, 100_000));

  /// {@return whether a workload is measured if nobody asks for it by name}
  ///
  /// @param workload the workload
  boolean includes(Workload workload) {
    return switch (workload) {
      case CHAIN_10,
          CHAIN_1000,
          DEEP_1,
          DEEP_10,
          DEEP_1000,
          SEMAPHORE_2,
          SEMAPHORE_10000,
          CALL_SOON_BURST,
          CALL_SOON_THREADSAFE_4,
          TREE_GATHER,
          ECHO_1K_1,
          ECHO_1K_500,
          ECHO_10K_1,
          ECHO_10K_50,
          ECHO_10K_500,
          ECHO_100K_1,
          ECHO_100K_50,
          ECHO_100K_500,
          IDLE_CONNECTIONS ->
          !quick;
      default -> true;
    };
  }

  /// {@return whether somebody takes part if nobody asks for them by name}
  ///
  /// @param contestant the contestant
  boolean includes(Contestant contestant) {
    return switch (contestant) {
      case THREADS_1, GO_1 -> !quick;
      case RONDO_ARRAYS, NETTY, VERTX, ASYNCIO_PROTOCOL, NODE -> !quick;
      default -> true;
    };
  }

  /// {@return how long a turn is over the network, where a message is the job}
  int echoMillis() {
    return quick ? QUICK_ECHO_MILLIS : roundMillis;
  }

  int size(Workload workload) {
    return quick ? workload.quickSize() : workload.size();
  }
}
