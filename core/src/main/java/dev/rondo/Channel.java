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
/// closed, senders get one at once. Whoever waits at an end that is closed while there are others
/// of its kind goes on waiting.
///
/// Everybody is served in the order in which they came, selects too, and no newcomer overtakes a
/// receiver that was woken and has not resumed. A receiver takes its item when it resumes, so an
/// item is never in the hands of one that may still be cancelled. If nobody is left to take it, it
/// stays for whoever comes next; only when the last receiver is closed are items lost.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop
/// @asyncio none; `trio.open_memory_channel`
public final class Channel<T> {
  /*
   * Overview.
   *
   * A sender that must wait leaves its item in `offers`; whoever receives takes it from there, or moves it to the
   * buffer when that has room, and wakes the sender. A receiver that must wait stands in `receivers`; when an item
   * comes it is woken, and takes the item in its own turn; until then newcomers stand back. So no item is ever in
   * the hands of a task that may still be cancelled: a cancelled receiver wakes the next one.
   *
   * An offer whose signal is done but which was not taken is dead: its sender was cancelled, or is a select that will
   * do something else. A receiver that was woken for it finds nothing, and waits again at its old place. A sender
   * whose item was taken has sent it, even if it is cancelled before it resumes; its cancellation waits for its next
   * wait.
   *
   * As many receivers are awake as there are items, or all of them; whoever comes while others are awake is seen to
   * when one of those has resumed.
   */

  /// An item whose sender waits.
  static final class Offer<T> {
    private final T item;
    private final Promise<@Nullable Void> signal;
    private boolean taken;

    private Offer(T item, Promise<@Nullable Void> signal) {
      this.item = item;
      this.signal = signal;
    }

    private boolean isDead() {
      return signal.isDone();
    }

    boolean taken() {
      return taken;
    }
  }

  private final LoopBinding binding = new LoopBinding(this);
  private final ArrayDeque<T> buffer = new ArrayDeque<>();
  private final SequencedSet<Offer<T>> offers = new LinkedHashSet<>();
  private final ReservingLine receivers = new ReservingLine();
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

