package dev.rondo.checks;

/// Another failure of a program.
final class KeyError extends Exception {
  private static final long serialVersionUID = 1L;

  KeyError(String message) {
    super(message);
  }
}
