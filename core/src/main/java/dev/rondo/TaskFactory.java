package dev.rondo;

import org.jspecify.annotations.Nullable;

/// Stands between those who create tasks and the loop, to wrap bodies or to change options.
///
/// {@snippet class=dev.rondo.SnippetsTest region=task_factory}
///
/// @asyncio what `loop.set_task_factory` takes
public interface TaskFactory {
  /// Creates a task with [Loop#newTask(Awaitable, TaskOptions)].
  ///
  /// @param loop the loop
  /// @param body the coroutine
  /// @param options how the task is to be created
  /// @param <T> the type of its result
  /// @return the task, a new one of this loop
  <T extends @Nullable Object> Task<T> createTask(
      Loop loop, Awaitable<T> body, TaskOptions options);
}
