package dev.rondo.net;

import dev.rondo.Awaitable;
import dev.rondo.Loop;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// An executor that runs each task as a coroutine of a loop: for libraries that take an executor,
/// as the JDK's HTTP server does. Their blocking calls then suspend the coroutine only.
///
/// {@snippet class=dev.rondo.net.CoroutineExecutorTest region=http_server}
///
/// What a task throws is reported to the loop's exception handler, as the failure of any task that
/// nobody looks at.
///
/// @threads any
/// @asyncio none
public final class CoroutineExecutor implements Executor {
  private final Loop loop;

  /// Creates an executor.
  ///
  /// @param loop who runs the tasks
  public CoroutineExecutor(Loop loop) {
    this.loop = Objects.requireNonNull(loop, "loop is null; pass a loop");
  }

  /// Has a task run as a coroutine. Tasks from one thread start in the order of the calls.
  ///
  /// @param task what to run
  /// @throws RejectedExecutionException if the loop is closed
  /// @suspends never
  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task is null; pass a task");
    var body = Awaitable.of(task::run);
    try {
      var _ = loop.callSoonThreadsafe(() -> loop.createTask(body));
    } catch (IllegalStateException closed) {
      throw new RejectedExecutionException("the loop of this executor is closed", closed);
    }
  }

  /// {@return what this is, for people}
  @Override
  public String toString() {
    return "CoroutineExecutor of " + loop;
  }
}
