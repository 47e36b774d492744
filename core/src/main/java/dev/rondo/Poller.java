package dev.rondo;

/// What a loop waits on when nothing is ready. For modules that bring events of their own into a
/// loop, as sockets do; see [Loop#setPoller(Poller)].
///
/// A poller serves one loop. It tells of an event by completing a [Promise] or calling
/// [Loop#callSoon(Runnable)] inside of [#poll(long)].
///
/// @threads the loop's thread, except for [#wakeUp()]
/// @asyncio a selector
public interface Poller {
  /// Waits until there is an event, [#wakeUp()] is called, or the time is over; may return early.
  ///
  /// @param nanos how long to wait at most, in nanoseconds; zero means to look only,
  ///   [Long#MAX_VALUE] for ever
  void poll(long nanos);

  /// Ends the current or the next [#poll(long)] that waits.
  ///
  /// @threads any
  void wakeUp();

  /// {@return whether there is no event that this looks for} Then the loop need not look while
  /// something else is ready, and waiting for ever would be a deadlock.
  default boolean isIdle() {
    return true;
  }

  /// Frees what this holds. Called once, when the loop closes or another poller takes over.
  default void close() {}
}
