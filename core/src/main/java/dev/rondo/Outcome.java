package dev.rondo;

import org.jspecify.annotations.Nullable;

/// How something ended: with a value, with an exception, or cancelled.
///
/// {@snippet class=dev.rondo.SnippetsTest region=gather_outcomes}
///
/// @param <T> the type of the value
/// @asyncio what `gather(return_exceptions=True)` puts into its list
public sealed interface Outcome<T extends @Nullable Object> {

  /// It ended with a value.
  ///
  /// @param value the value
  /// @param <T> the type of the value
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /// It ended with an exception.
  ///
  /// @param exception the very object that was thrown
  /// @param <T> the type of the value that did not come
  record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {
    /// Checks for null.
    public Failure {
      Arguments.notNull(exception, "exception");
    }
  }

  /// It was cancelled.
  ///
  /// @param error says why and by whom
  /// @param <T> the type of the value that did not come
  record Cancelled<T extends @Nullable Object>(CancelledError error) implements Outcome<T> {
    /// Checks for null.
    public Cancelled {
      Arguments.notNull(error, "error");
    }
  }

  /// {@return the value, or throws what it ended with}
  ///
  /// @throws Exception the exception of a failure, the [CancelledError] of a cancelled one
  /// @threads any
  default T result() throws Exception {
    return switch (this) {
      case Success<T>(var value) -> value;
      case Failure<T>(var exception) -> throw Throwing.asUnchecked(exception);
      case Cancelled<T>(var error) -> throw error;
    };
  }
}
