package dev.rondo.oracle;

import dev.rondo.Action;
import dev.rondo.Awaitable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a ported program prints.
public final class Trace {
  private final List<String> lines = new ArrayList<>();

  /// Adds a line, as Python's `print` would write it.
  public void print(@Nullable Object... values) {
    lines.add(Arrays.stream(values).map(Python::str).collect(Collectors.joining(" ")));
  }

  /// Awaits something and adds a line that says what came of it.
  public void attempt(String label, Awaitable<? extends @Nullable Object> body) {
    try {
      print(label, "->", body.await());
    } catch (Throwable e) {
      print(label, "-> raises", Python.typeName(e), Python.args(e));
    }
  }

  /// Awaits something without a result and adds a line that says what came of it.
  public void attempt(String label, Action body) {
    attempt(label, Awaitable.of(body));
  }

  /// All lines so far.
  public List<String> lines() {
    return lines;
  }
}
