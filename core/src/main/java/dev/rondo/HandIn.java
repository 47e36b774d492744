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
///
/// Not final, so that checks can be told of each call.
class HandIn {
  private record Node(Object item, @Nullable Node below, boolean refusesCalls) {}

  private static final Node CLOSED = new Node("closed", null, true);

  /// What an empty stack looks like once calls are refused.
  private static final Node REFUSING = new Node("refusing", null, true);

  private boolean refusing; // of the thread of the loop

  private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

  /// {@return whether the item was accepted: false if this is closed}
  final boolean put(Object item) {
    return put(item, false);
  }

  /// Like [#put(Object)], for what is refused earlier.
  final boolean putCall(Object item) {
    return put(item, true);
  }

  private boolean put(Object item, boolean call) {
    while (true) {
      var seen = top.get();
      var refuses = seen != null && seen.refusesCalls;
      if (seen == CLOSED || (call && refuses)) {
        return false;
      }
      if (top.compareAndSet(seen, new Node(item, seen, refuses))) {
        return true;
      }
    }
  }

  /// Refuses further calls and moves everything to the end of `queue`.
  void refuseCalls(ReadyQueue queue) {
    refusing = true;
    appendOldestFirst(top.getAndSet(REFUSING), queue);
  }

  /// How many items there are; others may come meanwhile.
  final int size() {
    var size = 0;
    for (var node = top.get();
        node != null && node != CLOSED && node != REFUSING;
        node = node.below) {
      size++;
    }
    return size;
  }

  boolean isEmpty() {
    var seen = top.get();
    return seen == null || seen == CLOSED || seen == REFUSING;
  }

  /// Moves everything to the end of `queue`, oldest first.
  void takeAllTo(ReadyQueue queue) {
    if (!isEmpty()) {
      appendOldestFirst(top.getAndSet(refusing ? REFUSING : null), queue);
    }
  }

  /// Refuses all further items and moves those that are there to the end of `queue`.
  void close(ReadyQueue queue) {
    appendOldestFirst(top.getAndSet(CLOSED), queue);
  }

  private static void appendOldestFirst(@Nullable Node newest, ReadyQueue queue) {
    var turned = new ArrayDeque<>();
    for (var node = newest; node != null && node != CLOSED && node != REFUSING; node = node.below) {
      turned.push(node.item);
    }
    while (!turned.isEmpty()) {
      queue.add(turned.pop());
    }
  }
}
