package dev.rondo;

import java.util.ArrayDeque;

/// Passes items from coroutines to coroutines, first in, first out.
///
/// {@snippet class=dev.rondo.SnippetsTest region=queue}
///
/// With a limit, [#put(Object)] waits while the queue is full. Those who wait to put and those who
/// wait to get are each woken in the order in which they came. An item belongs to whoever asks
/// first: one that comes after somebody was woken for it, and before that one resumed, takes it,
/// and the other waits again. A [Channel] is stricter.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop; what does not wait, also its callbacks
/// @asyncio `asyncio.Queue`
public sealed class Queue<T> permits LifoQueue, PriorityQueue {
  private final LoopBinding binding = new LoopBinding(this);
  private final Waiters getters = new Waiters(this);
  private final Waiters putters = new Waiters(this);
  private final Event finished = new Event();
  private final Store<T> store;
  private final int limit;
  private long unfinished;
  private boolean shutDown;

  /// Where items are kept, and in which order they come out.
  interface Store<T> {
    void add(T item);

    T remove();

    void clear();

    int size();
  }

  /// Creates a queue without a limit.
  public Queue() {
    this(0);
  }

  /// Creates a queue with a limit.
  ///
  /// @param limit how many items it holds at most; zero means no limit
  /// @throws IllegalArgumentException if `limit` is negative
  public Queue(int limit) {
    this(limit, new FirstInFirstOut<>());
  }

