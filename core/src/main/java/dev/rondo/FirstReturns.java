package dev.rondo;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets the just-in-time compiler see what comes after a wait, before many tasks wait.
///
/// A program that begins with a crowd of tasks calls what waits thousands of times before the first
/// call returns. So it is compiled as if it never did, and each task that goes on later falls back
/// to the interpreter (a "deoptimization"), which takes several times as long as all the rest. Here
/// another thread does the same waits to their end in a small loop of its own, at the time when the
/// compiler gathers what the code does. Nothing else depends on it.
final class FirstReturns {
  /// How many tasks at a time are a crowd.
  static final int CROWD = 1_000;

  private static final int ROUNDS = 20;
  private static final int TASKS_OF_A_ROUND = 100;
  private static final Duration SHORT = Duration.ofNanos(1);

  private static final AtomicBoolean begun = new AtomicBoolean();

  private FirstReturns() {}

  /// Begins unless it was begun in this JVM.
  ///
  /// @return whether it had not
  static boolean begin() {
    var first = begun.compareAndSet(false, true);
    if (first) {
      Thread.ofPlatform()
          .name("rondo-first-returns")
          .daemon()
          .inheritInheritableThreadLocals(false)
          .start(FirstReturns::tryAll);
    }
    return first;
  }

  private static void tryAll() {
    try {
      all();
    } catch (Exception | Error withoutThem) {
      // Then the first tasks that go on are slower.
    }
  }

  static void all() throws Exception {
    for (var round = 0; round < ROUNDS; round++) {
      try (var loop = Loop.create()) {
        loop.setSlowStepThreshold(
            ChronoUnit.FOREVER.getDuration()); // slow or not, it is nobody's business
        loop.runUntilComplete(FirstReturns::waitForAll);
      }
    }
  }

  private static List<Integer> waitForAll() throws Exception {
    var start = new Event();
    var lock = new Lock();
    var queue = new Queue<Integer>(TASKS_OF_A_ROUND);
    var tasks = new ArrayList<Task<Integer>>();
    for (var number = 0; number < TASKS_OF_A_ROUND; number++) {
      tasks.add(
          Async.createTask(
              () -> {
                start.await();
                Async.sleep(SHORT);
                try (var _ = lock.hold()) {
                  Async.yieldNow();
                }
                return queue.get();
              }));
    }
    Async.yieldNow();
    start.set();
    for (var number = 0; number < TASKS_OF_A_ROUND; number++) {
      queue.put(number);
    }
    return Async.gather(tasks);
  }
}
