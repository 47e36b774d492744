package dev.rondo.benchmarks.jobs;

/// Calls that wait, in two virtual threads that take turns.
final class ThreadCalls {
  @FunctionalInterface
  private interface Body {
    long run();
  }

  private ThreadCalls() {}

  static long chain(int depth, int size) throws InterruptedException {
    return twice(
        () -> {
          var returns = 0L;
          for (var turn = 0; turn < size / 2; turn++) {
            returns += descend(depth);
          }
          return returns;
        });
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is measured
  private static int descend(int depth) {
    if (depth == 0) {
      Thread.yield();
      return 0;
    }
    return 1 + descend(depth - 1);
  }

  static long deep(int depth, int size) throws InterruptedException {
    return twice(() -> turnsBelow(depth, size / 2));
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is measured
  private static long turnsBelow(int depth, int turns) {
    if (depth > 0) {
      return turnsBelow(depth - 1, turns);
    }
    var count = 0;
    while (count < turns) {
      Thread.yield();
      count++;
    }
    return count;
  }

  private static long twice(Body body) throws InterruptedException {
    var results = new long[2];
    var first = Thread.startVirtualThread(() -> results[0] = body.run());
    var second = Thread.startVirtualThread(() -> results[1] = body.run());
    first.join();
    second.join();
    return results[0] + results[1];
  }
}
