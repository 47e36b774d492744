package dev.rondo;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A call that a worker thread makes for a coroutine. Cancelling it interrupts the worker; the
/// coroutine does not wait for what the worker does then, and the result is dropped.
final class ThreadCall<T extends @Nullable Object> extends FutureTask<T> {
  private final Loop loop;
  private final Promise<T> promise;

  private ThreadCall(Loop loop, Callable<T> body) {
    super(body);
    this.loop = loop;
    this.promise = new Promise<>(loop);
  }

  static <T extends @Nullable Object> T call(Task<?> caller, Callable<T> body) throws Exception {
    var context = Context.copyCurrent();
    return in(caller.loop.workers()::execute, caller, () -> context.run(body));
  }

  static <T extends @Nullable Object> T in(Executor executor, Task<?> caller, Callable<T> body)
      throws Exception {
    var loop = caller.loop;
    var call = new ThreadCall<T>(loop, body);
    executor.execute(call);
    loop.outside++;
    try {
      return call.promise.await();
    } catch (CancelledError error) {
      call.cancel(true);
      throw error;
    }
  }

  /// Ends on the worker, whether the body ran or was cancelled before it could.
  @Override
  public void run() {
    try {
      super.run();
    } finally {
      loop.handOver(new Handle(loop, this::finish, null));
    }
  }

  private void finish() {
    loop.outside--;
    if (promise.isDone()) {
      return;
    }
    switch (state()) {
      case SUCCESS -> promise.succeed(resultNow());
      case FAILED -> promise.fail(exceptionNow());
      case CANCELLED, RUNNING ->
          promise.abort(new Cancellation("the call was cancelled", null, null));
    }
  }
}
