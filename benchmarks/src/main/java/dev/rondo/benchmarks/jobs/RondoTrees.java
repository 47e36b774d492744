package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.taskGroup;

import dev.rondo.Awaitable;
import dev.rondo.Task;
import java.util.ArrayList;

/// Tasks that start tasks.
final class RondoTrees {
  private static final int CHILDREN = 6;

  private RondoTrees() {}

  static long group(int levels) throws Exception {
    return run(() -> grouped(levels));
  }

  private static long grouped(int levels) throws Exception {
    if (levels == 0) {
      return 1;
    }
    var children = new ArrayList<Task<Long>>(CHILDREN);
    taskGroup(
        group -> {
          for (var child = 0; child < CHILDREN; child++) {
            children.add(group.createTask(() -> grouped(levels - 1)));
          }
        });
    var nodes = 1L;
    for (var child : children) {
      nodes += child.result();
    }
    return nodes;
  }

  static long gathered(int levels) throws Exception {
    return run(() -> node(levels));
  }

  private static long node(int levels) throws Exception {
    if (levels == 0) {
      return 1;
    }
    var children = new ArrayList<Awaitable<Long>>(CHILDREN);
    for (var child = 0; child < CHILDREN; child++) {
      children.add(() -> node(levels - 1));
    }
    var nodes = 1L;
    for (var below : gather(children)) {
      nodes += below;
    }
    return nodes;
  }
}
