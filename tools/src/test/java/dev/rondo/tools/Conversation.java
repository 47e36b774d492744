package dev.rondo.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A running call of the script.
final class Conversation implements AutoCloseable {
  private final Process process;
  private final Path errors;
  private final BufferedReader output;

  Conversation(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    this.output = process.inputReader();
  }

  /// Waits for the next line of output; null at its end.
  @Nullable String line() throws IOException {
    return output.readLine();
  }

  /// What Ctrl-C in a terminal sends.
  void interrupt() throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill failed");
    }
  }

  long pid() {
    return process.pid();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  String errors() throws IOException {
    return Command.withoutWatchdog(Files.readString(errors));
  }

  @Override
  public void close() throws IOException {
    end(process);
    Files.deleteIfExists(errors);
  }

  /// Ends a process and all that it started.
  static void end(Process process) {
    var all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
