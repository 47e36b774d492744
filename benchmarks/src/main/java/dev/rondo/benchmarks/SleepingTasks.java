package dev.rondo.benchmarks;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Action;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// What a task that sleeps takes of the heap, against a bare virtual thread that is parked. What is
/// left when both are collected is not counted; all bodies are one object.
final class SleepingTasks {
  private static final int TASKS = 100_000;
  private static final Duration LONG = Duration.ofHours(1);

  private SleepingTasks() {}

  public static void main(String[] arguments) throws Exception {
    for (var round = 0; round < 3; round++) {
      System.out.printf(
          Locale.ROOT,
          "live heap: %d B per sleeping task, %d B per parked virtual thread%n",
          sleepingTask(),
          parkedThread());
    }
  }

  private static long sleepingTask() throws Exception {
    var result = new long[1];
    run(
        () -> {
          silenceWatchdog();
          Action body = () -> sleep(LONG);
          var before = liveHeap();
          for (var count = 0; count < TASKS; count++) {
            createTask(body);
          }
          yieldNow();
          result[0] = (liveHeap() - before) / TASKS;
        });
    return result[0];
  }

  private static long parkedThread() throws Exception {
    var result = new long[1];
    run(
        () -> {
          var threads = new ArrayList<Thread>(TASKS);
          silenceWatchdog();
          Runnable body = LockSupport::park;
          var before = liveHeap();
          for (var count = 0; count < TASKS; count++) {
            threads.add(Thread.ofVirtual().start(body));
          }
          yieldNow();
          yieldNow();
          result[0] = (liveHeap() - before) / TASKS;
          threads.forEach(LockSupport::unpark);
          for (var thread : threads) {
            thread.join();
          }
        });
    return result[0];
  }

  /// Collecting garbage holds the loop, and that is intended here.
  private static void silenceWatchdog() {
    runningLoop().setSlowStepThreshold(ChronoUnit.FOREVER.getDuration());
  }

  private static long liveHeap() {
    var runtime = Runtime.getRuntime();
    for (var round = 0; round < 3; round++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
