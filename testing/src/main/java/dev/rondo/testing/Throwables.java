package dev.rondo.testing;

/// Exceptions that are passed on as they are.
final class Throwables {
  private Throwables() {}

  /// Throws anything where only unchecked exceptions may be thrown; never returns.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
  static <X extends Throwable> RuntimeException asUnchecked(Throwable failure) throws X {
    throw (X) failure;
  }
}
