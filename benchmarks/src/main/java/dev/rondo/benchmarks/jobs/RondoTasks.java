package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.run;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Awaitable;
import dev.rondo.Outcome;
import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Tasks: turns, results, cancellation.
final class RondoTasks {
  private static final int TASKS = 1_000;
  private static final Duration LONG = Duration.ofHours(1);

  private RondoTasks() {}

  static long yieldAlone(int size) throws Exception {
    return run(
        () -> {
          var count = 0;
          while (count < size) {
            yieldNow();
            count++;
          }
          return (long) count;
        });
  }

  static long yieldInTurn(int turns) throws Exception {
    Awaitable<Integer> body =
        () -> {
          var count = 0;
          while (count < turns) {
            yieldNow();
            count++;
          }
          return count;
        };
    return run(
        () -> {
          var tasks = new ArrayList<Task<Integer>>(TASKS);
          for (var index = 0; index < TASKS; index++) {
            tasks.add(createTask(body));
          }
          return sum(gather(tasks));
        });
  }

  static long gatherAtOnce(int size) throws Exception {
    return run(
        () -> {
          var bodies = new ArrayList<Awaitable<Integer>>(size);
          for (var index = 0; index < size; index++) {
            var result = index;
            bodies.add(() -> result);
          }
          return sum(gather(bodies));
        });
  }

  static long gatherOneYield(int size) throws Exception {
    return run(
        () -> {
          var bodies = new ArrayList<Awaitable<Integer>>(size);
          for (var index = 0; index < size; index++) {
            var result = index;
            bodies.add(
                () -> {
                  yieldNow();
                  return result;
                });
          }
          return sum(gather(bodies));
        });
  }

  static long cancel(int size) throws Exception {
    return run(
        () -> {
          var tasks = new ArrayList<Task<?>>(size);
          for (var index = 0; index < size; index++) {
            tasks.add(createTask(() -> sleep(LONG)));
          }
          yieldNow();
          for (var task : tasks) {
            task.cancel();
          }
          return gatherOutcomes(tasks).stream().filter(Outcome.Cancelled.class::isInstance).count();
        });
  }

  private static long sum(List<Integer> numbers) {
    return numbers.stream().mapToLong(Integer::longValue).sum();
  }
}
