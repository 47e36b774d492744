package dev.rondo.oracle;

/// The failure that ported programs throw of their own accord.
public final class ValueError extends Exception {
  private static final long serialVersionUID = 1L;

  public ValueError(String message) {
    super(message);
  }
}
