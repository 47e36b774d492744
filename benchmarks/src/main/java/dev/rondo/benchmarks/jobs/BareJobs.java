package dev.rondo.benchmarks.jobs;

import dev.rondo.Async;
import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.util.Optional;

/// The jobs of plain virtual threads, but on Rondo's scheduler: threads that a coroutine starts run
/// on its loop, and know nothing of Rondo. What is left is what the JDK itself costs there.
public final class BareJobs implements Jobs {
  /// The only one there is.
  public static final Jobs INSTANCE = new BareJobs();

  private BareJobs() {}

  @Override
  public Optional<Job> of(Workload workload) {
    return switch (workload) {
      case YIELD_ALONE,
          YIELD_IN_TURN,
          GATHER_AT_ONCE,
          GATHER_ONE_YIELD,
          CANCEL,
          TREE_GROUP,
          TREE_GATHER,
          SLEEPERS,
          CHAIN_1,
          CHAIN_10,
          CHAIN_100,
          CHAIN_1000,
          DEEP_1,
          DEEP_10,
          DEEP_100,
          DEEP_1000,
          QUEUE_128,
          QUEUE_1,
          RENDEZVOUS,
          LOCK_2,
          LOCK_10000,
          SEMAPHORE_2,
          SEMAPHORE_10000,
          WAITERS ->
          ThreadJobs.INSTANCE.of(workload).map(BareJobs::onLoop);
      // Parked, since what sleeps on a loop of ours has a timer of ours.
      case HEAP_PER_SLEEPER -> Optional.of(onLoop(ThreadTasks::heapPerParked));
      default -> Optional.empty();
    };
  }

  private static Job onLoop(Job job) {
    return size -> Async.run(() -> job.run(size));
  }
}
