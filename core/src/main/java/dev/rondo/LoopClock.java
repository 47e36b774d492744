package dev.rondo;

import java.util.List;

/// What time it is for a loop, and what happens to time while the loop has nothing to do.
///
/// A clock serves one loop. The default one is the system's monotonic clock; the module
/// `dev.rondo.testing` has clocks that jump.
///
/// @asyncio `loop.time`, which tests replace
public interface LoopClock {
  /// What [#pause(long, boolean)] is asked, and may answer, when there is no end to wait for.
  long NEVER = Long.MAX_VALUE;

  /// {@return the time in nanoseconds since an origin of its own; it never goes back}
  ///
  /// @threads any
  long now();

  /// Tells that nothing is ready until a given time. A clock that jumps jumps here.
  ///
  /// It may make something ready, for example by completing a [Promise]; then the loop does not
  /// wait.
  ///
  /// @param when when the next timer is due, or [#NEVER]
  /// @param owed whether other threads owe this loop the result of a call, so that something may
  ///   become ready at any moment
  /// @return for how many nanoseconds the loop is to wait really; zero or less if the time has
  ///   come, [#NEVER] for as long as no other thread wakes it
  /// @threads the loop's thread
  long pause(long when, boolean owed);

  /// Tells that a virtual thread waits in code of the JDK for a given time, as in
  /// [Thread#sleep(java.time.Duration)]. Only the system's clock ends such waits, so the loop will
  /// wait that long, whatever this clock says.
  ///
  /// @param who the task, or whatever waits
  /// @param stack where it waits
  /// @threads the loop's thread
  default void waitsInRealTime(String who, List<StackTraceElement> stack) {
    Arguments.notNull(who, "who");
    Arguments.notNull(stack, "stack");
  }
}
