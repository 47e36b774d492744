package dev.rondo;

import java.io.PrintWriter;
import java.io.StringWriter;

/// Texts of values that are not ours, whose own `toString` may fail.
final class Text {
  private static final int LIMIT = 200;

  private Text() {}

  static String of(Object value) {
    try {
      var text = String.valueOf(value);
      return text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "...";
    } catch (Throwable broken) {
      return value.getClass().getName()
          + " (its toString threw "
          + broken.getClass().getName()
          + ")";
    }
  }

  static String frames(java.util.List<StackTraceElement> stack) {
    var text = new StringBuilder();
    for (var element : stack) {
      text.append(System.lineSeparator()).append("\tat ").append(element);
    }
    return text.toString();
  }

  static String stackTrace(Throwable exception) {
    try {
      var writer = new StringWriter();
      exception.printStackTrace(new PrintWriter(writer));
      return writer.toString();
    } catch (Throwable broken) {
      return of(exception) + frames(java.util.List.of(exception.getStackTrace()));
    }
  }
}
