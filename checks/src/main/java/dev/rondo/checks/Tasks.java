package dev.rondo.checks;

import dev.rondo.Awaitable;
import dev.rondo.Loop;
import dev.rondo.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tasks of a running program.
final class Tasks {
  private final Loop loop;
  private final List<Task<@Nullable Object>> all = new ArrayList<>();
  private final Map<String, Task<@Nullable Object>> spawned = new HashMap<>();
  private int unnamed;

  Tasks(Loop loop) {
    this.loop = loop;
  }

  Task<@Nullable Object> start(String name, Awaitable<@Nullable Object> body) {
    return add(loop.createTask(name, body));
  }

  Task<@Nullable Object> add(Task<@Nullable Object> task) {
    all.add(task);
    return task;
  }

  /// Lets other tasks find a task by its name; a later one of the same name takes its place.
  void spawn(String name, Awaitable<@Nullable Object> body) {
    spawned.put(name, start(name, body));
  }

  @Nullable Task<@Nullable Object> find(String name) {
    return spawned.get(name);
  }

  /// A name for a task that the program gives none.
  String nextName() {
    return "c" + unnamed++;
  }

  boolean allDone() {
    return all.stream().allMatch(Task::done);
  }

  String namesOfPending() {
    return all.stream()
        .filter(task -> !task.done())
        .map(Task::name)
        .collect(Collectors.joining(","));
  }

  void cancelPending(String reason) {
    for (var task : List.copyOf(all)) {
      if (!task.done()) {
        task.cancel(reason);
      }
    }
  }

  /// A line for each task: how it ended.
  List<String> ends() {
    return all.stream()
        .map(task -> task.name() + " " + end(task) + " cancelling=" + task.cancelling())
        .toList();
  }

  private static String end(Task<@Nullable Object> task) {
    if (!task.done()) {
      return "pending";
    }
    if (task.cancelled()) {
      return "cancelled";
    }
    var failure = task.exception();
    if (failure.isPresent()) {
      return ErrorText.of(failure.get());
    }
    try {
      return "result " + PythonText.str(task.result());
    } catch (Exception impossible) {
      throw new AssertionError("a task that did not fail", impossible);
    }
  }
}
