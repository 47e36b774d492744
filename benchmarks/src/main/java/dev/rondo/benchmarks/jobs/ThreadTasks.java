package dev.rondo.benchmarks.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Virtual threads: turns, results, interrupts. Each result has a place of its own, which `join`
/// makes visible.
final class ThreadTasks {
  private static final int CHILDREN = 6;
  private static final Duration LONG = Duration.ofHours(1);

  private ThreadTasks() {}

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is measured
  static long yieldInTurn(int tasks, int turns) throws InterruptedException {
    var counts = new int[tasks];
    var threads = new ArrayList<Thread>(tasks);
    for (var index = 0; index < tasks; index++) {
      var mine = index;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                var count = 0;
                while (count < turns) {
                  Thread.yield();
                  count++;
                }
                counts[mine] = count;
              }));
    }
    join(threads);
    return IntStream.of(counts).asLongStream().sum();
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is measured
  static long gather(int size, boolean yields) throws InterruptedException {
    var results = new int[size];
    var threads = new ArrayList<Thread>(size);
    for (var index = 0; index < size; index++) {
      var mine = index;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                if (yields) {
                  Thread.yield();
                }
                results[mine] = mine;
              }));
    }
    join(threads);
    return IntStream.of(results).asLongStream().sum();
  }

  static long cancel(int size) throws InterruptedException {
    var interrupted = new AtomicInteger();
    Runnable body =
        () -> {
          try {
            Thread.sleep(LONG);
          } catch (InterruptedException expected) {
            interrupted.incrementAndGet();
          }
        };
    var threads = start(size, body);
    threads.forEach(Thread::interrupt);
    join(threads);
    return interrupted.get();
  }

  static long tree(int levels) throws InterruptedException {
    if (levels == 0) {
      return 1;
    }
    var nodes = new long[CHILDREN];
    var threads = new ArrayList<Thread>(CHILDREN);
    for (var child = 0; child < CHILDREN; child++) {
      var mine = child;
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  nodes[mine] = tree(levels - 1);
                } catch (InterruptedException impossible) {
                  throw new IllegalStateException(impossible);
                }
              }));
    }
    join(threads);
    return 1 + LongStream.of(nodes).sum();
  }

  static long sleepers(int size) throws InterruptedException {
    var slept = new AtomicInteger();
    var delay = Delays.sleep(size);
    Runnable body =
        () -> {
          try {
            Thread.sleep(delay);
            slept.incrementAndGet();
          } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
          }
        };
    join(start(size, body));
    return slept.get();
  }

  static long heapPerSleeper(int size) throws InterruptedException {
    return heapPerThread(
        size,
        () -> {
          try {
            Thread.sleep(LONG);
          } catch (InterruptedException expected) {
            // it has served its purpose
          }
        });
  }

  static long heapPerParked(int size) throws InterruptedException {
    return heapPerThread(size, LockSupport::park);
  }

  private static long heapPerThread(int size, Runnable wait) throws InterruptedException {
    var waiting = new AtomicInteger();
    Runnable body =
        () -> {
          waiting.incrementAndGet();
          wait.run();
        };
    var threads = new ArrayList<Thread>(size);
    var before = LiveHeap.bytes();
    for (var index = 0; index < size; index++) {
      threads.add(Thread.startVirtualThread(body));
    }
    while (waiting.get() < size) {
      Thread.sleep(1);
    }
    var used = LiveHeap.bytes() - before;
    threads.forEach(Thread::interrupt);
    join(threads);
    return used / size;
  }

  private static List<Thread> start(int size, Runnable body) {
    var threads = new ArrayList<Thread>(size);
    for (var index = 0; index < size; index++) {
      threads.add(Thread.startVirtualThread(body));
    }
    return threads;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
  }
}
