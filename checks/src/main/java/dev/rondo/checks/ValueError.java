package dev.rondo.checks;

/// A failure of a program.
final class ValueError extends Exception {
  private static final long serialVersionUID = 1L;

  ValueError(String message) {
    super(message);
  }
}
