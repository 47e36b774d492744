package dev.rondo.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.rondo.Async;
import java.lang.management.ManagementFactory;

/// How many bytes the loop's thread allocates for one operation. Its coroutines run on that thread,
/// so what they allocate, the JVM's copies of their stacks included, counts there.
final class Allocation {
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 5;
  private static final int OPERATIONS = 200_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Something to be done many times, in a coroutine.
  @FunctionalInterface
  interface Body {
    /// Does it.
    ///
    /// @param operations how often
    void run(int operations) throws Exception;
  }

  private Allocation() {}

  /// {@return the least of some rounds, since compilers and collectors only ever add to it}
  static double bytesPerOperation(Body body) throws Exception {
    return Async.run(
        () -> {
          var loopThread = loopThread();
          body.run(WARM_UP);
          var least = Double.MAX_VALUE;
          for (var round = 0; round < ROUNDS; round++) {
            var before = THREADS.getThreadAllocatedBytes(loopThread);
            body.run(OPERATIONS);
            var used = THREADS.getThreadAllocatedBytes(loopThread) - before;
            least = Math.min(least, (double) used / OPERATIONS);
          }
          return least;
        });
  }

  /// A callback runs on the thread itself, and not in a coroutine.
  private static long loopThread() throws Exception {
    var id = Async.runningLoop().<Long>createPromise();
    Async.runningLoop().callSoon(() -> id.setResult(Thread.currentThread().threadId()));
    return id.await();
  }
}
