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
  /// Those that were woken in vain; they come before all others.
  private final SequencedSet<Promise<@Nullable Void>> wokenInVain = new LinkedHashSet<>();

  private final SequencedSet<Promise<@Nullable Void>> line = new LinkedHashSet<>();
  private final Set<Promise<@Nullable Void>> reservations = new HashSet<>();

  void enlist(Promise<@Nullable Void> signal) {
    line.add(signal);
  }

  /// Enlists again whoever found nothing when it resumed, at the place that it had.
  void enlistAgain(Promise<@Nullable Void> signal) {
    wokenInVain.add(signal);
  }

  /// Wakes the first in line and reserves something for it.
  ///
  /// @return whether there was one
  boolean reserve() {
    return reserveForOtherThan(null);
  }

  /// Wakes the first in line other than `exception`, and reserves something for it.
  ///
  /// @return whether there was one
  boolean reserveForOtherThan(@Nullable Promise<@Nullable Void> exception) {
    var first = firstOtherThan(exception);
    if (first == null) {
      return false;
    }
    remove(first);
    reservations.add(first);
    first.succeed(null);
    return true;
  }

  /// The first in line that was not woken or cancelled. Those that were do not come back, so they
  /// are dropped on the way.
  private @Nullable Promise<@Nullable Void> firstOtherThan(
      @Nullable Promise<@Nullable Void> exception) {
    var first = firstOtherThan(wokenInVain, exception);
    return first != null ? first : firstOtherThan(line, exception);
  }

  private static @Nullable Promise<@Nullable Void> firstOtherThan(
      SequencedSet<Promise<@Nullable Void>> part, @Nullable Promise<@Nullable Void> exception) {
    for (var signals = part.iterator(); signals.hasNext(); ) {
      var signal = signals.next();
      if (signal.isDone()) {
        signals.remove();
      } else if (signal != exception) {
        return signal;
      }
    }
    return null;
  }

  /// Wakes all in line, with nothing for them.
  void wakeAll() {
    Promise<@Nullable Void> first;
    while ((first = firstOtherThan(null)) != null) {
      remove(first);
      first.succeed(null);
    }
  }

  /// Leaves the line.
  ///
  /// @return whether something was reserved, which is to be used now or should go to the next one
  boolean leave(Promise<@Nullable Void> signal) {
    remove(signal);
    return reservations.remove(signal);
  }

  private void remove(Promise<@Nullable Void> signal) {
    if (!line.remove(signal)) {
      wokenInVain.remove(signal);
    }
  }

  /// Whether somebody is in line who was not woken or cancelled.
  boolean hasLive() {
    return firstOtherThan(null) != null;
  }

  /// Whether somebody other than `exception` is in line who was not woken or cancelled.
  boolean hasLiveOtherThan(@Nullable Promise<@Nullable Void> exception) {
    return firstOtherThan(exception) != null;
  }

  /// How many are in line, or were woken and have not resumed. One that was cancelled counts, at
  /// most until it resumes.
  int size() {
    return wokenInVain.size() + line.size() + reservations.size();
  }

  int reservations() {
    return reservations.size();
  }
}
