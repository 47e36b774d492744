package dev.rondo.benchmarks.jobs;

import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.ReentrantLock;

/// Everything with what the JDK offers to plain virtual threads.
public final class ThreadJobs implements Jobs {
  /// The only one there is.
  public static final Jobs INSTANCE = new ThreadJobs();

  private ThreadJobs() {}

  @Override
  public Optional<Job> of(Workload workload) {
    return Optional.ofNullable(
        switch (workload) {
          case YIELD_ALONE -> size -> ThreadTasks.yieldInTurn(1, size);
          case YIELD_IN_TURN -> turns -> ThreadTasks.yieldInTurn(1_000, turns);
          case GATHER_AT_ONCE -> size -> ThreadTasks.gather(size, false);
          case GATHER_ONE_YIELD -> size -> ThreadTasks.gather(size, true);
          case CANCEL -> ThreadTasks::cancel;
          case TREE_GROUP, TREE_GATHER -> ThreadTasks::tree;
          case SLEEPERS -> ThreadTasks::sleepers;
          case HEAP_PER_SLEEPER -> ThreadTasks::heapPerSleeper;
          case CHAIN_1 -> size -> ThreadCalls.chain(1, size);
          case CHAIN_10 -> size -> ThreadCalls.chain(10, size);
          case CHAIN_100 -> size -> ThreadCalls.chain(100, size);
          case CHAIN_1000 -> size -> ThreadCalls.chain(1_000, size);
          case DEEP_1 -> size -> ThreadCalls.deep(1, size);
          case DEEP_10 -> size -> ThreadCalls.deep(10, size);
          case DEEP_100 -> size -> ThreadCalls.deep(100, size);
          case DEEP_1000 -> size -> ThreadCalls.deep(1_000, size);
          case QUEUE_128 -> size -> ThreadQueues.queue(new ArrayBlockingQueue<>(128), size);
          case QUEUE_1 -> size -> ThreadQueues.queue(new ArrayBlockingQueue<>(1), size);
          case RENDEZVOUS, GENERATOR -> size -> ThreadQueues.queue(new SynchronousQueue<>(), size);
          case LOCK_2 -> size -> ThreadLocks.lock(new ReentrantLock(), 2, size);
          case LOCK_10000 -> size -> ThreadLocks.lock(new ReentrantLock(), 10_000, size);
          case SEMAPHORE_2 -> size -> ThreadLocks.semaphore(2, size);
          case SEMAPHORE_10000 -> size -> ThreadLocks.semaphore(10_000, size);
          case WAITERS -> ThreadLocks::waiters;
          case TIMERS -> ThreadTimers::timers;
          case TIMEOUT -> ThreadTimers::timeout;
          case CALL_SOON -> ThreadCallbacks::chain;
          case CALL_SOON_BURST -> ThreadCallbacks::burst;
          case CALL_SOON_THREADSAFE_1 -> size -> ThreadCallbacks.threadsafe(1, size);
          case CALL_SOON_THREADSAFE_4 -> size -> ThreadCallbacks.threadsafe(4, size);
          default -> null;
        });
  }
}
