package dev.rondo;

/// Something due at a time of the loop's clock.
abstract class Timer {
  /// Nanoseconds of the loop's clock.
  final long when;

  /// Order among equal deadlines; set by [TimerQueue].
  long sequence;

  boolean cancelled;

  /// Whether this stands in a [TimerQueue].
  boolean queued;

  Timer(long when) {
    this.when = when;
  }

  /// Runs in its slot of the ready queue, on the thread of the loop; not called when cancelled.
  abstract void run();
}
