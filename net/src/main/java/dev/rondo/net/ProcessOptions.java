package dev.rondo.net;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How to start a process.
///
/// @param stdin where its input comes from
/// @param stdout where its output goes to
/// @param stderr where its errors go to
/// @param directory where it runs; empty for where this program runs
/// @param environment all of its environment variables; empty for those of this program
/// @param readLimit how many bytes there may be up to a separator, when its output is read
/// @asyncio the arguments of `asyncio.create_subprocess_exec`
public record ProcessOptions(
    Stdio stdin,
    Stdio stdout,
    Stdio stderr,
    Optional<Path> directory,
    Optional<Map<String, String>> environment,
    int readLimit) {
  /// The options if none are given: the process has the input, output and errors of this program.
  public static final ProcessOptions DEFAULT =
      new ProcessOptions(
          Stdio.INHERIT,
          Stdio.INHERIT,
          Stdio.INHERIT,
          Optional.empty(),
          Optional.empty(),
          Connection.DEFAULT_READ_LIMIT);

  /// Pipes for all three: input, output and errors.
  public static final ProcessOptions PIPES =
      DEFAULT.withStdin(Stdio.PIPE).withStdout(Stdio.PIPE).withStderr(Stdio.PIPE);

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if the limit is not positive, a variable cannot have that
  ///   name or value, or the input or output cannot be that
  public ProcessOptions {
    Checks.notNull(stdin, "stdin");
    Checks.notNull(stdout, "stdout");
    Checks.notNull(stderr, "stderr");
    Checks.notNull(directory, "directory");
    environment = Checks.notNull(environment, "environment").map(Map::copyOf);
    Checks.positive(readLimit, "readLimit");
    if (stdin == Stdio.STDOUT || stdout == Stdio.STDOUT) {
      throw new IllegalArgumentException("STDOUT is for errors; only stderr can be that");
    }
    if (stdin instanceof Stdio.OfFile(var path, var append) && append) {
      throw new IllegalArgumentException(
          "stdin cannot append to " + path + "; pass Stdio.file to read from it");
    }
    environment.ifPresent(variables -> variables.forEach(ProcessOptions::checkVariable));
  }

  private static void checkVariable(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "no variable can be named \"" + name + "\"; a name is not empty and has no '=' or NUL");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the value of the variable " + name + " has a NUL in it");
    }
  }

  /// {@return these options with another input}
  ///
  /// @param source where the input comes from
  public ProcessOptions withStdin(Stdio source) {
    return new ProcessOptions(source, stdout, stderr, directory, environment, readLimit);
  }

  /// {@return these options with another output}
  ///
  /// @param target where the output goes to
  public ProcessOptions withStdout(Stdio target) {
    return new ProcessOptions(stdin, target, stderr, directory, environment, readLimit);
  }

  /// {@return these options with other errors}
  ///
  /// @param target where the errors go to
  public ProcessOptions withStderr(Stdio target) {
    return new ProcessOptions(stdin, stdout, target, directory, environment, readLimit);
  }

  /// {@return these options with a directory}
  ///
  /// @param path where the process runs
  public ProcessOptions withDirectory(Path path) {
    return new ProcessOptions(stdin, stdout, stderr, Optional.of(path), environment, readLimit);
  }

  /// {@return these options with an environment, instead of that of this program}
  ///
  /// @param variables all of the environment variables
  public ProcessOptions withEnvironment(Map<String, String> variables) {
    return new ProcessOptions(stdin, stdout, stderr, directory, Optional.of(variables), readLimit);
  }

  /// {@return these options with one more environment variable}
  ///
  /// @param name its name
  /// @param value its value
  public ProcessOptions withVariable(String name, String value) {
    Checks.notNull(name, "name");
    Checks.notNull(value, "value");
    var variables = new HashMap<>(environment.orElseGet(System::getenv));
    variables.put(name, value);
    return withEnvironment(variables);
  }

  /// {@return these options with another read limit}
  ///
  /// @param limit how many bytes there may be up to a separator
  public ProcessOptions withReadLimit(int limit) {
    return new ProcessOptions(stdin, stdout, stderr, directory, environment, limit);
  }
}
