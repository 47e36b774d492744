package dev.rondo.testing;

import java.util.ArrayList;
import java.util.List;

/// Remembers what happened, in order.
///
/// @threads any
/// @asyncio none
public final class Recorder {
  private final List<String> events = new ArrayList<>();

  /// Creates an empty recorder.
  public Recorder() {}

  /// Remembers an event.
  ///
  /// @param event what happened
  public synchronized void record(String event) {
    events.add(event);
  }

  /// {@return what happened so far}
  public synchronized List<String> events() {
    return List.copyOf(events);
  }

  /// Checks that exactly these events happened, in this order.
  ///
  /// @param expected the events
  /// @throws AssertionError if not
  public void assertExactly(String... expected) {
    check(events().equals(List.of(expected)), "exactly " + List.of(expected));
  }

  /// Checks that these events happened in this order, whatever happened between them.
  ///
  /// @param expected the events
  /// @throws AssertionError if not
  public void assertOrder(String... expected) {
    var next = 0;
    for (var event : events()) {
      if (next < expected.length && event.equals(expected[next])) {
        next++;
      }
    }
    check(
        next == expected.length,
        "in this order "
            + List.of(expected)
            + (next < expected.length
                ? ", where " + expected[next] + (next == 0 ? "" : " after " + expected[next - 1])
                : ""));
  }

  /// Checks that both events happened, one of them first.
  ///
  /// @param first happened at least once before `second` happened for the first time
  /// @param second the other event
  /// @throws AssertionError if not
  public void assertBefore(String first, String second) {
    var all = events();
    var early = all.indexOf(first);
    var late = all.indexOf(second);
    check(early >= 0 && late >= 0 && early < late, first + " before " + second);
  }

  private void check(boolean holds, String expectation) {
    if (!holds) {
      throw new AssertionError("expected " + expectation + ", but recorded: " + events());
    }
  }

  /// {@return the events, for people}
  @Override
  public String toString() {
    return "Recorder" + events();
  }
}
