package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A coroutine that the loop runs, and its result.
///
/// Made by [Async#createTask(Awaitable)]. Its body starts at the next pass of the loop, after
/// everything that is ready already. The loop holds every task that is not done, so none is lost.
///
/// @param <T> the type of the result
/// @asyncio `asyncio.Task`
public final class Task<T extends @Nullable Object> extends Deferred<T> {
  /*
   * Overview.
   *
   * A task is in one of these states:
   *   created     `body` is set; the task stands in the ready queue
   *   running     its coroutine is mounted, or waits in code of the JDK
   *   suspended   it went through the door, suspend(); `awaited` says for what. It is resumed by
   *               standing in the ready queue, once
   *   done        `outcome` is set (see Deferred)
   *
   * Cancellation. `cancelRequests` counts requests. A request goes to what is awaited; if there is
   * nothing to cancel there, it is kept in `pendingCancellation` and delivered by the next return from
   * the door. A task that waits in code of the JDK is interrupted as well; `interruptSent` says so until
   * the interrupt status was looked at: if it is still set, the request is still to be delivered, else
   * an InterruptedException delivered it.
   *
   * All fields belong to the thread of the loop.
   */

  /// The coroutine that runs, or waits, in this task's turn: its own, or that of a generator. Null
  /// once this is done, because a result may be kept for long, and its thread takes more room than
  /// all the rest.
  private @Nullable Coroutine coroutine;

  private @Nullable Awaitable<T> body;
  private String name;

  /// What this waits for while suspended: a Deferred, a Sleep, or null when it only gave up its
  /// turn.
  private @Nullable Object awaited;

  private boolean suspended;
  private long suspendedSince;
  private boolean interruptSent;
  private int cancelRequests;
  private @Nullable Cancellation pendingCancellation;

  /// In debug mode, the error that carried out a request, until the request is taken back.
  private @Nullable CancelledError delivered;

  /// Why this was taken out of its wait; thrown when it resumes.
  private @Nullable Cancellation leftWait;

  /// For [CancelWalk].
  boolean onCancelPath;

  /// Null until there is a variable to keep.
  @Nullable Context context;

  /// The time limits around the running code, innermost first; a child of a group starts with those
  /// of the group.
  @Nullable Timeout innermostTimeout;

  /// How many locks this has taken that nobody has released.
  int locksHeld;

  /// How many blocks with a time limit or a group the running code is in, for [GeneratorFrame].
  int blocks;

  /// The neighbours among all tasks of the loop that are not done, see [TaskList].
  @Nullable Task<?> previous;

  @Nullable Task<?> next;

  Task(Loop loop, Awaitable<T> body, String name, @Nullable Context context) {
    super(loop);
    this.body = body;
    this.name = name;
    this.context = context;
    this.coroutine = new Coroutine(this);
  }

  Coroutine coroutine() {
    return java.util.Objects.requireNonNull(coroutine, "the coroutine of a task that is done");
  }

  /// The thread of the coroutine, null if this is done. Also for the watchdog, which reads from a
  /// thread of its own.
  @Nullable Thread thread() {
    var inTurn = coroutine;
    return inTurn == null ? null : inTurn.thread;
  }

  /// Has a generator run in this task's turn, or the task itself again.
  void setCoroutine(Coroutine inTurn) {
    coroutine = inTurn;
  }

  /* ---- which task runs ---- */

  /// The task whose coroutine is the caller; null for a caller that is none.
  static @Nullable Task<?> current() {
    return Thread.currentThread().getUncaughtExceptionHandler() instanceof Coroutine coroutine
        ? coroutine.task
        : null;
  }

  static Task<?> requireCurrent(String operation) {
    var task = current();
    if (task == null) {
      throw new IllegalStateException(
          operation
              + " can only be called in a coroutine, but was called "
              + (Loop.ofThisThread() != null
                  ? "in a callback of a loop, which cannot wait; start a task there with createTask"
                  : "by thread "
                      + Thread.currentThread().getName()
                      + ", which runs no loop; put the code into Async.run"));
    }
    return task;
  }

  /* ---- the life of the coroutine ---- */

  /// Runs the coroutine from here to its next wait. Called by the loop in this task's slot.
  void step() {
    if (body != null) {
      if (pendingCancellation != null) {
        body = null;
        end(() -> endCancelled(takeCancellation()));
      } else {
        coroutine().resume();
      }
    } else if (suspended) {
      setSuspended(false);
      coroutine().resume();
    }
  }

  /// Runs the coroutine to its first wait, inside of the turn of the one who created this task.
  void startEagerly() {
    var creator = current();
    if (creator != null) {
      creator.coroutine().runInMyTurn(coroutine());
    } else {
      loop.scheduler.runInCallback(coroutine());
    }
  }

