package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Many tasks that do the same, some of which are cancelled, in random order.
final class Crowd {
  /// How many there are unless a test needs fewer or more; for a million the heap needs some 4 GB.
  static final int MANY = Integer.getInteger("dev.rondo.scale", 100_000);

  /// Longer than anything that the tasks wait for.
  static final Duration DAY = Duration.ofDays(1);

  private final int size;
  private final List<Task<?>> tasks;

  /// How many have done what they were to do.
  int ended;

  Crowd(int size) {
    this.size = size;
    tasks = new ArrayList<>(size);
  }

  /// Runs a program in virtual time whose steps are long on purpose.
  static void run(Action main) throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().setSlowStepThreshold(ChronoUnit.FOREVER.getDuration());
          main.run();
        });
  }

  /// Starts the tasks and lets each run until it waits.
  void start(Action body) {
    for (var n = 0; n < size; n++) {
      tasks.add(
          createTask(
              () -> {
                body.run();
                ended++;
              }));
    }
    yieldNow();
  }

  void cancelAll() {
    cancel(1);
  }

  void cancelHalf() {
    cancel(2);
  }

  private void cancel(int each) {
    var shuffled = new ArrayList<>(tasks);
    Collections.shuffle(shuffled, new Random(1));
    for (var n = 0; n < size; n += each) {
      shuffled.get(n).cancel();
    }
  }

  /// Waits for the end of all tasks. Who was not cancelled has done what it was to do.
  void assertCancelled(int expected) {
    sleep(DAY);
    var cancelled = 0;
    for (var task : tasks) {
      assertTrue(task.done(), () -> "not done: " + task);
      cancelled += task.cancelled() ? 1 : 0;
    }
    assertEquals(expected, cancelled);
    assertEquals(size - expected, ended);
  }
}
