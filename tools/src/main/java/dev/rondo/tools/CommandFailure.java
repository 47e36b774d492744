package dev.rondo.tools;

/// A command cannot be carried out, for a reason that its user can do something about. The message
/// says what was expected.
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The command was called in a wrong way, or with a file that is no program.
  static CommandFailure ofUsage(String message) {
    return new CommandFailure(2, message);
  }

  /// A program does not compile.
  static CommandFailure ofCompilation(String message) {
    return new CommandFailure(1, message);
  }

  int exitCode() {
    return exitCode;
  }
}
