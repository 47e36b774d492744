package dev.rondo;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Applies a function to many inputs, a bounded number at a time.
final class ParallelMap {
  private ParallelMap() {}

  /// Whether results come in the order of the inputs, or as they are ready.
  enum Order {
    INPUTS,
    COMPLETION
  }

  static <A extends @Nullable Object, B extends @Nullable Object> void run(
      int limit,
      Order order,
      Iterator<? extends A> inputs,
      Async.Mapping<? super A, ? extends B> function,
      Async.Sink<? super B> results)
      throws Exception {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    Async.taskGroup(
        group -> {
          var running = new java.util.ArrayDeque<Task<B>>();
          var ready = new Queue<Task<B>>();
          while (inputs.hasNext() || !running.isEmpty()) {
            while (running.size() < limit && inputs.hasNext()) {
              var input = inputs.next();
              Task<B> task = group.createTask(() -> function.apply(input));
              running.add(task);
              if (order == Order.COMPLETION) {
                task.addDoneCallback(_ -> ready.putNowait(task));
              }
            }
            if (order == Order.INPUTS) {
              results.accept(running.remove().await());
            } else {
              var task = ready.get();
              running.remove(task);
              results.accept(task.await());
            }
          }
        });
  }
}
