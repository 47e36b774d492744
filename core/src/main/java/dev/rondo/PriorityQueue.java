package dev.rondo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A queue from which the least item comes out first; equal items come out in the order in which
/// they were put.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop
/// @asyncio `asyncio.PriorityQueue`
public final class PriorityQueue<T> extends Queue<T> {
  private PriorityQueue(int limit, Comparator<? super T> order) {
    super(limit, new LeastFirst<>(Arguments.notNull(order, "order")));
  }

  /// {@return a new queue without a limit, of items with a natural order}
  ///
  /// @param <T> the type of the items
  public static <T extends Comparable<? super T>> PriorityQueue<T> create() {
    return create(0);
  }

  /// {@return a new queue with a limit, of items with a natural order}
  ///
  /// @param limit how many items it holds at most; zero means no limit
  /// @param <T> the type of the items
  /// @throws IllegalArgumentException if `limit` is negative
  public static <T extends Comparable<? super T>> PriorityQueue<T> create(int limit) {
    return new PriorityQueue<>(limit, Comparator.<T>naturalOrder());
  }

  /// {@return a new queue with an order}
  ///
  /// @param limit how many items it holds at most; zero means no limit
  /// @param order says which item is less. What it throws leaves `put` or `get`, and nothing was
  ///   put or taken out. It must neither wait nor use the queue
  /// @param <T> the type of the items
  /// @throws IllegalArgumentException if `limit` is negative
  public static <T> PriorityQueue<T> create(int limit, Comparator<? super T> order) {
    return new PriorityQueue<>(limit, order);
  }

  /// A binary heap. `java.util.PriorityQueue` is no help: an item whose comparison throws stays in
  /// it.
  private static final class LeastFirst<T> implements Store<T> {
    private record Entry<T>(T item, long number) {}

    private final List<Entry<T>> heap = new ArrayList<>();
    private final Comparator<? super T> order;
    private long added;

    /// How often the heap was changed.
    private long changes;

    LeastFirst(Comparator<? super T> order) {
      this.order = order;
    }

    private boolean less(Entry<T> a, Entry<T> b) {
      var compared = order.compare(a.item, b.item);
      return compared != 0 ? compared < 0 : a.number < b.number;
    }

    @Override
    public void add(T item) {
      var entry = new Entry<>(item, added++);
      var changesBefore = changes;
      if (heap.isEmpty()) {
        var _ = order.compare(item, item);
      }
      // All comparisons come first, so that one that throws changes nothing.
      var place = heap.size();
      var path = new ArrayList<Integer>();
      while (place > 0 && less(entry, heap.get((place - 1) / 2))) {
        path.add(place);
        place = (place - 1) / 2;
      }
      checkOnlyCompared(changesBefore);
      heap.add(entry);
      for (var below : path) {
        heap.set(below, heap.get((below - 1) / 2));
      }
      heap.set(place, entry);
    }

    @Override
    public T remove() {
      var changesBefore = changes;
      var least = heap.getFirst();
      var moved = heap.getLast();
      var size = heap.size() - 1;
      var path = new ArrayList<Integer>();
      var place = 0;
      while (2 * place + 1 < size) {
        var child = 2 * place + 1;
        if (child + 1 < size && less(heap.get(child + 1), heap.get(child))) {
          child++;
        }
        if (!less(heap.get(child), moved)) {
          break;
        }
        path.add(child);
        place = child;
      }
      checkOnlyCompared(changesBefore);
      var _ = heap.removeLast();
      var hole = 0;
      for (var child : path) {
        heap.set(hole, heap.get(child));
        hole = child;
      }
      if (size > 0) {
        heap.set(hole, moved);
      }
      return least.item;
    }

    /// A comparison that uses the queue, or waits so that others can, makes the path worthless.
    private void checkOnlyCompared(long changesBefore) {
      if (changes != changesBefore) {
        throw new IllegalStateException(
            "the queue was used while its items were compared; the order must neither use the queue"
                + " nor wait");
      }
      changes++;
    }

    @Override
    public void clear() {
      heap.clear();
      changes++;
    }

    @Override
    public int size() {
      return heap.size();
    }
  }
}
