package dev.rondo;

/// The body of a coroutine that has no result: a [Runnable] that may throw and may wait.
///
/// It exists so that a body without a value needs no `return null`. Where a lambda fits both, Java
/// prefers [Awaitable].
@FunctionalInterface
public interface Action {

  /// Runs the body.
  ///
  /// @throws Exception whatever the body throws
  /// @suspends if the body does
  void run() throws Exception;
}
