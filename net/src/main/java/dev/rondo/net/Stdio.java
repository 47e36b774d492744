package dev.rondo.net;

import java.nio.file.Path;

/// Where the input of a process comes from, or where its output or its errors go to.
///
/// @threads any
/// @asyncio the values of `stdin`, `stdout` and `stderr`
public sealed interface Stdio {
  /// A pipe to this program.
  ///
  /// @asyncio `asyncio.subprocess.PIPE`
  Stdio PIPE = Standard.PIPE;

  /// What this program has.
  ///
  /// @asyncio `None`
  Stdio INHERIT = Standard.INHERIT;

  /// No input, or nowhere.
  ///
  /// @asyncio `asyncio.subprocess.DEVNULL`
  Stdio DISCARD = Standard.DISCARD;

  /// For errors only: where the output goes, in the order in which both are written.
  ///
  /// @asyncio `asyncio.subprocess.STDOUT`
  Stdio STDOUT = Standard.STDOUT;

  /// {@return a file: the input is read from it, or it is replaced by the output}
  ///
  /// @param path the file
  /// @asyncio an open file
  static Stdio file(Path path) {
    return new OfFile(path, false);
  }

  /// {@return a file to whose end the output is added}
  ///
  /// @param path the file
  /// @asyncio an open file
  static Stdio appendTo(Path path) {
    return new OfFile(path, true);
  }

  /// What is no file.
  enum Standard implements Stdio {
    /// See [Stdio#PIPE].
    PIPE,
    /// See [Stdio#INHERIT].
    INHERIT,
    /// See [Stdio#DISCARD].
    DISCARD,
    /// See [Stdio#STDOUT].
    STDOUT
  }

  /// A file.
  ///
  /// @param path where it is
  /// @param append whether to add to its end
  record OfFile(Path path, boolean append) implements Stdio {
    /// Checks the value.
    public OfFile {
      Checks.notNull(path, "path");
    }
  }
}
