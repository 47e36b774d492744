package dev.rondo;

import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Applies a function to many inputs, a bounded number at a time.
///
/// The inputs are taken by a task of their own, so that results are handed on while the next input
/// is being waited for. It needs a place for each, which is free again when its result was taken.
final class ParallelMap<A extends @Nullable Object, B extends @Nullable Object> {
  /// Whether results come in the order of the inputs, or as they are ready.
  enum Order {
    INPUTS,
    COMPLETION
  }

  private final Semaphore places;
  private final Order order;
  private final Async.Mapping<? super A, ? extends B> function;

  /// The tasks whose results are handed on next; empty when there are no more inputs.
  private final Queue<Optional<Task<B>>> next = new Queue<>();

  private int started;

  private ParallelMap(int limit, Order order, Async.Mapping<? super A, ? extends B> function) {
    this.places = new Semaphore(limit);
    this.order = order;
    this.function = function;
  }

  static <A extends @Nullable Object, B extends @Nullable Object> void run(
      int limit,
      Order order,
      Iterable<? extends A> inputs,
      Async.Mapping<? super A, ? extends B> function,
      Async.Sink<? super B> results)
      throws Exception {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    var map = new ParallelMap<A, B>(limit, order, function);
    var iterator = inputs.iterator();
    Async.taskGroup(
        group -> {
          group.createTask(() -> map.takeInputs(group, iterator));
          map.handOn(results);
        });
  }

  private void takeInputs(TaskGroup group, Iterator<? extends A> inputs) {
    places.acquire();
    while (inputs.hasNext()) {
      var input = inputs.next();
      Task<B> task = group.createTask(() -> function.apply(input));
      started++;
      switch (order) {
        case INPUTS -> next.putNowait(Optional.of(task));
        case COMPLETION -> task.addDoneCallback(_ -> next.putNowait(Optional.of(task)));
      }
      places.acquire();
    }
    next.putNowait(Optional.empty());
  }

  private void handOn(Async.Sink<? super B> results) throws Exception {
    var handedOn = 0;
    var all = Integer.MAX_VALUE;
    while (handedOn < all) {
      var task = next.get();
      if (task.isEmpty()) {
        all = started;
      } else {
        results.accept(task.get().await());
        handedOn++;
        places.release();
      }
    }
  }
}
