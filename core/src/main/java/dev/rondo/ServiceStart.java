package dev.rondo;

import org.jspecify.annotations.Nullable;

/// A service of a group from its start to the moment when it is ready, see
/// [TaskGroup#start(TaskGroup.Service)].
final class ServiceStart<R extends @Nullable Object> {
  private final TaskGroup.Service<R> service;
  private final Promise<R> ready;
  private boolean said;

  ServiceStart(Loop loop, TaskGroup.Service<R> service) {
    this.service = service;
    this.ready = new Promise<>(loop, service);
  }

  void run() throws Exception {
    service.run(this::started);
  }

  private void started(R value) {
    ready.loop.checkThread("started");
    if (said) {
      throw new IllegalStateException("the task has said already that it is ready");
    }
    said = true;
    if (!ready.isDone()) {
      ready.succeed(value);
    }
  }

  /// What the starter waits for.
  Promise<R> ready() {
    return ready;
  }

  /// Called when the task of the service has ended. If it was not ready, its end is for the
  /// starter.
  ///
  /// @return whether it is no business of the group
  boolean failed(Task<?> task) {
    if (said) {
      return false;
    }
    if (ready.isDone()) {
      // The starter was cancelled. Without it, a failure is for the group.
      return task.isCancelled() || !task.isFailed();
    }
    var failure = task.takeFailure();
    if (task.isCancelled()) {
      ready.endCancelled(task.cancelledError());
    } else if (failure != null) {
      ready.fail(failure);
    } else {
      ready.fail(new IllegalStateException("the task ended without saying that it is ready"));
    }
    return true;
  }
}
