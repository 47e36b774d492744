package dev.rondo;

import java.util.ArrayDeque;

/// Delivers one request for cancellation: down the chain of awaits to where something can be
/// cancelled.
///
/// asyncio does this by recursion, and fails without cancelling anything when the chain is long or
/// closes on itself. Here the path is kept in a queue, and a task that awaits one further up the
/// path is taken out of its wait.
final class CancelWalk {
  private CancelWalk() {}

  /// {@return whether the request was accepted: false if `target` is done}
  static boolean cancel(Deferred<?> target, Cancellation cancellation) {
    return switch (target) {
      case Promise<?> promise -> promise.abort(cancellation);
      case Gathering<?> gathering -> {
        if (!gathering.acceptsCancellation()) {
          yield false;
        }
        walk(gathering, cancellation);
        yield true;
      }
      case Task<?> task -> {
        if (task.isDone()) {
          yield false;
        }
        walk(task, cancellation);
        yield true;
      }
    };
  }

  private static void walk(Deferred<?> start, Cancellation cancellation) {
    // Depth first, in the order of the children. A task on the path stands in the queue a second
    // time,
    // below all that it leads to; meeting it again means that the walk leaves it.
    var path = new ArrayDeque<Deferred<?>>();
    path.push(start);
    Deferred<?> visited;
    while ((visited = path.poll()) != null) {
      switch (visited) {
        case Promise<?> promise -> promise.abort(cancellation);
        case Gathering<?> gathering -> gathering.pushChildren(path);
        case Task<?> task -> {
          if (task.onCancelPath) {
            task.onCancelPath = false;
          } else if (!task.isDone()) {
            enter(task, path, cancellation);
          }
        }
      }
    }
  }

  private static void enter(Task<?> task, ArrayDeque<Deferred<?>> path, Cancellation cancellation) {
    task.countCancelRequest();
    var delivered =
        switch (task.awaited()) {
          case null -> false;
          case Sleep sleep -> sleep.abort(cancellation);
          case Promise<?> promise -> promise.abort(cancellation);
          case Task<?> next -> {
            if (next.isDone()) {
              yield false;
            }
            if (next.onCancelPath || next == task) {
              task.leaveWait(cancellation);
            } else {
              task.onCancelPath = true;
              path.push(task);
              path.push(next);
            }
            yield true;
          }
          case Gathering<?> gathering -> {
            if (!gathering.acceptsCancellation()) {
              yield false;
            }
            task.onCancelPath = true;
            path.push(task);
            if (gathering.hasChildOnCancelPath()) {
              task.leaveWait(cancellation);
            }
            gathering.pushChildren(path);
            yield true;
          }
          default -> throw new AssertionError("awaits an unknown thing: " + task);
        };
    if (!delivered) {
      task.cancelAtNextWait(cancellation);
    }
  }
}
