package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Event;
import dev.rondo.Held;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings pieces of code in different tasks into a given order.
///
/// ```java
/// try (var _ = sequencer.at(3)) { ... }
/// ```
///
/// waits until the code at place 2 has ended; place 0 comes first. Each place is for one piece of
/// code.
///
/// @threads the coroutines of one loop
/// @asyncio none; `trio.testing.Sequencer`
public final class Sequencer {
  private final Map<Integer, Event> turns = new HashMap<>();
  private final Set<Integer> used = new HashSet<>();
  private @Nullable String broken;

  /// Creates a sequencer at whose place 0 nobody was.
  public Sequencer() {}

  /// Waits for the turn of a place.
  ///
  /// @param place the place, from 0 on
  /// @return closing it begins the turn of the next place
  /// @throws IllegalArgumentException if `place` is negative
  /// @throws IllegalStateException if somebody was at this place before, or somebody who waited for
  ///   an earlier place was cancelled, so that this turn cannot come
  /// @suspends if the place before has not ended
  /// @cancel breaks the sequence: all who wait get an exception
  public Held at(int place) {
    if (place < 0) {
      throw new IllegalArgumentException("the first place is 0, but it is " + place);
    }
    if (!used.add(place)) {
      throw new IllegalStateException(
          "place " + place + " is used twice; each place is for one piece of code");
    }
    checkNotBroken(place);
    if (place > 0) {
      try {
        turn(place).await();
      } catch (Throwable cancelled) {
        broken = "who waited for place " + place + " was cancelled";
        turns.values().forEach(Event::set);
        throw cancelled;
      }
      checkNotBroken(place);
    }
    return () -> turn(place + 1).set();
  }

  /// Runs code at a place.
  ///
  /// @param place the place, from 0 on
  /// @param body the code
  /// @throws Exception what `body` throws; the turn of the next place begins nevertheless
  /// @suspends if the place before has not ended, or `body` does
  /// @cancel while this waits for its turn, breaks the sequence
  public void at(int place, Action body) throws Exception {
    try (var _ = at(place)) {
      body.run();
    }
  }

  private Event turn(int place) {
    return turns.computeIfAbsent(place, _ -> new Event());
  }

  private void checkNotBroken(int place) {
    if (broken != null) {
      throw new IllegalStateException("the turn of place " + place + " cannot come: " + broken);
    }
  }
}
