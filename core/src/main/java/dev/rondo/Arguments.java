package dev.rondo;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks of what callers pass in.
final class Arguments {
  private Arguments() {}

  static <T> T notNull(@Nullable T value, String name) {
    if (value == null) {
      throw new NullPointerException(name + " is null; pass a value");
    }
    return value;
  }

  /// The elements of an array, none of which is null.
  static <T> List<T> listOf(T @Nullable [] array, String name, String element) {
    for (var each : notNull(array, name)) {
      notNull(each, element);
    }
    return List.of(array);
  }

  /// A duration in nanoseconds; what does not fit becomes the nearest that does.
  static long nanos(@Nullable Duration given, String name) {
    var duration = notNull(given, name);
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /// `now + delay`, or the end of time where the sum does not fit.
  static long deadline(long now, long delay) {
    var sum = now + delay;
    return delay > 0 && sum < now ? Long.MAX_VALUE : sum;
  }
}
