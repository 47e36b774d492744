package dev.rondo.benchmarks.jobs;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The JDK's timers, and a job in a virtual thread of its own that is awaited for a while.
final class ThreadTimers {
  private ThreadTimers() {}

  static long timers(int size) throws InterruptedException {
    var fired = new CountDownLatch(Delays.firing(size));
    try (var timers = new ScheduledThreadPoolExecutor(1)) {
      timers.setRemoveOnCancelPolicy(true);
      var futures = new ArrayList<ScheduledFuture<?>>(size);
      for (var index = 0; index < size; index++) {
        futures.add(timers.schedule(fired::countDown, Delays.nanos(index), TimeUnit.NANOSECONDS));
      }
      for (var index = 0; index < size; index++) {
        if (!Delays.fires(index)) {
          futures.get(index).cancel(false);
        }
      }
      fired.await();
      return futures.stream().filter(future -> !future.isCancelled()).count();
    }
  }

  static long timeout(int size) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var count = 0L;
      while (count < size) {
        var before = count;
        count = executor.submit(() -> before + 1).get(1, TimeUnit.SECONDS);
      }
      return count;
    }
  }
}
