package dev.rondo;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is ready to run, first in, first out.
///
/// Not an `ArrayDeque`, for one reason: that one leaves the arrays it has outgrown filled. A large
/// one lies in the old generation, where it keeps alive what it names long after everything else
/// has forgotten it: the collector then copied the tasks of loops that had ended.
final class ReadyQueue {
  private static final int FIRST_CAPACITY = 64; // a power of two, as every capacity

  private @Nullable Object[] items = new @Nullable Object[FIRST_CAPACITY];
  private int head;
  private int size;

  void add(Object item) {
    if (size == items.length) {
      grow();
    }
    items[index(size)] = item;
    size++;
  }

  private int index(int place) {
    return (head + place) & (items.length - 1);
  }

  private void grow() {
    var larger = Arrays.copyOfRange(items, head, head + 2 * items.length);
    System.arraycopy(items, 0, larger, items.length - head, head);
    Arrays.fill(items, null);
    items = larger;
    head = 0;
  }

  /// The one in front, null if there is none.
  @Nullable Object poll() {
    var item = items[head];
    if (item != null) {
      items[head] = null;
      head = index(1);
      size--;
    }
    return item;
  }

  Object remove() {
    var item = poll();
    if (item == null) {
      throw new NoSuchElementException("nothing is ready");
    }
    return item;
  }

  /// The one at a place, 0 being the front.
  Object get(int place) {
    return java.util.Objects.requireNonNull(items[index(place)]);
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void removeIf(Predicate<Object> condition) {
    var kept = 0;
    for (var place = 0; place < size; place++) {
      var item = get(place);
      if (!condition.test(item)) {
        items[index(kept++)] = item;
      }
    }
    while (size > kept) {
      items[index(--size)] = null;
    }
  }

  /// Removes the first that is the same object.
  ///
  /// @return whether there was one
  boolean removeFirst(Object item) {
    for (var place = 0; place < size; place++) {
      if (get(place) == item) {
        removeAt(place);
        return true;
      }
    }
    return false;
  }

  /// Removes the last that is the same object, if there is one.
  void removeLast(Object item) {
    for (var place = size - 1; place >= 0; place--) {
      if (get(place) == item) {
        removeAt(place);
        return;
      }
    }
  }

  private void removeAt(int place) {
    for (var next = place + 1; next < size; next++) {
      items[index(next - 1)] = items[index(next)];
    }
    items[index(--size)] = null;
  }
}
