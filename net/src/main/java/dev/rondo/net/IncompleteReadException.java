package dev.rondo.net;

import java.io.EOFException;
import java.util.OptionalInt;

/// The stream ended before all was there that was asked for.
///
/// @asyncio `asyncio.IncompleteReadError`
public final class IncompleteReadException extends EOFException {
  private static final long serialVersionUID = 1L;
  private static final int UNDEFINED = -1;

  /// What was there, for [#partial()].
  private final byte[] partial;

  /// What was asked for, or [#UNDEFINED].
  private final int expected;

  private IncompleteReadException(byte[] partial, int expected) {
    super(
        partial.length
            + " bytes read on a total of "
            + (expected == UNDEFINED ? "undefined" : expected)
            + " expected bytes");
    this.partial = partial;
    this.expected = expected;
  }

  static IncompleteReadException of(byte[] partial, int expected) {
    return new IncompleteReadException(partial, expected);
  }

  static IncompleteReadException of(byte[] partial) {
    return new IncompleteReadException(partial, UNDEFINED);
  }

  /// {@return what was there before the end}
  ///
  /// @asyncio `IncompleteReadError.partial`
  public byte[] partial() {
    return partial.clone();
  }

  /// {@return how many bytes were asked for; empty if that was not a number}
  ///
  /// @asyncio `IncompleteReadError.expected`
  public OptionalInt expected() {
    return expected == UNDEFINED ? OptionalInt.empty() : OptionalInt.of(expected);
  }
}
