package dev.rondo;

import java.time.Duration;

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

  /// When the next caller may pass if there had been no burst, in nanoseconds of the loop's clock.
  private long next = Long.MIN_VALUE;

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
      var earliest = Math.max(next, loop.now() - burst);
      var delay = earliest - loop.now();
      if (delay > 0) {
        Async.sleep(Duration.ofNanos(delay));
      }
      next = earliest + spacing;
    }
  }

  /// Passes if it is not too early.
  ///
  /// @return whether the caller passed
  /// @suspends never
  public boolean tryAcquire() {
    var loop = binding.task("tryAcquire").loop;
    var earliest = Math.max(next, loop.now() - burst);
    if (turn.locked() || earliest > loop.now()) {
      return false;
    }
    next = earliest + spacing;
    return true;
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "RateLimiter[one each " + Duration.ofNanos(spacing) + "]";
  }
}
