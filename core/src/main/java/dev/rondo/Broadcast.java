package dev.rondo;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/// Sends every item to all who have subscribed. Senders never wait; a subscriber that is too slow
/// loses the oldest items, and is told how many.
///
/// {@snippet class=dev.rondo.SnippetsTest region=broadcast}
///
/// @param <T> the type of the items
/// @threads coroutines of one loop; sending, also its callbacks
/// @asyncio none
public final class Broadcast<T> implements AutoCloseable {
  private final LoopBinding binding = new LoopBinding(this);
  private final Set<Subscription<T>> subscriptions = new LinkedHashSet<>();
  private final int capacity;
  private boolean closed;

  /// Creates a broadcast.
  ///
  /// @param capacity how many items are kept for each subscriber; at least one
  /// @throws IllegalArgumentException if `capacity` is less than one
  public Broadcast(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, but is " + capacity);
    }
    this.capacity = capacity;
  }

  /// Sends an item to all who have subscribed.
  ///
  /// @param item what to send
  /// @throws ChannelClosedException if this is closed
  /// @suspends never
  public void send(T item) {
    Arguments.notNull(item, "item");
    binding.check("send");
    if (closed) {
      throw new ChannelClosedException("the broadcast is closed");
    }
    subscriptions.forEach(subscription -> subscription.add(item));
  }

  /// {@return a new subscription, for what is sent from now on}
  ///
  /// @throws ChannelClosedException if this is closed
  /// @suspends never
  public Subscription<T> subscribe() {
    binding.check("subscribe");
    if (closed) {
      throw new ChannelClosedException("the broadcast is closed");
    }
    var subscription = new Subscription<>(this);
    subscriptions.add(subscription);
    return subscription;
  }

  /// Ends the broadcast: subscribers get what is kept for them and then a [ChannelClosedException].
  /// Closing twice has no effect.
  ///
  /// @suspends never
  @Override
  public void close() {
    binding.check("close");
    closed = true;
    subscriptions.forEach(Subscription::wakeAll);
  }

  /// What one subscriber gets. Close it when it is not needed any more, for until then items are
  /// kept for it. Several tasks may receive from it; each item and each report of lost ones goes to
  /// one of them.
  ///
  /// @param <T> the type of the items
  public static final class Subscription<T> implements AutoCloseable {
    private final Broadcast<T> broadcast;
    private final Waiters waiters = new Waiters(this);
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long missed;
    private boolean ended;

    private Subscription(Broadcast<T> broadcast) {
      this.broadcast = broadcast;
    }

    private void add(T item) {
      if (items.size() == broadcast.capacity) {
        var _ = items.remove();
        missed++;
      }
      items.add(item);
      var _ = waiters.takeAndWake();
    }

    private void wakeAll() {
      waiters.takeAndWakeAll();
    }

    /// Receives the next item, waiting until there is one.
    ///
    /// @return the item
    /// @throws LaggedException if items were lost since the last call; the next call returns the
    ///   oldest that is kept
    /// @throws ChannelClosedException if this subscription is closed, or the broadcast is and
    ///   nothing is left
    /// @suspends if there is no item
    /// @cancel nothing was received; an item for which this caller was woken goes to the next who
    ///   waits at this subscription
    public T receive() throws LaggedException {
      var task = broadcast.binding.task("receive");
      while (items.isEmpty()) {
        checkMoreMayCome();
        var waiter = waiters.join(task);
        try {
          waiter.awaitSignal();
        } catch (Throwable notWoken) {
          waiters.leave(waiter);
          if (!items.isEmpty() && !waiter.isCancelled()) {
            var _ = waiters.takeAndWake();
          }
          throw notWoken;
        }
      }
      if (missed > 0) {
        var lost = missed;
        missed = 0;
        throw new LaggedException(lost);
      }
      return items.remove();
    }

    private void checkMoreMayCome() {
      if (ended) {
        throw new ChannelClosedException("this subscription is closed");
      }
      if (broadcast.closed) {
        throw new ChannelClosedException("the broadcast is closed, and nothing is left");
      }
    }

    /// Ends the subscription; what is kept for it is dropped. Closing twice has no effect.
    ///
    /// @suspends never
    @Override
    public void close() {
      broadcast.binding.check("close");
      ended = true;
      items.clear();
      broadcast.subscriptions.remove(this);
      wakeAll();
    }

    /// {@return the state, for people}
    @Override
    public String toString() {
      return "Subscription[" + items.size() + " items, " + missed + " missed]";
    }
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Broadcast[" + subscriptions.size() + " subscribers" + (closed ? ", closed" : "") + "]";
  }
}