  Queue(int limit, Store<T> store) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be zero (none) or more, but is " + limit);
    }
    this.limit = limit;
    this.store = store;
    finished.set();
  }

  private static final class FirstInFirstOut<T> implements Store<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    @Override
    public void add(T item) {
      items.add(item);
    }

    @Override
    public T remove() {
      return items.remove();
    }

    @Override
    public void clear() {
      items.clear();
    }

    @Override
    public int size() {
      return items.size();
    }
  }

  /// Adds an item, waiting while the queue is full.
  ///
  /// @param item what to add
  /// @throws QueueShutDownException if the queue was shut down, before or meanwhile
  /// @suspends if the queue is full
  /// @cancel the item was not added; a place for which this caller was woken goes to the next in
  ///   line
  /// @asyncio `Queue.put`
  public final void put(T item) {
    Arguments.notNull(item, "item");
    var task = binding.task("put");
    while (isFull()) {
      checkNotShutDown();
      var putter = putters.join(task);
      try {
        putter.awaitSignal();
      } catch (Throwable notWoken) {
        putters.leave(putter);
        if (!putter.isCancelled()) {
          passPlaceOn();
        }
        throw notWoken;
      }
    }
    try {
      putNowait(item);
    } catch (Throwable refused) {
      passPlaceOn();
      throw refused;
    }
  }

  private void passPlaceOn() {
    if (!isFull()) {
      var _ = putters.takeAndWake();
    }
  }

  /// Adds an item if that needs no waiting.
  ///
  /// @param item what to add
  /// @throws QueueFullException if the queue is full
  /// @throws QueueShutDownException if the queue was shut down
  /// @suspends never
  /// @asyncio `Queue.put_nowait`
  public final void putNowait(T item) {
    Arguments.notNull(item, "item");
    binding.check("putNowait");
    checkNotShutDown();
    if (isFull()) {
      throw new QueueFullException("the queue holds its limit of " + limit + " items");
    }
    store.add(item);
    unfinished++;
    finished.clear();
    var _ = getters.takeAndWake();
  }

  /// Takes the next item out, waiting until there is one.
  ///
  /// @return the item
  /// @throws QueueShutDownException if the queue was shut down and is empty, before or meanwhile
  /// @suspends if the queue is empty
  /// @cancel no item was taken out; one for which this caller was woken goes to the next in line
  /// @asyncio `Queue.get`
  public final T get() {
    var task = binding.task("get");
    while (isEmpty()) {
      checkNotShutDown();
      var getter = getters.join(task);
      try {
        getter.awaitSignal();
      } catch (Throwable notWoken) {
        getters.leave(getter);
        if (!getter.isCancelled()) {
          passItemOn();
        }
        throw notWoken;
      }
    }
    try {
      return getNowait();
    } catch (Throwable refused) {
      passItemOn();
      throw refused;
    }
  }

  private void passItemOn() {
    if (!isEmpty()) {
      var _ = getters.takeAndWake();
    }
  }

  /// Takes the next item out if there is one.
  ///
  /// @return the item
  /// @throws QueueEmptyException if the queue is empty
  /// @throws QueueShutDownException if the queue is empty and was shut down
  /// @suspends never
  /// @asyncio `Queue.get_nowait`
  public final T getNowait() {
    binding.check("getNowait");
    if (isEmpty()) {
      checkNotShutDown();
      throw new QueueEmptyException("the queue is empty");
    }
    var item = store.remove();
    var _ = putters.takeAndWake();
    return item;
  }

  private void checkNotShutDown() {
    if (shutDown) {
      throw new QueueShutDownException("the queue was shut down");
    }
  }

  /// Says that the work for one item is done. For [#join()].
  ///
  /// @throws IllegalStateException if called more often than items were put
  /// @suspends never
  /// @asyncio `Queue.task_done`
  public final void taskDone() {
    binding.check("taskDone");
    if (unfinished == 0) {
      throw new IllegalStateException("taskDone() called too many times");
    }
    finish(1);
  }

  private void finish(long items) {
    unfinished = Math.max(0, unfinished - items);
    if (unfinished == 0) {
      finished.set();
    }
  }

  /// Waits until [#taskDone()] was called for every item that was put.
  ///
  /// @suspends if there is unfinished work
  /// @cancel leaves nothing behind
  /// @asyncio `Queue.join`
  public final void join() {
    binding.task("join");
    finished.await();
  }

  /// Refuses items from now on. What is in the queue can still be taken out; then [#get()] throws.
  ///
  /// @suspends never
  /// @asyncio `Queue.shutdown`
  public final void shutdown() {
    binding.check("shutdown");
    shutDown = true;
    getters.takeAndWakeAll();
    putters.takeAndWakeAll();
  }

  /// Refuses items from now on and drops what is in the queue; the dropped items count as done.
  ///
  /// @suspends never
  /// @asyncio `Queue.shutdown(immediate=True)`
  public final void shutdownNow() {
    binding.check("shutdownNow");
    var dropped = store.size();
    store.clear();
    finish(dropped);
    shutdown();
  }

  /// {@return how many items are in the queue}
  ///
  /// @asyncio `Queue.qsize`
  public final int size() {
    binding.check("size");
    return store.size();
  }

  /// {@return whether the queue is empty}
  ///
  /// @asyncio `Queue.empty`
  public final boolean empty() {
    binding.check("empty");
    return isEmpty();
  }

  private boolean isEmpty() {
    return store.size() == 0;
  }

  /// {@return whether the queue holds its limit}
  ///
  /// @asyncio `Queue.full`
  public final boolean full() {
    binding.check("full");
    return isFull();
  }

  private boolean isFull() {
    return limit > 0 && store.size() >= limit;
  }

  /// {@return how many items it holds at most; zero means no limit}
  ///
  /// @asyncio `Queue.maxsize`
  public final int limit() {
    return limit;
  }

  /// {@return what is in the queue and who waits}
  ///
  /// @asyncio none
  public final Statistics statistics() {
    binding.check("statistics");
    return new Statistics(store.size(), limit, getters.size(), putters.size(), unfinished);
  }

  /// A look at a queue.
  ///
  /// @param size how many items are in it
  /// @param limit how many it holds at most; zero means no limit
  /// @param getting how many wait to get one; who was woken does not
  /// @param putting how many wait to put one; who was woken does not
  /// @param unfinished for how many items [Queue#taskDone()] was not called
  public record Statistics(int size, int limit, int getting, int putting, long unfinished) {}

  /// {@return the state, for people}
  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "["
        + store.size()
        + (limit > 0 ? " of " + limit : "")
        + " items, "
        + getters.size()
        + " getting, "
        + putters.size()
        + " putting"
        + (shutDown ? ", shut down" : "")
        + "]";
  }
}
