package dev.rondo;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A virtual thread of ours, and how it stops and goes on: the body of a task, or of a generator.
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
   *
   * Somebody who takes the stack trace of a stopped thread makes the JDK submit it once more. Such a run ends
   * in suspend(), which stops again unless `resumed` says that the loop wanted it. A run that the loop wants comes
   * to nothing while the trace is being taken; `runs` tells, and resume() tries again.
   *
   * A generator runs on a coroutine of its own, within the turn of the task that asks it for a value. The
   * two pass the turn to each other with transferTo(): one stops, and the loop runs the other in the same
   * slot.
   */

  /// The task in whose turn this runs; null for a generator that nobody is asking for a value.
  @Nullable Task<?> task;

  final Thread thread;
  private final Scheduler scheduler;

  /// The body of a generator; null for a task, whose body the task knows.
  private final @Nullable Runnable body;

  private @Nullable Runnable continuation;
  private boolean resumed;
  private boolean runs;

  Coroutine(Task<?> task) {
    this(task.loop.scheduler, task, task.name(), null);
  }

  Coroutine(Scheduler scheduler, @Nullable Task<?> task, String name, @Nullable Runnable body) {
    this.scheduler = scheduler;
    this.task = task;
    this.body = body;
    this.thread = scheduler.newThread(this, name);
  }

  /// Runs the thread from where it stopped, at first from its beginning, to its next stop. On the
  /// thread of the loop.
  void resume() {
    var next = continuation;
    if (next == null) {
      next = scheduler.start(thread);
      continuation = next;
    }
    resumed = true;
    runs = false;
    next.run();
    while (!runs) {
      // Another thread is just taking its stack trace; that does not take long, and the turn is
      // now.
      Thread.onSpinWait();
      next.run();
    }
  }

  /// Stops this thread, which is the caller, until [#resume()].
  ///
  /// @throws PinnedException if the JDK cannot do that
  @SuppressWarnings("ThreadPriorityCheck") // here the yield is not a hint: our scheduler decides
  void suspend(@Nullable Object blocker) {
    if (blocker != null) {
      LockSupport.setCurrentBlocker(blocker);
    }
    resumed = false;
    boolean refused;
    try {
      do {
        scheduler.expectYield();
        Thread.yield();
        runs = true;
        refused = scheduler.yieldDidNotHappen();
      } while (!refused && !resumed);
    } finally {
      scheduler.yieldDidNotHappen();
      if (blocker != null) {
        LockSupport.setCurrentBlocker(null);
      }
    }
    if (refused) {
      throw new PinnedException(thread.getName());
    }
  }

  /// Stops this thread, which is the caller, and runs another coroutine in its slot.
  ///
  /// @throws PinnedException if the JDK cannot do that; then nothing has changed
  void transferTo(Coroutine other, Object blocker) {
    scheduler.runNext(other);
    try {
      suspend(blocker);
    } catch (Throwable notSuspended) {
      scheduler.notNext();
      throw notSuspended;
    }
  }

  /// Runs another coroutine, which has not started, to its first stop. The caller is a coroutine,
  /// which goes on in the same slot.
  ///
  /// @throws PinnedException if the JDK cannot stop the caller; then nothing has changed
  void runInMyTurn(Coroutine other) {
    scheduler.runNext(this);
    try {
      transferTo(other, other);
    } catch (Throwable notSuspended) {
      scheduler.notNext();
      throw notSuspended;
    }
  }

  /// Whether this is the object by which the JDK has the thread go on.
  boolean goesOnBy(Runnable candidate) {
    return continuation == candidate;
  }

  @Override
  public void run() {
    runs = true;
    if (body != null) {
      body.run();
    } else if (task != null) {
      task.live();
    }
  }

  @Override
  public void uncaughtException(Thread failed, Throwable exception) {
    scheduler.reportUncaught(failed, exception);
  }
}
