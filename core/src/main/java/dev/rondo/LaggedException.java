package dev.rondo;

/// Thrown to a subscriber of a [Broadcast] that was too slow.
public final class LaggedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// How many items were lost.
  private final long missed;

  LaggedException(long missed) {
    super("the subscriber was too slow and missed " + missed + " items");
    this.missed = missed;
  }

  /// {@return how many items were lost}
  public long missed() {
    return missed;
  }
}
