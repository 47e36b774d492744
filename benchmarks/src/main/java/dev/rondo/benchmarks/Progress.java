package dev.rondo.benchmarks;

/// Says on the standard error what is going on: one line that changes on a terminal, lines
/// elsewhere.
final class Progress {
  /// Set by the script `run`.
  private static final boolean TERMINAL = Boolean.getBoolean("dev.rondo.benchmarks.terminal");

  private static final String CLEAR_LINE = "\r\u001b[K";

  private Progress() {}

  /// Something small; elsewhere than on a terminal it is left out.
  static void step(String what) {
    if (TERMINAL) {
      System.err.print(CLEAR_LINE + what);
    }
  }

  /// Something to keep.
  static void say(String what) {
    System.err.println(TERMINAL ? CLEAR_LINE + what : what);
  }
}
