package dev.rondo.testing;

/// The tasks that were there when a run failed, and what they waited for. Suppressed on the
/// failure, so that it is printed with it.
public final class WaitGraph extends Throwable {
  private static final long serialVersionUID = 1L;

  WaitGraph(String message) {
    super(message, null, false, false);
  }
}
