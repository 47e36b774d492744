package dev.rondo;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Tasks that wait in line, first come first served; any of them may leave at any time at no cost.
final class Waiters {
  private final SequencedSet<Promise<@Nullable Void>> line = new LinkedHashSet<>();

  /// The front of the line, as far as [#hasLive()] found it cancelled: these stand before all in
  /// `line` until they leave, but are not looked at again.
  private final SequencedSet<Promise<@Nullable Void>> cancelledInFront = new LinkedHashSet<>();

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
    if (!line.remove(waiter)) {
      cancelledInFront.remove(waiter);
    }
  }

  /// How many are in line. One that was cancelled counts, at most until it resumes.
  int size() {
    return cancelledInFront.size() + line.size();
  }

  /// Whether somebody is in line who was not cancelled.
  boolean hasLive() {
    while (!line.isEmpty() && line.getFirst().isCancelled()) {
      cancelledInFront.add(line.removeFirst());
    }
    return !line.isEmpty();
  }

  /// The one in front, woken or cancelled or not; null if there is none.
  @Nullable Promise<@Nullable Void> first() {
    if (!cancelledInFront.isEmpty()) {
      return cancelledInFront.getFirst();
    }
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
    cancelledInFront.clear();
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
