package dev.rondo.oracle;

/// Another failure that ported programs throw of their own accord.
public final class KeyError extends Exception {
  private static final long serialVersionUID = 1L;

  public KeyError(String message) {
    super(message);
  }
}
