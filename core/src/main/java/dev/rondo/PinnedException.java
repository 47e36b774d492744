package dev.rondo;

/// A coroutine cannot wait here, because the JDK cannot set its stack aside.
final class PinnedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PinnedException(String coroutine) {
    super(
        coroutine
            + " cannot wait here: a native method or a static initializer is on its stack, and the"
            + " JDK cannot set that aside; move the wait out of it");
  }
}
