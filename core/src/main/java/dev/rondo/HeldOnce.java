package dev.rondo;

import org.jspecify.annotations.Nullable;

/// Gives something back once, however often it is closed: a second time it may be somebody else's.
final class HeldOnce implements Held {
  private @Nullable Runnable release;

  HeldOnce(Runnable release) {
    this.release = release;
  }

  @Override
  public void close() {
    var first = release;
    release = null;
    if (first != null) {
      first.run();
    }
  }
}
