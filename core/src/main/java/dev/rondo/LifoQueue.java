package dev.rondo;

import java.util.ArrayDeque;

/// A queue from which the newest item comes out first.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop
/// @asyncio `asyncio.LifoQueue`
public final class LifoQueue<T> extends Queue<T> {
  /// Creates a queue without a limit.
  public LifoQueue() {
    this(0);
  }

  /// Creates a queue with a limit.
  ///
  /// @param limit how many items it holds at most; zero means no limit
  /// @throws IllegalArgumentException if `limit` is negative
  public LifoQueue(int limit) {
    super(limit, new LastInFirstOut<>());
  }

  private static final class LastInFirstOut<T> implements Store<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    @Override
    public void add(T item) {
      items.push(item);
    }

    @Override
    public T remove() {
      return items.pop();
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
}
