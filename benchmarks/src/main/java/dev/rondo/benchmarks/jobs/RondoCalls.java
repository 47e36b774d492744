package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Awaitable;
import dev.rondo.Generator;

/// Calls that wait: how deep they are, and generators. Two tasks take turns, so that each yield is
/// a switch.
final class RondoCalls {
  private RondoCalls() {}

  static long chain(int depth, int size) throws Exception {
    return twice(
        () -> {
          var returns = 0L;
          for (var turn = 0; turn < size / 2; turn++) {
            returns += descend(depth);
          }
          return returns;
        });
  }

  private static int descend(int depth) {
    if (depth == 0) {
      yieldNow();
      return 0;
    }
    return 1 + descend(depth - 1);
  }

  static long deep(int depth, int size) throws Exception {
    return twice(() -> turnsBelow(depth, size / 2));
  }

  private static long turnsBelow(int depth, int turns) {
    if (depth > 0) {
      return turnsBelow(depth - 1, turns);
    }
    var count = 0;
    while (count < turns) {
      yieldNow();
      count++;
    }
    return count;
  }

  private static long twice(Awaitable<Long> body) throws Exception {
    return run(() -> gather(body, body).stream().mapToLong(Long::longValue).sum());
  }

  static long generator(int size) throws Exception {
    return run(
        () -> {
          var sum = 0L;
          var numbers =
              Generator.<Integer>of(
                  yielder -> {
                    for (var index = 0; index < size; index++) {
                      yielder.yield(index);
                    }
                  });
          for (var number : numbers) {
            sum += number;
          }
          return sum;
        });
  }
}
