package dev.rondo;

import org.jspecify.annotations.Nullable;

/// A task waiting for a time to come: timer and park blocker in one object, because there may be a
/// million of them.
///
/// As in asyncio two passes of the loop are needed: the first runs the timer, which makes the task
/// ready; the second resumes it.
final class Sleep extends Timer {
  private final Task<?> task;
  private boolean over;
  private @Nullable Cancellation cancellation;

  Sleep(Task<?> task, long when) {
    super(when);
    this.task = task;
  }

  @Override
  void run() {
    over = true;
    task.loop.ready(task);
  }

  /// Ends the sleep early; false if it is over already.
  boolean abort(Cancellation request) {
    if (over || cancelled) {
      return false;
    }
    cancellation = request;
    task.loop.timers.cancel(this);
    task.loop.ready(task);
    return true;
  }

  /// Called by the task when it is resumed.
  void finish() {
    if (cancelled) {
      // Whichever request ended this sleep is the one to throw.
      var request = java.util.Objects.requireNonNull(cancellation);
      task.throwIfCancelled(true);
      throw task.delivered(task.loop.traces.error(request));
    }
    task.throwIfCancelled(false);
  }

  @Override
  public String toString() {
    return "Sleep until " + when + " ns";
  }
}
