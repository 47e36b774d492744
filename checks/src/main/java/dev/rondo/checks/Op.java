package dev.rondo.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a program.
///
/// @param kind what to do
/// @param arguments numbers, texts, flags, bodies (lists of steps) and lists of bodies
record Op(String kind, List<@Nullable Object> arguments) {
  static Op of(String kind, @Nullable Object... arguments) {
    List<@Nullable Object> list = new ArrayList<>();
    for (var argument : arguments) {
      list.add(argument);
    }
    return new Op(kind, Collections.unmodifiableList(list));
  }

  private Object argument(int index) {
    var argument = arguments.get(index);
    if (argument == null) {
      throw new IllegalArgumentException("argument " + index + " is missing: " + this);
    }
    return argument;
  }

  boolean has(int index) {
    return arguments.get(index) != null;
  }

  int number(int index) {
    return ((Number) argument(index)).intValue();
  }

  /// A number of seconds, rounded to microseconds as in `dsl.py`.
  Duration delay(int index) {
    var seconds = ((Number) argument(index)).doubleValue();
    return Duration.ofNanos(Math.round(seconds * 1e6) * 1000);
  }

  String text(int index) {
    return (String) argument(index);
  }

  boolean flag(int index) {
    return (Boolean) argument(index);
  }

  @SuppressWarnings("unchecked") // made by the generator or the parser
  List<Op> body(int index) {
    return (List<Op>) argument(index);
  }

  @SuppressWarnings("unchecked") // made by the generator or the parser
  List<List<Op>> bodies(int index) {
    return (List<List<Op>>) argument(index);
  }
}
