package dev.rondo.testing;

import java.util.List;

/// Thrown when code does not bear being interrupted at some of its waits. The message tells at
/// which; the cause is the first failure, the others are suppressed.
public final class EveryWaitFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final transient List<String> points;

  EveryWaitFailure(String message, List<String> points, List<Throwable> failures) {
    super(message, failures.getFirst());
    this.points = List.copyOf(points);
    failures.stream().skip(1).forEach(this::addSuppressed);
  }

  /// {@return the waits at which the code failed, and how}
  public List<String> points() {
    return points;
  }
}
