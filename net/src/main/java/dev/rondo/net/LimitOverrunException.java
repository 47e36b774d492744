package dev.rondo.net;

import java.io.IOException;

/// What is read up to a separator is longer than the limit of the connection. Nothing was taken:
/// the bytes can still be read in another way.
///
/// @asyncio `asyncio.LimitOverrunError`
public final class LimitOverrunException extends IOException {
  private static final long serialVersionUID = 1L;

  /// For [#consumed()].
  private final int consumed;

  LimitOverrunException(String message, int consumed) {
    super(message);
    this.consumed = consumed;
  }

  /// {@return how many bytes are there for certain that belong to no separator}
  ///
  /// @asyncio `LimitOverrunError.consumed`
  public int consumed() {
    return consumed;
  }
}
