package dev.rondo.benchmarks;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;

/// What a switch from coroutine to coroutine costs, against bare virtual threads on the same
/// scheduler: threads that are started in a coroutine run on its loop too, and know nothing of
/// Rondo.
///
/// Contestants take turns within one run, so that whatever else the machine does hits all alike.
/// The first rounds warm up and do not count.
final class SwitchCost {
  private static final int THREADS = 1_000;
  private static final int TURNS = 2_000;
  private static final int LONE_TURNS = 5_000_000;
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 11;

  private SwitchCost() {}

  public static void main(String[] arguments) throws Exception {
    var rondo = new double[ROUNDS];
    var bare = new double[ROUNDS];
    var lone = new double[ROUNDS];
    run(
        () -> {
          for (var round = -WARM_UP; round < ROUNDS; round++) {
            var slot = Math.max(round, 0);
            bare[slot] = bareThreads();
            rondo[slot] = tasks();
            lone[slot] = loneYield();
            System.err.printf(Locale.ROOT, "round %d of %d%n", round + 1, ROUNDS);
          }
        });
    print("switch, 1 000 tasks in turn", rondo);
    print("switch, 1 000 bare virtual threads on the same scheduler", bare);
    var ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> rondo[round] / bare[round]);
    System.out.printf(Locale.ROOT, "%-60s %8.3f (median of the ratios)%n", "ratio", median(ratios));
    print("yield of a task that is alone", lone);
  }

  private static double tasks() throws Exception {
    var tasks = new ArrayList<Task<?>>();
    for (var count = 0; count < THREADS; count++) {
      tasks.add(
          createTask(
              () -> {
                for (var turn = 0; turn < TURNS; turn++) {
                  yieldNow();
                }
              }));
    }
    var start = System.nanoTime();
    for (var task : tasks) {
      task.await();
    }
    return nanosPerTurn(start);
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is measured
  private static double bareThreads() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (var count = 0; count < THREADS; count++) {
      threads.add(
          Thread.ofVirtual()
              .unstarted(
                  () -> {
                    for (var turn = 0; turn < TURNS; turn++) {
                      Thread.yield();
                    }
                  }));
    }
    var start = System.nanoTime();
    for (var thread : threads) {
      thread.start();
    }
    for (var thread : threads) {
      thread.join();
    }
    return nanosPerTurn(start);
  }

  private static double nanosPerTurn(long start) {
    return (System.nanoTime() - start) / ((double) THREADS * TURNS);
  }

  private static double loneYield() {
    var start = System.nanoTime();
    for (var turn = 0; turn < LONE_TURNS; turn++) {
      yieldNow();
    }
    return (System.nanoTime() - start) / (double) LONE_TURNS;
  }

  private static void print(String what, double[] nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%-60s %8.1f ns (%.1f to %.1f)%n",
        what,
        median(nanos),
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
