package dev.rondo;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A line of tasks in which whoever is woken has something reserved until it resumes.
///
/// One signal may stand in several lines, for a select; only one of them wakes it.
final class ReservingLine {
  private final SequencedSet<Promise<@Nullable Void>> line = new LinkedHashSet<>();
  private final Set<Promise<@Nullable Void>> reservations = new HashSet<>();

  void enlist(Promise<@Nullable Void> signal) {
    line.add(signal);
  }

  /// Wakes the first in line and reserves something for it. Nothing happens if there is nobody.
  void reserve() {
    while (!line.isEmpty()) {
      var first = line.removeFirst();
      if (!first.isDone()) {
        reservations.add(first);
        first.succeed(null);
        return;
      }
    }
  }

  /// Wakes all in line, with nothing for them.
  void wakeAll() {
    while (!line.isEmpty()) {
      var first = line.removeFirst();
      if (!first.isDone()) {
        first.succeed(null);
      }
    }
  }

  /// Ends a reservation that is about to be used.
  ///
  /// @return whether there was one
  boolean useReservation(Promise<@Nullable Void> signal) {
    line.remove(signal);
    return reservations.remove(signal);
  }

  /// Leaves the line.
  ///
  /// @return whether a reservation was given up, which should go to the next one
  boolean leave(Promise<@Nullable Void> signal) {
    line.remove(signal);
    return reservations.remove(signal);
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /// Whether somebody is in line who was not woken or cancelled.
  boolean hasLive() {
    for (var signal : line) {
      if (!signal.isDone()) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return line.size() + reservations.size();
  }

  int reservations() {
    return reservations.size();
  }
}