  /// {@return a channel without a buffer: a sender waits until a receiver has taken its item}
  ///
  /// Only what [Sender#trySend(Object)] handed to a receiver that waited may be there without a
  /// sender, until that one resumes, or another takes it.
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
  /// While receivers wait, nothing is dropped that one of them can have.
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
    binding.check("sender");
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
    binding.check("receiver");
    if (receiversGone) {
      throw receiversClosed();
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
  /// @param size how many items it holds, those on their way to a receiver included
  /// @param capacity how many it can hold
  /// @param sending how many senders wait, and have not had their item taken
  /// @param receiving how many receivers wait; who was woken does, until it resumes
  /// @param dropped how many items were dropped because it was full
  public record Statistics(int size, int capacity, int sending, int receiving, long dropped) {}

  /* ---- sending ---- */

  void send(T item) {
    var task = binding.task("send");
    if (addToBuffer(item)) {
      return;
    }
    var offer = offer(item, new Promise<>(task.loop, this));
    try {
      offer.signal.awaitSignal();
    } catch (CancelledError error) {
      withdraw(offer);
      if (!offer.taken) {
        throw error;
      }
      // It happened, so it must not look as if it had not.
      task.keepCancellation(error);
    } catch (Throwable notSuspended) {
      withdraw(offer);
      throw notSuspended;
    }
    if (!offer.taken) {
      throw receiversClosed();
    }
  }

  /// Sends if that needs no waiting.
  boolean trySend(T item) {
    binding.check("trySend");
    if (addToBuffer(item)) {
      return true;
    }
    if (firstOffer() == null && receivers.hasLive()) {
      // On its way to a receiver, and beyond the capacity until that one resumes.
      buffer.add(item);
      return receivers.reserve();
    }
    return false;
  }

  private boolean addToBuffer(T item) {
    if (receiversGone) {
      throw receiversClosed();
    }
    if (!dropOldest && buffer.size() >= capacity) {
      return false;
    }
    buffer.add(item);
    var _ = receivers.reserve();
    dropSurplus();
    return true;
  }

  /// Drops what is beyond the capacity, and not on its way to a receiver.
  private void dropSurplus() {
    while (dropOldest && buffer.size() > Math.max(capacity, receivers.reservations())) {
      var _ = buffer.remove();
      dropped++;
    }
  }

  /// Leaves an item for whoever receives next.
  Offer<T> offer(T item, Promise<@Nullable Void> signal) {
    var offer = new Offer<>(item, signal);
    offers.add(offer);
    var _ = receivers.reserveForOtherThan(signal);
    return offer;
  }

  /// Takes an offer back, if it was not taken.
  void withdraw(Offer<T> offer) {
    offers.remove(offer);
    wakeAllAtTheEnd();
  }

  private static ChannelClosedException receiversClosed() {
    return new ChannelClosedException("all receivers of the channel are closed");
  }

  /* ---- receiving ---- */

  T receive() {
    var task = binding.task("receive");
    if (isAvailable()) {
      return take();
    }
    checkMoreMayCome();
    var signal = new Promise<@Nullable Void>(task.loop, this);
    receivers.enlist(signal);
    while (true) {
      try {
        signal.awaitSignal();
      } catch (Throwable notReceived) {
        withdraw(signal);
        throw notReceived;
      }
      var _ = receivers.leave(signal);
      if (hasItem()) {
        return take();
      }
      checkMoreMayCome();
      signal = new Promise<>(task.loop, this);
      receivers.enlistAgain(signal);
    }
  }

  /// Whether an item is there for somebody who comes now: nobody else is in line, save for a select
  /// that itself offers the item.
  boolean isAvailable() {
    if (receivers.reservations() > 0 || !hasItem()) {
      return false;
    }
    return !receivers.hasLiveOtherThan(sourceOfFirst());
  }

  /// The signal of whoever offers the first item; null if that is nobody any more.
  private @Nullable Promise<@Nullable Void> sourceOfFirst() {
    var first = buffer.isEmpty() ? firstOffer() : null;
    return first == null ? null : first.signal;
  }

  /// Whether an item is there for somebody who stands in line, or who comes now.
  ///
  /// @param signal the caller's, if it stands in line
  boolean isAvailable(@Nullable Promise<@Nullable Void> signal) {
    return (signal != null && receivers.leave(signal)) ? hasItem() : isAvailable();
  }

  private boolean hasItem() {
    return !buffer.isEmpty() || firstOffer() != null;
  }

  private @Nullable Offer<T> firstOffer() {
    while (!offers.isEmpty() && offers.getFirst().isDead()) {
      offers.removeFirst();
    }
    return offers.isEmpty() ? null : offers.getFirst();
  }

  void checkMoreMayCome() {
    if (receiversGone) {
      throw receiversClosed();
    }
    if (sendersGone && !hasItem()) {
      throw new ChannelClosedException("all senders of the channel are closed, and it is empty");
    }
  }

  T take() {
    var item = buffer.isEmpty() ? acceptFirst() : buffer.remove();
    while (buffer.size() < capacity && firstOffer() != null) {
      buffer.add(acceptFirst());
    }
    wakeReceivers();
    return item;
  }

  /// Makes up for those that stood in line behind others that were awake.
  private void wakeReceivers() {
    while (buffer.size() + offers.size() > receivers.reservations()
        && receivers.reserveForOtherThan(sourceOfFirst())) {
      // each round wakes one
    }
    wakeAllAtTheEnd();
  }

  private T acceptFirst() {
    var offer = offers.removeFirst();
    offer.taken = true;
    offer.signal.succeed(null);
    return offer.item;
  }

  void enlist(Promise<@Nullable Void> signal) {
    receivers.enlist(signal);
  }

  /// Leaves the line; if the caller was awake, the next one is woken.
  void withdraw(Promise<@Nullable Void> signal) {
    if (receivers.leave(signal)) {
      wakeReceivers();
      dropSurplus();
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
      wakeAllAtTheEnd();
    }
  }

  /// Wakes those for whom nothing will come any more.
  private void wakeAllAtTheEnd() {
    if (sendersGone && !hasItem()) {
      receivers.wakeAll();
    }
  }

  void receiverClosed() {
    receiverEnds--;
    if (receiverEnds == 0) {
      receiversGone = true;
      buffer.clear();
      while (firstOffer() != null) {
        offers.removeFirst().signal.succeed(null);
      }
      receivers.wakeAll();
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
