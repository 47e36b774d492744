package dev.rondo.net;

import dev.rondo.Awaitable;
import dev.rondo.CancelledError;
import dev.rondo.Loop;
import dev.rondo.Promise;
import dev.rondo.Task;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One subscriber of [Flows#publish(Loop, Iterable)]: a coroutine that iterates as far as there is
/// demand.
///
/// All fields belong to the thread of the loop; what the subscriber calls is handed in.
final class FlowSubscription<T> implements Flow.Subscription {
  private final Loop loop;
  private final Flow.Subscriber<? super T> subscriber;
  private long demand;
  private boolean over;
  private @Nullable Promise<@Nullable Void> asked;
  private @Nullable Task<?> task;

  FlowSubscription(Loop loop, Flow.Subscriber<? super T> subscriber) {
    this.loop = loop;
    this.subscriber = Objects.requireNonNull(subscriber, "subscriber is null; pass a subscriber");
  }

  void begin(Iterable<? extends T> items) {
    if (!handIn(() -> start(Awaitable.of(() -> run(items))))) {
      subscriber.onSubscribe(this);
      subscriber.onError(new IllegalStateException("the loop that publishes is closed"));
    }
  }

  private void start(Awaitable<?> body) {
    task = loop.createTask(body);
  }

  private void run(Iterable<? extends T> items) {
    subscriber.onSubscribe(this);
    try {
      publish(items);
    } catch (CancelledError cancelled) {
      fail(cancelled); // unless the subscriber itself has cancelled
      throw cancelled;
    } catch (Exception failed) {
      fail(failed);
    }
    if (!over) {
      over = true;
      subscriber.onComplete();
    }
  }

  private void fail(Throwable failure) {
    if (!over) {
      over = true;
      subscriber.onError(failure);
    }
  }

  private void publish(Iterable<? extends T> items) throws Exception {
    var iterator = items.iterator();
    try {
      while (!over && iterator.hasNext()) {
        awaitDemand();
        if (over) {
          return;
        }
        demand--;
        subscriber.onNext(
            Objects.requireNonNull(iterator.next(), "a publisher cannot publish null"));
      }
    } finally {
      if (iterator instanceof AutoCloseable open) {
        open.close();
      }
    }
  }

  private void awaitDemand() throws Exception {
    while (demand == 0 && !over) {
      Promise<@Nullable Void> waiting = loop.createPromise();
      asked = waiting;
      try {
        waiting.await();
      } finally {
        asked = null;
      }
    }
  }

  private void wake() {
    if (asked != null && !asked.done()) {
      asked.setResult(null);
    }
  }

  @Override
  public void request(long count) {
    handIn(
        () -> {
          if (over) {
            return;
          }
          if (count <= 0) {
            end();
            subscriber.onError(
                new IllegalArgumentException(
                    "a subscriber must ask for one item or more, but asked for " + count));
            return;
          }
          demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
          wake();
        });
  }

  @Override
  public void cancel() {
    handIn(this::end);
  }

  private void end() {
    if (!over) {
      over = true;
      if (task != null) {
        var _ = task.cancel("the subscriber has cancelled");
      }
    }
  }

  /// Whether the loop is open.
  private boolean handIn(Runnable action) {
    try {
      var _ = loop.callSoonThreadsafe(action);
      return true;
    } catch (IllegalStateException closed) {
      return false;
    }
  }
}
