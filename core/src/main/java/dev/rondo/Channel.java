package dev.rondo;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Passes items from senders to receivers, and tells each side when the other is gone.
///
/// {@snippet class=dev.rondo.SnippetsTest region=channel}
///
/// A channel has ends of two kinds, as many of each as are asked for. When all senders are closed,
/// receivers get what is still there and then a [ChannelClosedException]; when all receivers are
/// closed, senders get one at once. Everybody is served in the order in which they came.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop
/// @asyncio none; `trio.open_memory_channel`
public final class Channel<T> {
  /*
   * Overview.
   *
   * A sender that must wait leaves its item in `offers`; whoever receives takes it from there, or moves it to the
   * buffer when that has room again, and wakes the sender. A receiver that must wait stands in `receivers`; when an
   * item comes it is woken and gets a reservation, and takes the item in its own turn. So no item is ever in the
   * hands of a task that may still be cancelled: a cancelled receiver passes its reservation on. A sender that is
   * cancelled after its item was taken has sent it; its cancellation waits for its next wait.
   */

  private static final class Offer<T> {
    final T item;
    final Promise<@Nullable Void> signal;
    boolean taken;

    Offer(T item, Promise<@Nullable Void> signal) {
      this.item = item;
      this.signal = signal;
    }
  }

  private final LoopBinding binding = new LoopBinding(this);
  private final ArrayDeque<T> buffer = new ArrayDeque<>();
  private final SequencedSet<Offer<T>> offers = new LinkedHashSet<>();
  private final ReservingLine receivers = new ReservingLine();
  private final Waiters sendHints = new Waiters(this);
  private final int capacity;
  private final boolean dropOldest;
  private int senderEnds;
  private int receiverEnds;
  private boolean sendersGone;
  private boolean receiversGone;
  private long dropped;

  private Channel(int capacity, boolean dropOldest) {
    this.capacity = capacity;
    this.dropOldest = dropOldest;
  }

  /// {@return a channel without a buffer: a sender waits until its item is received}
  ///
  /// @param <T> the type of the items
  public static <T> Channel<T> rendezvous() {
    return new Channel<>(0, false);
  }

  /// {@return a channel that holds a number of items; when it is full, senders wait}
  ///
  /// @param capacity how many items it holds; at least one
  /// @param <T> the type of the items
  /// @throws IllegalArgumentException if `capacity` is less than one
  public static <T> Channel<T> bounded(int capacity) {
    return new Channel<>(positive(capacity), false);
  }

  /// {@return a channel that holds the newest item; an older one that nobody received is dropped}
  ///
  /// @param <T> the type of the items
  public static <T> Channel<T> latest() {
    return new Channel<>(1, true);
  }

  /// {@return a channel that holds a number of items; when it is full, the oldest one is dropped}
  ///
  /// @param capacity how many items it holds; at least one
  /// @param <T> the type of the items
  /// @throws IllegalArgumentException if `capacity` is less than one
  public static <T> Channel<T> droppingOldest(int capacity) {
    return new Channel<>(positive(capacity), true);
  }