  /// The whole life of the coroutine, on its virtual thread.
  void live() {
    var start = body;
    body = null;
    if (start == null) {
      return;
    }
    try {
      var result = start.await();
      end(
          () -> {
            if (pendingCancellation != null) {
              endCancelled(takeCancellation());
            } else {
              reportSwallowed();
              succeed(result);
            }
          });
    } catch (Throwable exception) {
      end(() -> endWith(exception));
    }
  }

  private void endWith(Throwable exception) {
    if (exception instanceof CancelledError error) {
      endCancelled(error);
    } else if (InterruptedWaits.ended(exception)
        && lastCancellation != null
        && cancelRequests > 0) {
      endCancelled(new CancelledError(lastCancellation, exception));
    } else {
      fail(exception);
    }
  }

  /// The cancellation that was sent as an interrupt, null if none was.
  private @Nullable Cancellation lastCancellation;

  private void end(Runnable outcome) {
    settleInterrupt();
    loop.tasks.remove(this);
    if (locksHeld > 0 && loop.debug()) {
      loop.report(
          name
              + " ended and still holds "
              + locksHeld
              + " lock(s); release them in a finally block",
          new IllegalStateException("lock held by a task that has ended"),
          null);
    }
    outcome.run();
    coroutine = null;
  }

  /* ---- the door ---- */

  /// Suspends this task, which is the running one, until the loop steps it again. This is the only
  /// place where a coroutine of ours stops.
  ///
  /// @param what what it waits for: a [Deferred] or a [Sleep] that will make this task ready, or
  ///   null if it is ready already and only gives up its turn
  /// @throws PinnedException if the JDK cannot set the stack aside; the caller takes back what it
  ///   registered
  void suspend(@Nullable Object what) {
    settleInterrupt();
    awaited = what;
    setSuspended(true);
    suspendedSince = loop.timeOfPass;
    var passedOn = passOn(pendingCancellation, what);
    try {
      coroutine().suspend(what instanceof Deferred<?> deferred ? deferred.blocker() : what);
    } catch (Throwable refused) {
      if (passedOn != null) {
        // What it was passed on to does not wake this task any more, so it is still to be
        // delivered.
        pendingCancellation = passedOn;
        leftWait = null;
        loop.notReady(this);
      }
      throw refused;
    } finally {
      setSuspended(false);
      awaited = null;
    }
  }

  /// Passes a request that came before the wait on to what is awaited.
  ///
  /// @return the request if that was possible
  private @Nullable Cancellation passOn(@Nullable Cancellation request, @Nullable Object what) {
    if (request == null) {
      return null;
    }
    onCancelPath = true; // it may lead back to here
    try {
      if (!abort(what, request)) {
        return null;
      }
      if (what instanceof Gathering<?> gathering && gathering.hasChildOnCancelPath()) {
        leaveWait(request);
      }
    } finally {
      onCancelPath = false;
    }
    pendingCancellation = null;
    return request;
  }

  private void setSuspended(boolean value) {
    if (suspended != value) {
      suspended = value;
      loop.suspended += value ? 1 : -1;
    }
  }

  /// To be called after [#suspend(Object)] returned.
  ///
  /// @param alreadyThrown whether the caller is about to throw a [CancelledError] anyway
  void throwIfCancelled(boolean alreadyThrown) {
    if (leftWait != null) {
      var cancellation = leftWait;
      leftWait = null;
      pendingCancellation = null;
      throw delivered(loop.traces.error(cancellation));
    }
    if (pendingCancellation != null) {
      var cancellation = takeCancellation();
      if (!alreadyThrown) {
        throw delivered(loop.traces.error(cancellation));
      }
    }
  }

  /// Notes, in debug mode, that an error which carries out a request is about to be thrown.
  CancelledError delivered(CancelledError error) {
    if (loop.debug() && cancelRequests > 0) {
      delivered = error;
    }
    return error;
  }

  /// Called where it is certain: the task has returned a result. To be cancelled again while a
  /// request is open is no sign, for a `finally` that waits, and a group that waits for its tasks,
  /// still carry the error, which nobody can see.
  private void reportSwallowed() {
    var error = delivered;
    delivered = null;
    if (error != null && cancelRequests > 0) {
      var frames = new ArrayList<>(List.of(error.getStackTrace()));
      frames.removeIf(frame -> Cancellation.isOurs(frame.getClassName()));
      loop.report(
          name
              + " swallowed a cancellation that was delivered at "
              + (frames.isEmpty() ? "an unknown line" : frames.getFirst())
              + ", and returned a result; throw it again, or call uncancel()",
          error,
          null);
    }
  }

