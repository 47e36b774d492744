package dev.rondo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets a number of callers pass in each stretch of time, evenly spaced, after a first burst.
///
/// {@snippet class=dev.rondo.SnippetsTest region=rate_limiter}
///
/// Those who come too early wait for their turn, in the order in which they came.
///
/// @threads coroutines of one loop
/// @asyncio none
public final class RateLimiter {
  private final LoopBinding binding = new LoopBinding(this);
  private final Lock turn = new Lock();
  private final long spacing;
  private final long burst;

  /// When the next caller may pass if there had been no burst, in nanoseconds of the clock of
  /// `clock`.
  private long next = Long.MIN_VALUE;

  private @Nullable Loop clock;

  /// Creates a limiter.
  ///
  /// @param calls how many may pass in each stretch of time, and how many at once at first; at
  ///   least one
  /// @param period the stretch of time; more than zero
  /// @throws IllegalArgumentException if `calls` or `period` is too small
  public RateLimiter(int calls, Duration period) {
    if (calls < 1) {
      throw new IllegalArgumentException("calls must be at least 1, but is " + calls);
    }
    var nanos = Arguments.nanos(period, "period");
    if (nanos <= 0) {
      throw new IllegalArgumentException("period must be more than zero, but is " + period);
    }
    spacing = Math.max(1, nanos / calls);
    burst = nanos - spacing;
  }

  /// Waits for this caller's turn to pass.
  ///
  /// @suspends if it is too early, or others are in line
  /// @cancel the caller has not passed, and the next in line takes its turn
  public void acquire() {
    var loop = binding.task("acquire").loop;
    try (var _ = turn.hold()) {
      var earliest = earliest(loop);
      var delay = earliest - loop.now();
      if (delay > 0) {
        Async.sleep(Duration.ofNanos(delay));
      }
      pass(earliest);
    }
  }

  /// Passes if it is not too early and nobody else is in line.
  ///
  /// @return whether the caller passed
  /// @suspends never
  public boolean tryAcquire() {
    var loop = binding.task("tryAcquire").loop;
    if (!turn.tryAcquire()) {
      return false;
    }
    try {
      var earliest = earliest(loop);
      if (earliest > loop.now()) {
        return false;
      }
      pass(earliest);
      return true;
    } finally {
      turn.release();
    }
  }

  private long earliest(Loop loop) {
    if (clock != loop) {
      // Each loop has a clock of its own, which begins at zero.
      clock = loop;
      next = Long.MIN_VALUE;
    }
    return Math.max(next, loop.now() - burst);
  }

  private void pass(long earliest) {
    next = Arguments.deadline(earliest, spacing);
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "RateLimiter[one each " + Duration.ofNanos(spacing) + "]";
  }
}
