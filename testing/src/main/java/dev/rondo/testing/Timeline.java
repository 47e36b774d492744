package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.ReadyStep;
import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened in a run, for people: one line for each step.
final class Timeline {
  private final int from;
  private final List<String> lines = new ArrayList<>();
  private final IdentityHashMap<Object, String> threads = new IdentityHashMap<>();
  private String mark = "";
  private String name = "";
  private String note = "";
  private @Nullable Task<?> running;
  private long time;

  /// @param from the first step that is of interest
  Timeline(int from) {
    this.from = from;
    if (from > 0) {
      lines.add("      ... " + from + " steps");
    }
  }

  /// Tells of a step that is about to run.
  void step(int number, List<ReadyStep> ready, int index) {
    if (number < from) {
      return;
    }
    var next = ready.get(index);
    endStep();
    var now = Async.runningLoop().time();
    if (now != time) {
      time = now;
      lines.add("      time " + Duration.ofNanos(now));
    }
    mark = "%s%4d ".formatted(index == 0 ? " " : "*", number + 1);
    name = name(next);
    note = index == 0 ? "" : " (" + name(ready.getFirst()) + " would be next)";
    running = next.task().orElse(null);
  }

  private String name(ReadyStep step) {
    if (step.task().isPresent()) {
      return step.name();
    }
    return switch (step.source()) {
      case dev.rondo.Handle _ -> "a callback";
      case Object thread when step.name().equals("virtual thread") ->
          threads.computeIfAbsent(thread, _ -> "virtual thread " + (threads.size() + 1));
      default -> step.name();
    };
  }

  /// Tells where the task that ran has come to.
  private void endStep() {
    if (mark.isEmpty()) {
      return;
    }
    var task = running;
    if (task == null) {
      lines.add(mark + name + note);
    } else {
      var graph = Places.find(Async.captureCallGraph(), task);
      lines.add(mark + task.name() + note + ": " + graph.map(Places::describe).orElse("ends"));
    }
    mark = "";
  }

  /// The lines, after the run.
  List<String> lines() {
    if (!mark.isEmpty()) {
      lines.add(mark + name + note + ", and the run ends");
      mark = "";
    }
    return List.copyOf(lines);
  }
}
