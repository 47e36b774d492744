package dev.rondo;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A time limit around a piece of code, as the code sees it.
///
/// {@snippet class=dev.rondo.SnippetsTest region=timeout}
///
/// Made by [Async#timeout(Duration, Timeout.Body)] and [Async#timeoutAt(long, Timeout.Body)].
///
/// @threads the task that runs the code
/// @asyncio `asyncio.Timeout`
public final class Timeout {
  /// A point in time that never comes, for [Async#timeoutAt(long, Timeout.Body)] and
  /// [#reschedule(long)].
  public static final long NEVER = Long.MAX_VALUE;

  /// Code with a time limit that it can look at and change.
  ///
  /// @param <T> the type of its result
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> {
    /// Runs the code.
    ///
    /// @param timeout the limit
    /// @return the result
    /// @throws Exception whatever the code throws
    T run(Timeout timeout) throws Exception;
  }

  private enum State {
    ACTIVE,
    EXPIRING,
    EXPIRED,
    FINISHED
  }

  private final Task<?> task;
  private final int requestsBefore;
  private final long began;

  /// A request from before the block that was not delivered; whatever happens, it must not be lost.
  private final @Nullable Cancellation pendingBefore;

  private final @Nullable Timeout outer;
  private State state = State.ACTIVE;
  private long when;
  private @Nullable Handle alarm;

  /// Whether the code is no longer inside.
  private boolean left;

  private @Nullable Cancellation request;
  private @Nullable TimeoutException late;

  private Timeout(Task<?> task, @Nullable Timeout outer, long began) {
    this.task = task;
    this.outer = outer;
    this.began = began;
    this.requestsBefore = task.cancelRequestsLeft();
    this.pendingBefore = task.pendingCancellation();
  }

  static <T extends @Nullable Object> T at(long when, Body<T> body) throws Exception {
    return between(Task.requireCurrent("timeout").loop.now(), when, body);
  }

  static <T extends @Nullable Object> T in(Duration delay, Body<T> body) throws Exception {
    var nanos = Arguments.nanos(delay, "delay");
    var now = Task.requireCurrent("timeout").loop.now();
    return between(now, Arguments.deadline(now, nanos), body);
  }

  private static <T extends @Nullable Object> T between(long began, long when, Body<T> body)
      throws Exception {
    var task = Task.requireCurrent("timeout");
    var timeout = new Timeout(task, task.innermostTimeout, began);
    var blocksBefore = task.blocks;
    T result;
    try {
      task.innermostTimeout = timeout;
      task.blocks++;
      timeout.schedule(when);
      result = body.run(timeout);
    } catch (Throwable exception) {
      timeout.endWith(exception);
      throw exception;
    } finally {
      // No calls here: the stack may be full, see expire().
      task.innermostTimeout = timeout.outer;
      task.blocks = blocksBefore;
      timeout.left = true;
    }
    var _ = timeout.end();
    return result;
  }

  /// Runs `action`, which waits but throws nothing checked, with a time limit.
  ///
  /// @return whether it ended in time
  static boolean inTime(Duration limit, Runnable action) {
    try {
      return moveOn(limit, action::run);
    } catch (Exception impossible) {
      throw Throwing.asUnchecked(impossible);
    }
  }

  /// The earliest of a chain of nested limits.
  static long earliest(@Nullable Timeout innermost) {
    var earliest = NEVER;
    for (var timeout = innermost; timeout != null; timeout = timeout.outer) {
      earliest = Math.min(earliest, timeout.when);
    }
    return earliest;
  }

  /// Runs `action` with a time limit.
  ///
  /// @return whether it ended in time; a TimeoutException of its own is thrown on
  static boolean moveOn(Duration delay, Action action) throws Exception {
    var limit = new Timeout[1];
    try {
      return Timeout.<Boolean>in(
          delay,
          timeout -> {
            limit[0] = timeout;
            action.run();
            return true;
          });
    } catch (TimeoutException late) {
      if (limit[0].late == late) {
        return false;
      }
      throw late;
    }
  }

  private String described() {
    return Duration.ofNanos(when <= began ? 0 : when - began).toString();
  }

  private void schedule(long deadline) {
    when = deadline;
    var loop = task.loop;
    if (deadline == NEVER) {
      alarm = null;
    } else if (deadline <= loop.now()) {
      alarm = loop.callSoon(this::expire);
    } else {
      alarm = loop.callAt(deadline, this::expire);
    }
  }

  private void expire() {
    if (left) {
      return; // a stack overflow kept the alarm from being called off
    }
    state = State.EXPIRING;
    alarm = null;
    request = new Cancellation("the time limit is over", null, null);
    CancelWalk.cancel(task, request);
  }

  /// Ends the block.
  ///
  /// @return whether this has cancelled the task and nobody else has since
  private boolean end() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    if (state != State.EXPIRING) {
      state = State.FINISHED;
      return false;
    }
    state = State.EXPIRED;
    return task.uncancel() <= requestsBefore;
  }

  private void endWith(Throwable exception) throws TimeoutException {
    if (!end()) {
      return;
    }
    if (!(exception instanceof CancelledError) && InterruptedWaits.ended(exception)) {
      late = new TimeoutException("not done within " + described());
      late.initCause(exception);
      throw late;
    }
    if (exception instanceof CancelledError error) {
      if (pendingBefore != null && error.cancellation() != request) {
        return;
      }
      late = new TimeoutException("not done within " + described());
      late.initCause(error);
      throw late;
    }
  }

  /// {@return when the limit is over, in nanoseconds of [Loop#time()]; empty if never}
  ///
  /// @asyncio `Timeout.when`
  public OptionalLong when() {
    return when == NEVER ? OptionalLong.empty() : OptionalLong.of(when);
  }

  /// {@return whether the limit was over before the code ended}
  ///
  /// @asyncio `Timeout.expired`
  public boolean expired() {
    return state == State.EXPIRING || state == State.EXPIRED;
  }

  /// Changes the limit.
  ///
  /// @param deadline in nanoseconds of [Loop#time()]; [#NEVER] lifts the limit, what is past ends
  ///   the code at its next wait
  /// @throws IllegalStateException if the limit is over or the code has ended
  /// @suspends never
  /// @asyncio `Timeout.reschedule`
  public void reschedule(long deadline) {
    task.loop.checkThread("reschedule");
    if (state != State.ACTIVE) {
      throw new IllegalStateException(
          "Cannot change state of " + state.name().toLowerCase(java.util.Locale.ROOT) + " Timeout");
    }
    if (alarm != null) {
      alarm.cancel();
    }
    schedule(deadline);
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Timeout[" + state + (when == NEVER ? "" : ", until " + when + " ns") + "]";
  }
}
