package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a task waits for, since when, at which line, and who waits for it.
///
/// Made by [Async#captureCallGraph()] for all tasks of a loop, and by
/// [TaskGroup#shutdown(java.time.Duration)] for those that were late.
///
/// @param task the task
/// @param awaits what it waits for, for people; empty if it is running, ready, or waits in code of
///   the JDK
/// @param owner the name of the task that holds what it waits for, if that is known
/// @param age how long it has been waiting, to within a few passes of the loop
/// @param stack where it is, innermost frame first, without the frames of this library
/// @param awaitedBy the tasks that wait for this one, oldest first
/// @asyncio `asyncio.FutureCallGraph`
public record CallGraph(
    Task<?> task,
    Optional<String> awaits,
    Optional<String> owner,
    Duration age,
    List<StackTraceElement> stack,
    List<CallGraph> awaitedBy) {

  /// Copies the lists.
  public CallGraph {
    Arguments.notNull(task, "task");
    Arguments.notNull(awaits, "awaits");
    Arguments.notNull(owner, "owner");
    Arguments.notNull(age, "age");
    stack = List.copyOf(Arguments.notNull(stack, "stack"));
    awaitedBy = List.copyOf(Arguments.notNull(awaitedBy, "awaitedBy"));
  }

  /// The graphs of those tasks that do not wait for another task; all others hang below them. Tasks
  /// that wait for each other in a circle have none; the oldest of each circle stands for it.
  static List<CallGraph> of(Loop loop) {
    var tasks = loop.tasks.toList();
    var waitingFor = waitingFor(tasks);
    Map<Task<?>, Boolean> shown = new HashMap<>();
    var roots = new ArrayList<CallGraph>();
    for (var task : tasks) {
      if (Waits.tasksAwaitedBy(task).isEmpty()) {
        roots.add(build(task, waitingFor, shown));
      }
    }
    for (var task : tasks) {
      if (!shown.containsKey(task)) {
        roots.add(build(task, waitingFor, shown));
      }
    }
    return List.copyOf(roots);
  }

  /// The graphs of some tasks of one loop, each with those that wait for it.
  static List<CallGraph> of(List<? extends Task<?>> some) {
    var graphs = new ArrayList<CallGraph>();
    if (!some.isEmpty()) {
      var waitingFor = waitingFor(some.getFirst().loop.tasks.toList());
      some.forEach(task -> graphs.add(build(task, waitingFor, new HashMap<>())));
    }
    return List.copyOf(graphs);
  }

  private static Map<Task<?>, List<Task<?>>> waitingFor(List<Task<?>> tasks) {
    Map<Task<?>, List<Task<?>>> waitingFor = new HashMap<>();
    for (var task : tasks) {
      for (var awaited : Waits.tasksAwaitedBy(task)) {
        waitingFor.computeIfAbsent(awaited, _ -> new ArrayList<>()).add(task);
      }
    }
    return waitingFor;
  }

  private static CallGraph build(
      Task<?> root, Map<Task<?>, List<Task<?>>> waitingFor, Map<Task<?>, Boolean> shown) {
    // Deep chains of awaits are common enough, so no recursion: children before parents.
    var order = new ArrayList<Task<?>>();
    var children = new HashMap<Task<?>, List<Task<?>>>();
    order.add(root);
    shown.put(root, true);
    for (var index = 0; index < order.size(); index++) {
      var task = order.get(index);
      var below = new ArrayList<Task<?>>();
      for (var waiter : waitingFor.getOrDefault(task, List.of())) {
        if (shown.put(waiter, true) == null) {
          below.add(waiter);
          order.add(waiter);
        }
      }
      children.put(task, below);
    }
    var built = new HashMap<Task<?>, CallGraph>();
    for (var task : order.reversed()) {
      var below = new ArrayList<CallGraph>();
      for (var child : children.getOrDefault(task, List.of())) {
        var graph = built.get(child);
        if (graph != null) {
          below.add(graph);
        }
      }
      built.put(task, describe(task, below));
    }
    return java.util.Objects.requireNonNull(built.get(root));
  }

  private static CallGraph describe(Task<?> task, List<CallGraph> awaitedBy) {
    return new CallGraph(
        task,
        Waits.describe(task),
        Waits.owner(task),
        Waits.age(task),
        Waits.stack(task),
        awaitedBy);
  }

  /// {@return the graph as text, one line for each task and each frame}
  @Override
  public String toString() {
    var text = new StringBuilder();
    // Each entry knows its depth; a stack of entries instead of recursion.
    record Line(CallGraph graph, int depth) {}
    var open = new java.util.ArrayDeque<Line>();
    open.push(new Line(this, 0));
    while (!open.isEmpty()) {
      var line = open.pop();
      line.graph.append(text, "  ".repeat(Math.min(line.depth, 40)));
      for (var child : line.graph.awaitedBy.reversed()) {
        open.push(new Line(child, line.depth + 1));
      }
    }
    return text.toString();
  }

  private void append(StringBuilder text, String indent) {
    text.append(indent).append("* ").append(task.name());
    awaits.ifPresent(
        what -> text.append(" waits ").append(age.toMillis()).append(" ms for ").append(what));
    owner.ifPresent(name -> text.append(", held by ").append(name));
    text.append(System.lineSeparator());
    for (var frame : stack) {
      text.append(indent).append("    at ").append(frame).append(System.lineSeparator());
    }
  }
}
