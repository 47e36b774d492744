package dev.rondo.checks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How Python writes values.
final class PythonText {
  private PythonText() {}

  /// A tuple of Python, which is written with round brackets.
  record Tuple(List<?> items) {}

  /// What `str` gives.
  static String str(@Nullable Object value) {
    return value instanceof String text ? text : repr(value);
  }

  private static String repr(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean flag -> flag ? "True" : "False";
      case String text -> "'" + text + "'";
      case List<?> list -> "[" + join(list) + "]";
      case Tuple(var items) -> "(" + join(items) + ")";
      default -> value.toString();
    };
  }

  private static String join(List<?> items) {
    return items.stream().map(PythonText::repr).collect(Collectors.joining(", "));
  }

  /// Nanoseconds as seconds, in the format `g`.
  static String seconds(long nanos) {
    return nanos % 1_000_000_000 == 0 && nanos < 1_000_000_000_000_000L
        ? Long.toString(nanos / 1_000_000_000)
        : BigDecimal.valueOf(nanos, 9)
            .round(new MathContext(6))
            .stripTrailingZeros()
            .toPlainString();
  }
}
