package dev.rondo.testing;

/// Something that a run must not leave behind, see [Checks].
public enum Check {
  /// A task that has not ended when the main coroutine does: nobody waits for it.
  TASK_LEFT,

  /// A failure that nobody looked at.
  FAILURE_UNSEEN,

  /// A callback that is to be called at a later time. Only looked at where no task is left.
  TIMER_LEFT,

  /// A call that still runs on a worker thread, or a virtual thread, started by a coroutine, that
  /// has not ended.
  THREAD_LEFT,

  /// A task that ended while it held a lock.
  LOCK_HELD,

  /// A task that was cancelled, caught that, and returned a result.
  CANCELLATION_SWALLOWED,

  /// A wait in code of the JDK that real time must end, as [Thread#sleep(java.time.Duration)].
  REAL_WAIT,

  /// Anything else that the loop's exception handler was told, as a callback that failed.
  ERROR_REPORTED
}
