package dev.rondo.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lines for a `for` loop, each of which is read when it is asked for.
final class Lines implements Iterator<String> {
  /// Reads a line; null at the end.
  @FunctionalInterface
  interface Source {
    @Nullable String readLine() throws IOException;
  }

  private final Source source;
  private @Nullable String next;

  Lines(Source source) {
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = source.readLine();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
    return next != null;
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    var line = Objects.requireNonNull(next);
    next = null;
    return line;
  }
}
