package dev.rondo.oracle;

import dev.rondo.CancelledError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values in Python's notation, so that the lines of a ported program can be compared as they are.
public final class Python {
  private Python() {}

  /// A tuple.
  public record Tuple(List<@Nullable Object> elements) {}

  public static Tuple tuple(@Nullable Object... elements) {
    var list = new ArrayList<@Nullable Object>(elements.length);
    for (var element : elements) {
      list.add(element);
    }
    return new Tuple(list);
  }

  /// The arguments of an exception: its text, or the reason of a cancellation.
  public static Tuple args(Throwable exception) {
    if (exception instanceof CancelledError error) {
      return error.reason().map(Python::tuple).orElse(tuple());
    }
    return exception.getMessage() == null ? tuple() : tuple(text(exception));
  }

  /// The text of an exception, with identities as `@...`.
  public static String text(Throwable exception) {
    return String.valueOf(exception.getMessage()).replaceAll("@\\w+", "@...");
  }

  /// The name of an exception's type.
  public static String typeName(Throwable exception) {
    return exception.getClass().getSimpleName();
  }

  /// What `print` writes for a value: the characters of a string, else [#repr(Object)].
  public static String str(@Nullable Object value) {
    return value instanceof String string ? string : repr(value);
  }

  /// A value as Python's source would have it.
  public static String repr(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean bool -> bool ? "True" : "False";
      case String string -> quoted(string);
      case List<?> list -> all(list, "[", "]");
      case Tuple(var elements) -> all(elements, "(", elements.size() == 1 ? ",)" : ")");
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Throwable exception -> typeName(exception) + all(args(exception).elements(), "(", ")");
      default -> value.toString();
    };
  }

  private static String all(List<?> values, String open, String close) {
    return values.stream().map(Python::repr).collect(Collectors.joining(", ", open, close));
  }

  private static String quoted(String string) {
    var quote = string.contains("'") && !string.contains("\"") ? "\"" : "'";
    var escaped = string.replace("\\", "\\\\");
    return quote + (quote.equals("'") ? escaped.replace("'", "\\'") : escaped) + quote;
  }
}
