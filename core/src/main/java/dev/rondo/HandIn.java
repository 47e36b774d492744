package dev.rondo;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where other threads hand work in to a loop: any number of threads put, the loop's thread takes
/// all.
///
/// A stack of nodes that the loop takes whole and turns round, so the order of each thread is kept.
/// Closing it and putting into it exclude each other: what was accepted is in what [#close] takes
/// out or was taken before.
final class HandIn {
  private record Node(Object item, @Nullable Node below) {}

  private static final Node CLOSED = new Node("closed", null);

  private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

  /// {@return whether the item was accepted: false if this is closed}
  boolean put(Object item) {
    while (true) {
      var seen = top.get();
      if (seen == CLOSED) {
        return false;
      }
      if (top.compareAndSet(seen, new Node(item, seen))) {
        return true;
      }
    }
  }

  boolean isEmpty() {
    var seen = top.get();
    return seen == null || seen == CLOSED;
  }

  /// Moves everything to the end of `queue`, oldest first.
  void takeAllTo(ArrayDeque<Object> queue) {
    if (!isEmpty()) {
      appendOldestFirst(top.getAndSet(null), queue);
    }
  }

  /// Refuses all further items and moves those that are there to the end of `queue`.
  void close(ArrayDeque<Object> queue) {
    appendOldestFirst(top.getAndSet(CLOSED), queue);
  }

  private static void appendOldestFirst(@Nullable Node newest, ArrayDeque<Object> queue) {
    var turned = new ArrayDeque<>();
    for (var node = newest; node != null && node != CLOSED; node = node.below) {
      turned.push(node.item);
    }
    queue.addAll(turned);
  }
}
