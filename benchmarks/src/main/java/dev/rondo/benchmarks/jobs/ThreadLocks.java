package dev.rondo.benchmarks.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// A lock goes from virtual thread to virtual thread. The count is not atomic: only the lock makes
/// it right.
final class ThreadLocks {
  private static final class Counter {
    private long count;

    @SuppressWarnings("ThreadPriorityCheck") // the yield makes the others wait
    void addAfterYield() {
      var before = count;
      Thread.yield();
      count = before + 1;
    }
  }

  private ThreadLocks() {}

  static long lock(ReentrantLock lock, int tasks, int size) throws InterruptedException {
    var counter = new Counter();
    startAndJoin(
        tasks,
        () -> {
          for (var turn = 0; turn < size / tasks; turn++) {
            lock.lock();
            try {
              counter.addAfterYield();
            } finally {
              lock.unlock();
            }
          }
        });
    return counter.count;
  }

  static long semaphore(int tasks, int size) throws InterruptedException {
    var semaphore = new Semaphore(1);
    var counter = new Counter();
    startAndJoin(
        tasks,
        () -> {
          for (var turn = 0; turn < size / tasks; turn++) {
            semaphore.acquireUninterruptibly();
            try {
              counter.addAfterYield();
            } finally {
              semaphore.release();
            }
          }
        });
    return counter.count;
  }

  static long waiters(int size) throws InterruptedException {
    var lock = new ReentrantLock();
    var counter = new Counter();
    var arrived = new AtomicInteger();
    var threads = new ArrayList<Thread>(size);
    Runnable body =
        () -> {
          arrived.incrementAndGet();
          lock.lock();
          try {
            counter.count++;
          } finally {
            lock.unlock();
          }
        };
    lock.lock();
    try {
      for (var index = 0; index < size; index++) {
        threads.add(Thread.startVirtualThread(body));
      }
      while (arrived.get() < size) {
        LockSupport.parkNanos(10_000);
      }
    } finally {
      lock.unlock();
    }
    join(threads);
    return counter.count;
  }

  private static void startAndJoin(int tasks, Runnable body) throws InterruptedException {
    var threads = new ArrayList<Thread>(tasks);
    for (var index = 0; index < tasks; index++) {
      threads.add(Thread.startVirtualThread(body));
    }
    join(threads);
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
  }
}
