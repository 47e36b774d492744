package dev.rondo.net;

import dev.rondo.Async;
import dev.rondo.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks of who calls and of what is passed in.
final class Checks {
  private Checks() {}

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

  static int notNegative(int value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be zero or more, but is " + value);
    }
    return value;
  }

  static int positive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be more than zero, but is " + value);
    }
    return value;
  }

  /// Refuses callers that are neither coroutines nor callbacks of a loop.
  static void running(Loop loop, String operation) {
    if (Async.runningLoop() != loop) {
      throw new WrongThreadException(
          operation
              + " was called by a coroutine of another loop than the one that this belongs to; use"
              + " Async.runCoroutineThreadsafe");
    }
  }

  /// Whether the caller can wait.
  static boolean isCoroutine() {
    try {
      var _ = Async.currentTask();
      return true;
    } catch (IllegalStateException callback) {
      return false;
    }
  }
}
