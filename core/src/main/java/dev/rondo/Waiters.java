package dev.rondo;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Tasks that wait in line, first come first served; any of them may leave at any time at no cost.
final class Waiters {
  private final SequencedSet<Promise<@Nullable Void>> line = new LinkedHashSet<>();

  /// What a waiting task shows as what it waits for.
  private final Object owner;

  Waiters(Object owner) {
    this.owner = owner;
  }

  /// Adds a new waiter at the end.
  Promise<@Nullable Void> join(Task<?> task) {
    var waiter = new Promise<@Nullable Void>(task.loop, owner);
    line.add(waiter);
    return waiter;
  }

  /// Adds a signal that may stand in other lines too.
  void join(Promise<@Nullable Void> signal) {
    line.add(signal);
  }

  void leave(Promise<@Nullable Void> waiter) {
    line.remove(waiter);
  }

  boolean contains(Promise<@Nullable Void> waiter) {
    return line.contains(waiter);
  }

  int size() {
    return line.size();
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /// Whether somebody is in line who was not cancelled.
  boolean hasLive() {
    for (var waiter : line) {
      if (!waiter.isCancelled()) {
        return true;
      }
    }
    return false;
  }

  /// The one in front, woken or not; null if there is none.
  @Nullable Promise<@Nullable Void> first() {
    return line.isEmpty() ? null : line.getFirst();
  }

  /// Wakes the one in front unless it is awake; it stays in line.
  void wakeFirst() {
    var first = first();
    if (first != null && !first.isDone()) {
      first.succeed(null);
    }
  }

  /// Takes those in front out of the line until one of them was woken.
  ///
  /// @return whether there was one to wake
  boolean takeAndWake() {
    while (!line.isEmpty()) {
      var first = line.removeFirst();
      if (!first.isDone()) {
        first.succeed(null);
        return true;
      }
    }
    return false;
  }

  /// Takes all out of the line and wakes them.
  void takeAndWakeAll() {
    while (takeAndWake()) {
      // each call wakes one
    }
  }
}
