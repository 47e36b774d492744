package dev.rondo.testing;

import dev.rondo.CallGraph;
import dev.rondo.Task;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where tasks wait, for people.
final class Places {
  /// Those of our classes that wait, or call code that does.
  private static final Set<String> OURS =
      Set.of(
          BytePipe.class.getName(),
          EveryWait.class.getName(),
          Interruption.class.getName(),
          MemoryStream.class.getName(),
          RondoExtension.class.getName(),
          TestRun.class.getName(),
          Schedules.class.getName(),
          Sequencer.class.getName(),
          Suspension.class.getName(),
          Testing.class.getName(),
          VirtualClock.class.getName());

  private Places() {}

  /// The line of the user's code that waits; of the JDK's if there is none.
  static Optional<StackTraceElement> firstOfUser(List<StackTraceElement> stack) {
    return stack.stream()
        .filter(frame -> !isOfJdk(frame.getClassName()) && !isOurs(frame.getClassName()))
        .findFirst()
        .or(() -> stack.stream().findFirst());
  }

  private static boolean isOfJdk(String name) {
    return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
  }

  static boolean isOurs(String name) {
    var end = name.indexOf('$');
    var outer = end < 0 ? name : name.substring(0, end);
    return OURS.contains(outer) || outer.matches("dev\\.rondo\\.\\w+");
  }

  /// The line of the user's code at which something was thrown.
  static Optional<StackTraceElement> of(Throwable thrown) {
    return firstOfUser(List.of(thrown.getStackTrace()))
        .filter(frame -> !frame.getClassName().startsWith("org.junit."))
        .or(
            () ->
                List.of(thrown.getStackTrace()).stream()
                    .filter(frame -> !frame.getClassName().startsWith("org.junit."))
                    .filter(frame -> !isOfJdk(frame.getClassName()))
                    .findFirst());
  }

  static Optional<CallGraph> find(List<CallGraph> graph, Task<?> task) {
    var open = new ArrayDeque<>(graph);
    while (!open.isEmpty()) {
      var next = open.pop();
      if (next.task() == task) {
        return Optional.of(next);
      }
      open.addAll(next.awaitedBy());
    }
    return Optional.empty();
  }

  /// What a task does, in one line.
  static String describe(CallGraph graph) {
    var line = firstOfUser(graph.stack()).map(frame -> " at " + frame).orElse("");
    var what = graph.awaits().map(awaited -> " for " + awaited).orElse("");
    var owner = graph.owner().map(name -> ", held by " + name).orElse("");
    return (line.isEmpty() && what.isEmpty() ? "has not begun" : "waits" + line + what + owner);
  }

  /// What the tasks do, except for one that only watches; empty if there is no other.
  static String text(List<CallGraph> graph, @Nullable Task<?> watcher) {
    var text = new StringBuilder();
    for (var root : graph) {
      if (root.task() != watcher || !root.awaitedBy().isEmpty()) {
        text.append(root);
      }
    }
    return text.toString();
  }
}
