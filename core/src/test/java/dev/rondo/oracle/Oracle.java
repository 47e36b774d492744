package dev.rondo.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What CPython 3.13 printed when it ran a program, and where a port of that program to Java
/// differs.
///
/// The program and its output are resources, `oracle/NAME.py` and `oracle/NAME.out`, and are never
/// changed for the sake of a port. Where Rondo differs on purpose, the test says so, line by line,
/// with the reason; a difference that is not stated fails the test, and so does a stated one that
/// does not occur.
public final class Oracle {
  /// What the port prints instead of one line.
  private record Deviation(List<String> lines, String reason) {}

  private final String name;
  private final List<String> reference;
  private final Map<String, List<Deviation>> deviations = new LinkedHashMap<>();

  private Oracle(String name, List<String> reference) {
    this.name = name;
    this.reference = reference;
  }

  /// The output of the program with this name.
  public static Oracle of(String name) {
    return new Oracle(name, linesOf(name));
  }

  /// What the program with this name printed.
  public static List<String> linesOf(String name) {
    var resource = "/oracle/" + name + ".out";
    try (var stream = Oracle.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new AssertionError("no resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// States that the port prints `line` where CPython prints `original`. Stated once it is meant
  /// for every such line; stated again for the same original, each statement is for one of them, in
  /// order.
  public Oracle differs(String original, String line, String reason) {
    if (original.equals(line)) {
      throw new IllegalArgumentException("no difference: " + line);
    }
    return state(original, new Deviation(List.of(line), reason));
  }

  /// States that the port prints nothing where CPython prints `original`.
  public Oracle lacks(String original, String reason) {
    return state(original, new Deviation(List.of(), reason));
  }

  /// States that the port prints `line` before it prints `original`, as CPython does.
  public Oracle adds(String line, String original, String reason) {
    return state(original, new Deviation(List.of(line, original), reason));
  }

  private Oracle state(String original, Deviation deviation) {
    if (!reference.contains(original)) {
      fail(name + " has no line to differ from: " + original);
    }
    deviations.computeIfAbsent(original, _ -> new ArrayList<>()).add(deviation);
    return this;
  }

  /// Fails unless the trace is the reference with exactly the stated deviations.
  public void matches(Trace trace) {
    deviations.forEach(this::checkCount);
    var expected = new ArrayList<String>();
    var seen = new HashMap<String, Integer>();
    for (var line : reference) {
      var stated = deviations.get(line);
      if (stated == null) {
        expected.add(line);
      } else {
        var occurrence = seen.merge(line, 1, Integer::sum) - 1;
        expected.addAll(stated.get(Math.min(occurrence, stated.size() - 1)).lines);
      }
    }
    var actual = trace.lines();
    assertEquals(
        String.join("\n", expected), String.join("\n", actual), () -> describe(expected, actual));
  }

  private void checkCount(String original, List<Deviation> stated) {
    var occurrences = Collections.frequency(reference, original);
    if (stated.size() > 1 && stated.size() != occurrences) {
      fail(
          name
              + " has this line "
              + occurrences
              + " times, but "
              + stated.size()
              + " deviations are stated for it: "
              + original);
    }
  }

  private String describe(List<String> expected, List<String> actual) {
    var same = 0;
    while (same < Math.min(expected.size(), actual.size())
        && expected.get(same).equals(actual.get(same))) {
      same++;
    }
    var text = new StringBuilder(name + " differs from CPython in line " + (same + 1));
    if (same < actual.size()) {
      for (var deviation : deviations.getOrDefault(actual.get(same), List.of())) {
        text.append("; a stated deviation does not occur (").append(deviation.reason).append(')');
      }
    }
    return text.toString();
  }
}
