package dev.rondo.benchmarks.jobs;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// Callbacks on an executor with one thread.
final class ThreadCallbacks {
  private static final class Counting implements Runnable {
    private final Executor executor;
    private final CountDownLatch all = new CountDownLatch(1);
    private final int expected;
    private final boolean goesOn;
    private int count;

    Counting(Executor executor, int expected, boolean goesOn) {
      this.executor = executor;
      this.expected = expected;
      this.goesOn = goesOn;
    }

    @Override
    public void run() {
      if (++count == expected) {
        all.countDown();
      } else if (goesOn) {
        executor.execute(this);
      }
    }

    long await() throws InterruptedException {
      all.await();
      return count;
    }
  }

  private ThreadCallbacks() {}

  static long chain(int size) throws InterruptedException {
    try (var executor = Executors.newSingleThreadExecutor()) {
      var counting = new Counting(executor, size, true);
      executor.execute(counting);
      return counting.await();
    }
  }

  static long burst(int size) throws InterruptedException {
    try (var executor = Executors.newSingleThreadExecutor()) {
      var counting = new Counting(executor, size, false);
      for (var index = 0; index < size; index++) {
        executor.execute(counting);
      }
      return counting.await();
    }
  }

  static long threadsafe(int threads, int size) throws InterruptedException {
    try (var executor = Executors.newSingleThreadExecutor()) {
      var counting = new Counting(executor, size, false);
      var callers = new ArrayList<Thread>(threads);
      for (var caller = 0; caller < threads; caller++) {
        callers.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (var index = 0; index < size / threads; index++) {
                        executor.execute(counting);
                      }
                    }));
      }
      var count = counting.await();
      for (var caller : callers) {
        caller.join();
      }
      return count;
    }
  }
}
