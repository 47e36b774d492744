package dev.rondo.oracle;

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

  /// All lines so far.
  public List<String> lines() {
    return lines;
  }
}