  private Cancellation takeCancellation() {
    var cancellation = java.util.Objects.requireNonNull(pendingCancellation);
    pendingCancellation = null;
    return cancellation;
  }

  private static boolean abort(@Nullable Object awaited, Cancellation cancellation) {
    return switch (awaited) {
      case Sleep sleep -> sleep.abort(cancellation);
      case Deferred<?> deferred -> CancelWalk.cancel(deferred, cancellation);
      case null, default -> false;
    };
  }

  /* ---- cancellation ---- */

  /// Whether no cancellation is on its way.
  boolean isUndisturbed() {
    return pendingCancellation == null && !interruptSent;
  }

  @Nullable Object awaited() {
    return awaited;
  }

  int cancelRequestsLeft() {
    return cancelRequests;
  }

  @Nullable Cancellation pendingCancellation() {
    return pendingCancellation;
  }

  void countCancelRequest() {
    cancelRequests++;
  }

  /// Keeps a request for the next return from the door, and interrupts a wait in code of the JDK.
  void cancelAtNextWait(Cancellation cancellation) {
    pendingCancellation = cancellation;
    if (body == null && !suspended) {
      interruptSent = true;
      lastCancellation = cancellation;
      coroutine().thread.interrupt();
    }
  }

  /// Puts an error back that came too late: what it interrupted had happened. The next wait throws
  /// it.
  void keepCancellation(CancelledError error) {
    var cancellation = error.cancellation();
    pendingCancellation = cancellation == null ? new Cancellation(null, null, null) : cancellation;
    delivered = null;
  }

  /// Takes a request back if it was not delivered. Called on the coroutine's own thread.
  void withdraw(Cancellation cancellation) {
    settleInterrupt();
    if (pendingCancellation == cancellation) {
      pendingCancellation = null;
    }
  }

  /// Makes this stop waiting for something that will not end otherwise.
  void leaveWait(Cancellation cancellation) {
    if (awaited instanceof Deferred<?> deferred) {
      deferred.removeWaiter(this);
    }
    awaited = null;
    leftWait = cancellation;
    loop.ready(this);
  }

  /// Finds out what became of an interrupt that a cancellation sent, so that it does not leak into
  /// the next wait. Called on the coroutine's own thread, or before it started.
  void settleInterrupt() {
    if (interruptSent) {
      interruptSent = false;
      if (!Thread.interrupted()) {
        pendingCancellation = null;
      }
    }
  }

  @Override
  boolean abort(Cancellation cancellation) {
    return CancelWalk.cancel(this, cancellation);
  }

  /// {@return how many cancellations were requested and not taken back}
  ///
  /// @asyncio `Task.cancelling`
  public int cancelling() {
    loop.checkThread("cancelling");
    return cancelRequests;
  }

  /// Takes one request for cancellation back; without effect if there is none. When none is left,
  /// one that was not delivered yet is withdrawn.
  ///
  /// For code that cancels a task for purposes of its own, as a timeout does, and must leave no
  /// trace.
  ///
  /// @return how many requests are left
  /// @asyncio `Task.uncancel`
  public int uncancel() {
    loop.checkThread("uncancel");
    if (cancelRequests > 0) {
      cancelRequests--;
      if (cancelRequests == 0) {
        delivered = null;
        pendingCancellation = null;
        if (interruptSent && current() == this) {
          settleInterrupt();
        }
      }
    }
    return cancelRequests;
  }

  /* ---- for people ---- */

  /// Since when this is suspended, in nanoseconds of the loop's clock; now if it is not.
  long suspendedSince() {
    return suspended ? suspendedSince : loop.now();
  }

  /// Where this task was created, in debug mode.
  @Nullable StackTraceElement createdAt;

  /// {@return the name, for people; `Task-1`, `Task-2` and so on unless one was given}
  ///
  /// @threads any
  /// @asyncio `Task.get_name`
  public String name() {
    return name;
  }

  /// Changes the name, also of the coroutine's thread in thread dumps.
  ///
  /// @param name the new name
  /// @asyncio `Task.set_name`
  public void setName(String name) {
    Arguments.notNull(name, "name");
    loop.checkThread("setName");
    this.name = name;
    if (coroutine != null) {
      coroutine.thread.setName(name);
    }
  }

  /// {@return name and state, for people}
  @Override
  public String toString() {
    var waits = awaited instanceof Deferred<?> deferred ? deferred.blocker() : awaited;
    return "Task["
        + name
        + ", "
        + (isDone() || waits == null
            ? state()
            : "waits for " + (waits instanceof Task<?> task ? task.name() : waits))
        + "]";
  }
}
