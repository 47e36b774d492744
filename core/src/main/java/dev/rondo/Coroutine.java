package dev.rondo;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The virtual thread of a task, and how it stops and goes on.
///
/// It is the uncaught exception handler of its thread, which is how [Task#current()] finds the
/// task: a slot that every thread has, so it costs no memory and a few nanoseconds.
final class Coroutine implements Runnable, Thread.UncaughtExceptionHandler {
  /*
   * Overview.
   *
   * The JDK resumes a virtual thread by giving its scheduler a Runnable, always the same object for the
   * same thread. `continuation` is that object, kept from start() on. The door stops the thread with
   * Thread.yield() and the scheduler drops the Runnable that the JDK submits then, so the thread goes on
   * only when resume() runs it, in the slot that the loop chose.
   *
   * Yield and not park, for three reasons (docs/decisions/0002): a yield that the JDK cannot do returns
   * at once, where park would hold the loop's thread for ever; neither interrupts nor stray unparks end
   * it; and it is faster. LockSupport.setCurrentBlocker gives thread dumps the same information.
   */

  final Task<?> task;
  final Thread thread;
  private @Nullable Runnable continuation;

  Coroutine(Task<?> task) {
    this.task = task;
    this.thread = task.loop.scheduler.newThread(this, task.name());
  }

  /// Runs the thread from its beginning to its first stop. On the thread of the loop.
  void start() {
    var first = task.loop.scheduler.start(thread);
    continuation = first;
    first.run();
  }

  /// Runs the thread from where it stopped to its next stop. On the thread of the loop.
  void resume() {
    java.util.Objects.requireNonNull(continuation).run();
  }

  /// Stops this thread, which is the caller, until [#resume()].
  @SuppressWarnings("ThreadPriorityCheck") // here the yield is not a hint: our scheduler decides
  void suspend(@Nullable Object blocker) {
    var scheduler = task.loop.scheduler;
    if (blocker != null) {
      LockSupport.setCurrentBlocker(blocker);
    }
    scheduler.expectYield();
    boolean refused;
    try {
      Thread.yield();
    } finally {
      refused = scheduler.yieldDidNotHappen();
      if (blocker != null) {
        LockSupport.setCurrentBlocker(null);
      }
    }
    if (refused) {
      throw new PinnedException(task);
    }
  }

  @Override
  public void run() {
    task.live();
  }

  @Override
  public void uncaughtException(Thread failed, Throwable exception) {
    task.loop.report("Exception outside of the body of " + task, exception, null);
  }
}
