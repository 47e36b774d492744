package dev.rondo;

import java.util.List;

/// Thrown when nothing can ever happen again: nothing is ready, there is no timer, all tasks wait
/// for each other, and no other thread could wake one of them.
///
/// A loop can only know that if no other thread can call it. So this is thrown only while user code
/// has not asked for the [Loop] object, no task waits in code of the JDK, and no result is on its
/// way from another thread.
public final class DeadlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<CallGraph> graph;

  DeadlockException(List<CallGraph> graph) {
    super(describe(graph));
    this.graph = List.copyOf(graph);
  }

  private static String describe(List<CallGraph> graph) {
    var text =
        new StringBuilder("all tasks wait, and nothing can wake any of them:")
            .append(System.lineSeparator());
    graph.forEach(text::append);
    return text.toString();
  }

  /// {@return who waited for what}
  public List<CallGraph> graph() {
    return graph;
  }
}
