package dev.rondo.checks;

/// Ends a program that does not end by itself.
final class TooLongError extends Error {
  private static final long serialVersionUID = 1L;

  TooLongError() {
    super("the program does not end");
  }
}
