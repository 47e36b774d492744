package dev.rondo.benchmarks.jobs;

import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.util.Optional;

/// Everything on Rondo.
public final class RondoJobs implements Jobs {
  /// The only one there is.
  public static final Jobs INSTANCE = new RondoJobs();

  private RondoJobs() {}

  @Override
  public Optional<Job> of(Workload workload) {
    return Optional.ofNullable(
        switch (workload) {
          case YIELD_ALONE -> RondoTasks::yieldAlone;
          case YIELD_IN_TURN -> RondoTasks::yieldInTurn;
          case GATHER_AT_ONCE -> RondoTasks::gatherAtOnce;
          case GATHER_ONE_YIELD -> RondoTasks::gatherOneYield;
          case CANCEL -> RondoTasks::cancel;
          case TREE_GROUP -> RondoTrees::group;
          case TREE_GATHER -> RondoTrees::gathered;
          case CHAIN_1 -> size -> RondoCalls.chain(1, size);
          case CHAIN_10 -> size -> RondoCalls.chain(10, size);
          case CHAIN_100 -> size -> RondoCalls.chain(100, size);
          case CHAIN_1000 -> size -> RondoCalls.chain(1_000, size);
          case DEEP_1 -> size -> RondoCalls.deep(1, size);
          case DEEP_10 -> size -> RondoCalls.deep(10, size);
          case DEEP_100 -> size -> RondoCalls.deep(100, size);
          case DEEP_1000 -> size -> RondoCalls.deep(1_000, size);
          case GENERATOR -> RondoCalls::generator;
          case QUEUE_128 -> size -> RondoQueues.queue(128, size);
          case QUEUE_1 -> size -> RondoQueues.queue(1, size);
          case RENDEZVOUS -> RondoQueues::rendezvous;
          case SELECT_TWO -> RondoQueues::selectTwo;
          case LOCK_2 -> size -> RondoLocks.lock(2, size);
          case LOCK_10000 -> size -> RondoLocks.lock(10_000, size);
          case SEMAPHORE_2 -> size -> RondoLocks.semaphore(2, size);
          case SEMAPHORE_10000 -> size -> RondoLocks.semaphore(10_000, size);
          case WAITERS -> RondoLocks::waiters;
          case TIMERS -> RondoTimers::timers;
          case TIMEOUT -> RondoTimers::timeout;
          case SLEEPERS -> RondoTimers::sleepers;
          case HEAP_PER_SLEEPER -> RondoTimers::heapPerSleeper;
          case CALL_SOON -> RondoCallbacks::chain;
          case CALL_SOON_BURST -> RondoCallbacks::burst;
          case CALL_SOON_THREADSAFE_1 -> size -> RondoCallbacks.threadsafe(1, size);
          case CALL_SOON_THREADSAFE_4 -> size -> RondoCallbacks.threadsafe(4, size);
          default -> null;
        });
  }
}
