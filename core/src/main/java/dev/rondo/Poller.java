package dev.rondo;

/// What a loop waits on when nothing is ready, and the clock that goes with it.
interface Poller {
  /// {@return the time in nanoseconds since an origin of its own; never goes back}
  long now();

  /// Waits until [#wakeUp()] is called or the time is over; may return early. Only the loop's
  /// thread calls it.
  ///
  /// @param nanos how long to wait at most; [Long#MAX_VALUE] means for ever
  void poll(long nanos);

  /// Ends the current or the next [#poll(long)]. Any thread may call it.
  void wakeUp();
}
