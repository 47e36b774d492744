package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An example program that runs, in a process of its own.
final class LiveProgram implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  private LiveProgram(Process process, Path errors) {
    this.process = process;
    this.output = process.inputReader();
    this.errors = errors;
    // After a timeout of the test nobody may close this.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /// Starts a program.
  ///
  /// @param name the name of its file, without `.java`
  /// @param arguments its arguments
  static LiveProgram start(String name, String... arguments) throws IOException {
    var errors = Files.createTempFile("rondo-errors", ".txt");
    var builder = Program.builder(name, arguments).redirectError(errors.toFile());
    return new LiveProgram(builder.start(), errors);
  }

  /// Starts a program whose standard error comes with its output, as a terminal shows them.
  ///
  /// @param name the name of its file, without `.java`
  /// @param arguments its arguments
  static LiveProgram startInTerminal(String name, String... arguments) throws IOException {
    var errors = Files.createTempFile("rondo-errors", ".txt");
    var builder = Program.builder(name, arguments).redirectErrorStream(true);
    return new LiveProgram(builder.start(), errors);
  }

  /// Waits for the next line of output; null at its end.
  @Nullable String line() throws IOException {
    return output.readLine();
  }

  /// What is typed.
  void type(String line) throws IOException {
    var input = process.outputWriter();
    input.write(line + "\n");
    input.flush();
  }

  /// What Ctrl-D in a terminal does.
  void endInput() throws IOException {
    process.outputWriter().close();
  }

  /// The port that a server tells in its first line.
  int port() throws IOException {
    var line = String.valueOf(line());
    assertTrue(line.matches("Listening at port [0-9]+"), () -> line + " " + errorsSoFar());
    return Integer.parseInt(line.replaceAll("\\D+", ""));
  }

  /// Sends a signal, named without `SIG`.
  void signal(String name) throws IOException, InterruptedException {
    var command = List.of("kill", "-" + name, Long.toString(process.pid()));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("kill failed");
    }
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /// The lines of standard error so far.
  List<String> errors() throws IOException {
    return Program.withoutWatchdog(Files.readAllLines(errors));
  }

  private String errorsSoFar() {
    return Documents.text(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
