package dev.rondo.testing.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// A place for a number of tasks at a time.
final class Room {
  private final SmallProgram program;
  private final int most;
  private int inside;

  Room(SmallProgram program, int most) {
    this.program = program;
    this.most = most;
  }

  /// Enters, stays for a while, or not, and leaves.
  void visit() {
    inside++;
    try {
      assertTrue(inside <= most, () -> inside + " are inside, but there is room for " + most);
      program.pause();
    } finally {
      inside--;
    }
  }
}
