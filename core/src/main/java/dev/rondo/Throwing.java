package dev.rondo;

/// Throws any exception object as it is, past the compiler's check. Used where a method declares
/// `Exception` and the object may be a bare [Throwable], or where user code ran in between.
final class Throwing {
  private Throwing() {}

  /// Never returns; the result type lets callers write `throw`.
  static RuntimeException asUnchecked(Throwable exception) {
    throw Throwing.<RuntimeException>as(exception);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E as(Throwable exception) throws E {
    throw (E) exception;
  }
}
