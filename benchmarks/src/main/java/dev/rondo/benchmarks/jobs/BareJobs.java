package dev.rondo.benchmarks.jobs;

import dev.rondo.Async;
import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/// The jobs of plain virtual threads, but on Rondo's scheduler: threads that a coroutine starts run
/// on its loop, and know nothing of Rondo. What is left is what the JDK itself costs there.
public final class BareJobs implements Jobs {
  /// The only one there is.
  public static final Jobs INSTANCE = new BareJobs();

  private static boolean pollersStarted;

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
    return size ->
        Async.run(
            () -> {
              startSocketPollers();
              return job.run(size);
            });
  }

  /// Until the JDK has started its socket pollers, Rondo looks at each thread that a coroutine
  /// starts whether it is one. That is not what the JDK costs, so they are started first.
  private static void startSocketPollers() throws IOException, InterruptedException {
    if (!pollersStarted) {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        server.setSoTimeout(1);
        server.accept();
      } catch (SocketTimeoutException expected) {
        // nobody connects
      }
      Thread.startVirtualThread(() -> {}).join();
      pollersStarted = true;
    }
  }
}
