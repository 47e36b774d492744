package dev.rondo;

import org.jspecify.annotations.Nullable;

/// Which loop a lock, queue or the like belongs to: the one of the first coroutine that uses it. It
/// may be made anywhere, and used by another loop once the first is closed.
final class LoopBinding {
  private final Object owner;
  private @Nullable Loop loop;

  LoopBinding(Object owner) {
    this.owner = owner;
  }

  /// The running task, for an operation that may wait.
  Task<?> task(String operation) {
    var task = Task.requireCurrent(operation);
    bind(task.loop);
    return task;
  }

  /// Checks the caller of an operation that does not wait.
  void check(String operation) {
    var bound = loop;
    if (bound != null && !bound.isClosed()) {
      bound.checkThread(operation);
    }
  }

  private void bind(Loop running) {
    var bound = loop;
    if (bound == running) {
      return;
    }
    if (bound != null && !bound.isClosed()) {
      throw new WrongThreadException(
          owner.getClass().getSimpleName()
              + " is bound to a different event loop; use one for each loop, or pass messages with"
              + " callSoonThreadsafe");
    }
    loop = running;
  }
}
