package dev.rondo;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Calls something again when it fails, after pauses that grow.
///
/// {@snippet class=dev.rondo.SnippetsTest region=retry}
///
/// @param attempts how often it is called at most; at least one
/// @param firstPause the pause after the first failure; zero or more
/// @param factor how much longer each pause is than the one before; at least one
/// @param longestPause no pause is longer
/// @param jitter gives a number from zero (inclusive) to one for each pause, which becomes shorter
///   by at most half: one keeps it whole
/// @param retryable says for which failures it is worth another try
/// @asyncio none
public record Retry(
    int attempts,
    Duration firstPause,
    double factor,
    Duration longestPause,
    DoubleSupplier jitter,
    Predicate<Exception> retryable) {

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if `attempts`, a pause or `factor` is too small
  public Retry {
    Arguments.notNull(firstPause, "firstPause");
    Arguments.notNull(longestPause, "longestPause");
    Arguments.notNull(jitter, "jitter");
    Arguments.notNull(retryable, "retryable");
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, but is " + attempts);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor must be at least 1, but is " + factor);
    }
    if (firstPause.isNegative() || longestPause.isNegative()) {
      throw new IllegalArgumentException("a pause must not be negative");
    }
  }

  /// {@return a rule with pauses that double, up to a minute, and no jitter, for all exceptions}
  ///
  /// @param attempts how often it is called at most; at least one
  /// @param firstPause the pause after the first failure
  public static Retry exponential(int attempts, Duration firstPause) {
    return new Retry(attempts, firstPause, 2, Duration.ofMinutes(1), () -> 1, _ -> true);
  }

  /// {@return this rule for some failures only}
  ///
  /// @param which says for which failures it is worth another try
  public Retry onlyIf(Predicate<Exception> which) {
    Arguments.notNull(which, "which");
    return new Retry(attempts, firstPause, factor, longestPause, jitter, which);
  }

  /// {@return this rule with jitter, so that many who failed together do not come back together}
  ///
  /// @param random gives a number from zero to one for each pause, for example `random::nextDouble`
  public Retry withJitter(DoubleSupplier random) {
    Arguments.notNull(random, "random");
    return new Retry(attempts, firstPause, factor, longestPause, random, retryable);
  }

  /// Calls something until it succeeds.
  ///
  /// @param body what to call
  /// @param <T> the type of its result
  /// @return its result
  /// @throws Exception the last failure, with the earlier ones suppressed on it
  /// @suspends if `body` does, and in the pauses
  /// @cancel is never retried
  /// @threads coroutines
  public <T extends @Nullable Object> T call(Awaitable<T> body) throws Exception {
    Arguments.notNull(body, "body");
    var task = Task.requireCurrent("call");
    var requestsBefore = task.cancelRequestsLeft();
    var failures = new java.util.ArrayList<Exception>();
    var pause = (double) Arguments.nanos(firstPause, "firstPause");
    while (true) {
      try {
        return body.await();
      } catch (InterruptedException interrupted) {
        throw interrupted;
      } catch (Exception failure) {
        if (task.cancelRequestsLeft() > requestsBefore && InterruptedWaits.ended(failure)) {
          throw failure; // this is how a wait in code of the JDK is cancelled
        }
        if (failures.size() + 1 == attempts || !retryable.test(failure)) {
          for (var earlier : failures) {
            if (earlier != failure) {
              failure.addSuppressed(earlier);
            }
          }
          throw failure;
        }
        failures.add(failure);
      }
      var longest = (double) Arguments.nanos(longestPause, "longestPause");
      var whole = Math.min(pause, longest);
      Async.sleep(Duration.ofNanos((long) (whole / 2 + whole / 2 * jitter.getAsDouble())));
      pause = whole * factor;
    }
  }

  /// Calls something without a result until it succeeds, see [#call(Awaitable)].
  ///
  /// @param body what to call
  /// @throws Exception the last failure, with the earlier ones suppressed on it
  /// @suspends if `body` does, and in the pauses
  /// @cancel is never retried
  /// @threads coroutines
  public void run(Action body) throws Exception {
    call(Awaitable.of(Arguments.notNull(body, "body")));
  }
}
