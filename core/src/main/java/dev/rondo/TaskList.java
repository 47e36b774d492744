package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tasks of a loop that are not done, oldest first. Linked through the tasks themselves: a map
/// would cost as much as the tasks.
final class TaskList {
  private @Nullable Task<?> first;
  private @Nullable Task<?> last;
  private int size;

  void add(Task<?> task) {
    task.previous = last;
    if (last == null) {
      first = task;
    } else {
      last.next = task;
    }
    last = task;
    size++;
  }

  void remove(Task<?> task) {
    if (task.previous == null) {
      first = task.next;
    } else {
      task.previous.next = task.next;
    }
    if (task.next == null) {
      last = task.previous;
    } else {
      task.next.previous = task.previous;
    }
    task.previous = null;
    task.next = null;
    size--;
  }

  int size() {
    return size;
  }

  List<Task<?>> toList() {
    var list = new ArrayList<Task<?>>(size);
    for (var task = first; task != null; task = task.next) {
      list.add(task);
    }
    return list;
  }
}
