package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// A small program made from a seed: tasks that do something random in virtual time, of which some
/// are cancelled at random moments. What must hold whatever happens is checked by the program
/// itself and at its end.
final class RandomProgram {
  private static final int SEEDS = 2000;
  private static final int CANCELLATIONS = 6;
  private static final Duration QUIET = Duration.ofHours(1);

  /// The program, given its means.
  interface Body {
    void run(RandomProgram program) throws Exception;
  }

  final Random random;
  private final List<Task<?>> tasks = new ArrayList<>();

  /// An assertion that failed in a task.
  private final List<Throwable> failures = new ArrayList<>();

  private RandomProgram(long seed) {
    random = new Random(seed);
  }

  /// Runs the program with many seeds.
  static void check(Body body) {
    for (var seed = 0; seed < SEEDS; seed++) {
      var program = new RandomProgram(seed);
      try {
        VirtualTime.run(
            () -> {
              body.run(program);
              program.rethrow();
            });
      } catch (Throwable failure) {
        throw new AssertionError("with seed " + seed, failure);
      }
    }
  }

  private void rethrow() {
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.getFirst());
    }
  }

  boolean flip() {
    return random.nextBoolean();
  }

  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  Duration shortWhile() {
    return Duration.ofMillis(upTo(3));
  }

  /// Lets others run for a while, or not.
  void pause() {
    switch (upTo(3)) {
      case 0 -> {}
      case 1 -> yieldNow();
      default -> sleep(shortWhile());
    }
  }

  /// Starts a task that does something a few times.
  void start(Action step) {
    var steps = 1 + upTo(4);
    tasks.add(
        createTask(
            () -> {
              try {
                for (var n = 0; n < steps; n++) {
                  pause();
                  step.run();
                }
              } catch (AssertionError | Exception failure) {
                failures.add(failure);
              }
            }));
  }

  /// Whether all that can happen without help has happened.
  boolean settled;

  /// Cancels some of the tasks, and waits until nothing happens any more.
  void disturbAndSettle() {
    for (var n = upTo(CANCELLATIONS); n > 0; n--) {
      pause();
      var task = tasks.get(upTo(tasks.size() - 1));
      task.cancel();
      if (upTo(3) == 0) {
        task.cancel();
      }
    }
    sleep(QUIET);
    rethrow();
    settled = true;
  }

  /// Waits for the end of all tasks.
  void finish() {
    sleep(QUIET);
    rethrow();
    var left = tasks.stream().filter(task -> !task.done()).map(String::valueOf).toList();
    if (!left.isEmpty()) {
      throw new AssertionError("left over: " + left);
    }
  }

  /// Does something, sometimes with a time limit.
  ///
  /// @return whether it was done
  boolean perhapsInTime(Action action) throws Exception {
    if (flip()) {
      action.run();
      return true;
    }
    return moveOnAfter(shortWhile(), action);
  }

  /// Who came when, to find out whether somebody was overtaken.
  static final class Line {
    private final TreeMap<Integer, Task<?>> line = new TreeMap<>();
    private int next;

    /// Runs what waits for its turn.
    ///
    /// @param enter what waits; true if it got what it waited for
    /// @return what `enter` returned
    boolean pass(Entrance enter) throws Exception {
      var number = next++;
      var task = currentTask();
      line.put(number, task);
      try {
        var entered = enter.run();
        if (entered) {
          for (var earlier : line.headMap(number).values()) {
            if (earlier.cancelling() == 0) {
              throw new AssertionError(task + " has overtaken " + earlier);
            }
          }
        }
        return entered;
      } finally {
        line.remove(number);
      }
    }

    interface Entrance {
      boolean run() throws Exception;
    }
  }
}
