package dev.rondo.testing;

/// Thrown when a run has not ended after very many steps: then some tasks keep each other busy and
/// nothing comes of it.
public final class StepLimitFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  StepLimitFailure(int steps, String graph) {
    super("the run did not end within " + steps + " steps; the tasks:\n" + graph);
  }
}
