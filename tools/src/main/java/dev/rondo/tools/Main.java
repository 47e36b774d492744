package dev.rondo.tools;

import java.util.Arrays;

/// The `rondo` command. The script of that name finds a JDK, builds what is missing and starts
/// this.
public final class Main {
  private Main() {}

  /// Executes one command.
  ///
  /// @param arguments the name of the command and its arguments
  /// @throws Throwable what a program that the command runs throws
  public static void main(String[] arguments) throws Throwable {
    try {
      execute(arguments);
    } catch (CommandFailure failure) {
      System.err.println("rondo: " + failure.getMessage());
      System.exit(failure.exitCode());
    }
  }

  private static void execute(String[] arguments) throws Throwable {
    if (arguments.length == 0) {
      throw CommandFailure.ofUsage("no command given; expected `rondo run FILE.java`");
    }
    var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (arguments[0]) {
      case "run" -> RunCommand.execute(rest);
      default ->
          throw CommandFailure.ofUsage(
              "there is no command '" + arguments[0] + "'; expected `rondo run FILE.java`");
    }
  }
}
