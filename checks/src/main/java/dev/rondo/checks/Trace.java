package dev.rondo.checks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a program did, line by line.
final class Trace {
  private static final int LIMIT = 4000;

  private final SteppedLoop loop;
  private final boolean strict;
  private final List<String> lines = new ArrayList<>();

  Trace(SteppedLoop loop, boolean strict) {
    this.loop = loop;
    this.strict = strict;
  }

  /// Adds an event, with the time and, if strict, the pass.
  void log(String who, @Nullable Object... words) {
    if (lines.size() >= LIMIT) {
      throw new TooLongError();
    }
    var line = new StringBuilder(PythonText.seconds(loop.loop().time()));
    if (strict) {
      line.append('/').append(loop.passes());
    }
    line.append(' ').append(who);
    for (var word : words) {
      line.append(' ').append(PythonText.str(word));
    }
    add(line.toString());
  }

  void add(String line) {
    lines.add(line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
