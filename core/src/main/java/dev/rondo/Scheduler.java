package dev.rondo;

import java.util.ArrayDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the JDK takes for the scheduler of our virtual threads: it hands everything to the loop.
///
/// It extends [ForkJoinPool] only because the JDK gives the timed waits of virtual threads to a
/// scheduler of that class; as a pool it has no threads and is never used.
final class Scheduler extends ForkJoinPool {
  /// Null once the loop is closed, so that threads that outlive it do not hold it.
  private volatile @Nullable Loop loop;

  private final Thread.Builder.OfVirtual builder;

  /// Set while a thread is being started or stopped by us, so that the submission which that causes
  /// does not become a turn of its own.
  private boolean starting;

  private boolean yielding;
  private @Nullable Runnable started;

  /// Set while the stack of a stopped thread is looked at, see [#stack(Thread)].
  private boolean looking;

  /// Coroutines that run when the one that runs now has stopped, the last one first.
  private final ArrayDeque<Coroutine> transfers = new ArrayDeque<>();

  /// How many callbacks wait for a coroutine that they have started to stop.
  private int callbacksLending;

  Scheduler(Loop loop) {
    super(1);
    this.loop = loop;
    this.builder = VirtualThreads.builder(this);
  }

  /// A virtual thread on this scheduler; not started.
  Thread newThread(Coroutine coroutine, String name) {
    // Not through the builder, which would hold the last coroutine.
    var thread = builder.name(name).unstarted(coroutine);
    thread.setUncaughtExceptionHandler(coroutine);
    return thread;
  }

  /// Starts a thread and returns what runs it, instead of putting that into the ready queue.
  Runnable start(Thread thread) {
    starting = true;
    try {
      thread.start();
    } finally {
      starting = false;
    }
    var first = java.util.Objects.requireNonNull(started);
    started = null;
    return first;
  }

  /// Has a coroutine run when the one that runs now has stopped, in the same slot.
  void runNext(Coroutine coroutine) {
    transfers.push(coroutine);
  }

  /// Takes back what [#runNext(Coroutine)] did last.
  void notNext() {
    transfers.pop();
  }

  /// Whether somebody goes on in this slot when the coroutine that runs now stops.
  boolean turnIsLent() {
    return !transfers.isEmpty() || callbacksLending > 0;
  }

  /// Runs a coroutine, which has not started, to its first stop. The caller is a callback, which
  /// goes on in the same slot.
  void runInCallback(Coroutine coroutine) {
    var left = transfers.size();
    callbacksLending++;
    try {
      coroutine.resume();
      runTransfers(left);
    } finally {
      callbacksLending--;
    }
  }

  /// Runs the coroutines that others have passed their turn to.
  void runTransfers() {
    runTransfers(0);
  }

  private void runTransfers(int left) {
    while (transfers.size() > left) {
      transfers.pop().resume();
    }
  }

  void reportUncaught(Thread thread, Throwable exception) {
    var open = loop;
    if (open != null) {
      open.report("Exception outside of the body of " + thread.getName(), exception, null);
    }
  }

  void expectYield() {
    yielding = true;
  }

  /// {@return whether the announced yield was refused by the JDK}
  boolean yieldDidNotHappen() {
    var refused = yielding;
    yielding = false;
    return refused;
  }

  /// Where a thread of this scheduler is; for the loop's thread and its coroutines.
  ///
  /// The JDK submits a thread that could go on once more when somebody has looked at it, for it may
  /// have been run in vain meanwhile. That cannot be while the loop itself looks, so the submission
  /// is dropped, and looking does not change what is ready. But a thread that could not go on and
  /// is woken by another one meanwhile is submitted by nobody else.
  StackTraceElement[] stack(Thread thread) {
    looking = thread.getState() == Thread.State.RUNNABLE;
    try {
      return thread.getStackTrace();
    } finally {
      looking = false;
    }
  }

  @Override
  public void execute(Runnable continuation) {
    var open = loop;
    if (open == null) {
      ForkJoinPool.commonPool().execute(continuation);
      return;
    }
    if (open.isOnItsThread()) {
      if (yielding) {
        yielding = false;
        return;
      }
      if (starting) {
        started = continuation;
        return;
      }
    }
    if (looking && open.isOnItsOwn()) {
      return;
    }
    if (SocketPollers.runs(continuation)) {
      ForkJoinPool.commonPool().execute(continuation);
    } else {
      open.readyFromAnywhere(continuation);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    var open = loop;
    return open == null
        ? ForkJoinPool.commonPool().schedule(command, delay, unit)
        : JdkTimer.schedule(open, command, unit.toNanos(delay));
  }

  /// Frees what the superclass holds. Threads that are still there go on elsewhere, see
  /// [Loop#readyFromAnywhere(Runnable)].
  void dispose() {
    super.shutdownNow();
    loop = null;
  }
}
