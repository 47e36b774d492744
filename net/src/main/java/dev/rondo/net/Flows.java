package dev.rondo.net;

import static dev.rondo.Async.runningLoop;

import dev.rondo.Loop;
import java.util.Objects;
import java.util.concurrent.Flow;

/// Reactive streams as something to iterate over, and the other way round. The number of items on
/// their way is bounded in both directions.
///
/// @asyncio none
public final class Flows {
  private static final int WINDOW = 64;

  private Flows() {}

  /// Subscribes to a publisher and hands out what it publishes, see [#iterate(Flow.Publisher,
  /// int)].
  ///
  /// @param publisher who publishes
  /// @param <T> the type of the items
  /// @return the items, in order
  /// @suspends never
  /// @threads coroutines
  public static <T> FlowItems<T> iterate(Flow.Publisher<T> publisher) {
    return iterate(publisher, WINDOW);
  }

  /// Subscribes to a publisher and hands out what it publishes.
  ///
  /// {@snippet class=dev.rondo.net.FlowsTest region=iterate}
  ///
  /// @param publisher who publishes; it may do so from any thread
  /// @param window how many items may be on their way or unread; one at least
  /// @param <T> the type of the items
  /// @return the items, in order; to be closed if they are not read to their end
  /// @throws IllegalArgumentException if `window` is less than one
  /// @suspends never
  /// @threads coroutines
  public static <T> FlowItems<T> iterate(Flow.Publisher<T> publisher, int window) {
    Objects.requireNonNull(publisher, "publisher is null; pass a publisher");
    if (window < 1) {
      throw new IllegalArgumentException("window must be one or more, but is " + window);
    }
    var items = new FlowItems<T>(runningLoop(), window);
    publisher.subscribe(items.subscriber());
    return items;
  }

  /// Makes a publisher out of something to iterate over.
  ///
  /// {@snippet class=dev.rondo.net.FlowsTest region=publish}
  ///
  /// For each subscriber a coroutine of the loop iterates, and waits while the subscriber has not
  /// asked for more. What the iteration throws becomes `onError`. A subscriber that cancels cancels
  /// the coroutine. An iterator that is [AutoCloseable], as a generator is, is closed at the end.
  ///
  /// @param loop who runs the coroutines
  /// @param items what to publish; iterated once for each subscriber, in a coroutine, so it may
  ///   wait
  /// @param <T> the type of the items
  /// @return a publisher, to which any thread may subscribe
  /// @suspends never
  /// @threads any
  public static <T> Flow.Publisher<T> publish(Loop loop, Iterable<? extends T> items) {
    Objects.requireNonNull(loop, "loop is null; pass a loop");
    Objects.requireNonNull(items, "items is null; pass something to iterate over");
    return subscriber -> new FlowSubscription<T>(loop, subscriber).begin(items);
  }
}
