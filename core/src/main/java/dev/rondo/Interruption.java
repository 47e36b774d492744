package dev.rondo;

/// Cancels the main task of a run when somebody interrupts it from outside, and remembers that. On
/// the loop's thread.
final class Interruption {
  private final Task<?> task;
  private boolean byThread;

  Interruption(Task<?> task) {
    this.task = task;
  }

  void byThread() {
    byThread = true;
    cancel("the thread that runs the loop was interrupted");
  }

  void byControlC() {
    cancel("interrupted by Ctrl-C");
  }

  private void cancel(String reason) {
    CancelWalk.cancel(task, new Cancellation(reason, null, null));
  }

  boolean wasByThread() {
    return byThread;
  }
}
