package dev.rondo.net;

import dev.rondo.CancelledError;
import dev.rondo.Loop;
import dev.rondo.Promise;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// What a publisher publishes, one item after the other. Made by [Flows#iterate(Flow.Publisher)].
///
/// What the publisher fails with comes out of [#hasNext()] and [#next()] as it is, checked
/// exceptions too, though `Iterator` does not declare them.
///
/// @param <T> the type of the items
/// @threads coroutines of the loop that made it, one at a time
/// @asyncio an asynchronous iterator
@SuppressWarnings("IterableAndIterator") // one pass, as a publisher is one subscription
public final class FlowItems<T> implements Iterator<T>, Iterable<T>, AutoCloseable {
  private final Loop loop;
  private final int window;
  private final ArrayDeque<T> arrived = new ArrayDeque<>();
  private Flow.@Nullable Subscription subscription;
  private int taken;
  private boolean ended;
  private boolean closed;
  private @Nullable Throwable failure;
  private @Nullable Promise<@Nullable Void> arrival;

  FlowItems(Loop loop, int window) {
    this.loop = loop;
    this.window = window;
  }

  Flow.Subscriber<T> subscriber() {
    return new Subscriber();
  }

  /// Hands everything in to the loop, in the order in which it comes.
  private final class Subscriber implements Flow.Subscriber<T> {
    @Override
    public void onSubscribe(Flow.Subscription given) {
      Objects.requireNonNull(given, "the subscription is null");
      handIn(
          () -> {
            if (subscription != null || closed) {
              given.cancel();
              return;
            }
            subscription = given;
            given.request(window);
          },
          given);
    }

    @Override
    public void onNext(T item) {
      Objects.requireNonNull(item, "the item is null");
      handIn(
          () -> {
            if (!closed) {
              arrived.add(item);
              wake();
            }
          },
          null);
    }

    @Override
    public void onError(Throwable error) {
      Objects.requireNonNull(error, "the error is null");
      handIn(
          () -> {
            failure = error;
            ended = true;
            wake();
          },
          null);
    }

    @Override
    public void onComplete() {
      handIn(
          () -> {
            ended = true;
            wake();
          },
          null);
    }

    private void handIn(Runnable action, Flow.@Nullable Subscription given) {
      try {
        var _ = loop.callSoonThreadsafe(action);
      } catch (IllegalStateException loopIsClosed) {
        if (given != null) {
          given.cancel();
        }
      }
    }
  }

  private void wake() {
    if (arrival != null && !arrival.done()) {
      arrival.setResult(null);
    }
  }

  /// {@return this; a second iteration goes on where the first one stopped}
  @Override
  public Iterator<T> iterator() {
    return this;
  }

  /// Waits for the next item, or the end.
  ///
  /// @return whether there is another item
  /// @throws IllegalStateException if another task waits here, or this is closed
  /// @suspends if none has arrived
  /// @cancel no item is taken
  @Override
  public boolean hasNext() {
    checkOpen();
    while (arrived.isEmpty() && !ended) {
      if (arrival != null) {
        throw new IllegalStateException("another task waits for the next item of this publisher");
      }
      Promise<@Nullable Void> waiting = loop.createPromise();
      arrival = waiting;
      try {
        waiting.await();
      } catch (Exception impossible) {
        throw new AssertionError("nobody fails this promise", impossible);
      } finally {
        arrival = null;
      }
      checkOpen();
    }
    if (arrived.isEmpty() && failure != null) {
      FlowItems.<RuntimeException>throwAsItIs(failure);
    }
    return !arrived.isEmpty();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the items are closed");
    }
  }

  @SuppressWarnings("unchecked") // erased: any throwable is thrown as it is
  private static <E extends Throwable> void throwAsItIs(Throwable exception) throws E {
    throw (E) exception;
  }

  /// Takes the next item.
  ///
  /// @return the item
  /// @throws NoSuchElementException if the publisher has ended
  /// @throws IllegalStateException if another task waits here, or this is closed
  /// @throws CancelledError if the calling task is cancelled while it waits
  /// @suspends if none has arrived
  /// @cancel no item is taken
  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the publisher has ended");
    }
    var item = arrived.remove();
    taken++;
    if (subscription != null && !ended && taken >= (window + 1) / 2) {
      var more = taken;
      taken = 0;
      subscription.request(more);
    }
    return item;
  }

  /// Cancels the subscription and drops what was not read. Who waits for an item gets an
  /// [IllegalStateException]. Closing twice has no effect.
  ///
  /// @suspends never
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    arrived.clear();
    wake();
    if (subscription != null && !ended) {
      subscription.cancel();
    }
  }
}