  private static int positive(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, but is " + capacity);
    }
    return capacity;
  }

  /// {@return a new end for sending}
  ///
  /// @throws ChannelClosedException if all senders were closed
  public Sender<T> sender() {
    if (sendersGone) {
      throw new ChannelClosedException("all senders of the channel are closed");
    }
    senderEnds++;
    return new Sender<>(this);
  }

  /// {@return a new end for receiving}
  ///
  /// @throws ChannelClosedException if all receivers were closed
  public Receiver<T> receiver() {
    if (receiversGone) {
      throw new ChannelClosedException("all receivers of the channel are closed");
    }
    receiverEnds++;
    return new Receiver<>(this);
  }

  /// {@return what is in the channel and who waits}
  public Statistics statistics() {
    binding.check("statistics");
    return new Statistics(buffer.size(), capacity, offers.size(), receivers.size(), dropped);
  }

  /// A look at a channel.
  ///
  /// @param size how many items it holds
  /// @param capacity how many it can hold
  /// @param sending how many senders wait
  /// @param receiving how many receivers wait
  /// @param dropped how many items were dropped because it was full
  public record Statistics(int size, int capacity, int sending, int receiving, long dropped) {}

  /* ---- sending ---- */

  void send(T item) {
    var task = binding.task("send");
    if (trySend(item)) {
      return;
    }
    var offer = new Offer<>(item, new Promise<@Nullable Void>(task.loop, this));
    offers.add(offer);
    receivers.reserve();
    try {
      offer.signal.awaitSignal();
    } catch (CancelledError error) {
      if (!offer.taken) {
        offers.remove(offer);
        throw error;
      }
      // It happened, so it must not look as if it had not.
      task.keepCancellation(error);
    } catch (Throwable notSuspended) {
      offers.remove(offer);
      throw notSuspended;
    }
    if (!offer.taken) {
      throw new ChannelClosedException("all receivers of the channel are closed");
    }
  }

  /// Sends if that needs no waiting.
  boolean trySend(T item) {
    binding.check("trySend");
    if (receiversGone) {
      throw new ChannelClosedException("all receivers of the channel are closed");
    }
    if (hasRoom()) {
      buffer.add(item);
      receivers.reserve();
      return true;
    }
    if (dropOldest) {
      var _ = buffer.remove();
      dropped++;
      buffer.add(item);
      return true;
    }
    return false;
  }

  /// Whether an item can be put into the buffer: there is a place for it, or a receiver that waits
  /// for one.
  private boolean hasRoom() {
    return offers.isEmpty() && (buffer.size() < capacity || receivers.hasLive());
  }

  /// Whether sending would not wait, if only to fail.
  boolean canSendNow() {
    return receiversGone || dropOldest || hasRoom();
  }

  /// A line of selects that wait until [#canSendNow()].
  Waiters sendHints() {
    return sendHints;
  }

  /* ---- receiving ---- */

  T receive() {
    var task = binding.task("receive");
    if (!isAvailable()) {
      checkMoreMayCome();
      var signal = new Promise<@Nullable Void>(task.loop, this);
      enlist(signal);
      try {
        signal.awaitSignal();
      } catch (Throwable notReceived) {
        withdraw(signal);
        throw notReceived;
      }
      if (!receivers.useReservation(signal)) {
        throw closedForReceiving();
      }
    }
    return take();
  }

  /// Whether an item is there for somebody who comes now.
  boolean isAvailable() {
    binding.check("receive");
    return receivers.isEmpty() && items() > receivers.reservations();
  }

  private int items() {
    return buffer.size() + offers.size();
  }

  void checkMoreMayCome() {
    if (sendersGone && items() <= receivers.reservations()) {
      throw closedForReceiving();
    }
  }

  boolean isEnded() {
    return sendersGone && items() <= receivers.reservations();
  }

  private static ChannelClosedException closedForReceiving() {
    return new ChannelClosedException("all senders of the channel are closed, and it is empty");
  }

  T take() {
    if (buffer.isEmpty()) {
      return accept(offers.removeFirst());
    }
    var item = buffer.remove();
    if (!offers.isEmpty()) {
      buffer.add(accept(offers.removeFirst()));
    } else {
      var _ = sendHints.takeAndWake();
    }
    return item;
  }

  private T accept(Offer<T> offer) {
    offer.taken = true;
    if (!offer.signal.isDone()) {
      offer.signal.succeed(null);
    }
    return offer.item;
  }

  void enlist(Promise<@Nullable Void> signal) {
    receivers.enlist(signal);
    var _ = sendHints.takeAndWake();
  }

  boolean useReservation(Promise<@Nullable Void> signal) {
    return receivers.useReservation(signal);
  }

  /// Leaves the line; a reservation goes to the next one.
  void withdraw(Promise<@Nullable Void> signal) {
    if (receivers.leave(signal)) {
      receivers.reserve();
    }
  }

  LoopBinding binding() {
    return binding;
  }

  /* ---- the end ---- */

  void senderClosed() {
    senderEnds--;
    if (senderEnds == 0) {
      sendersGone = true;
      // Those for whom nothing will come any more.
      receivers.wakeAll();
    }
  }

  void receiverClosed() {
    receiverEnds--;
    if (receiverEnds == 0) {
      receiversGone = true;
      buffer.clear();
      for (var offer : offers) {
        if (!offer.signal.isDone()) {
          offer.signal.succeed(null);
        }
      }
      offers.clear();
      sendHints.takeAndWakeAll();
    }
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Channel["
        + buffer.size()
        + " of "
        + capacity
        + " items, "
        + offers.size()
        + " sending, "
        + receivers.size()
        + " receiving"
        + (sendersGone ? ", no senders" : "")
        + (receiversGone ? ", no receivers" : "")
        + "]";
  }
}
