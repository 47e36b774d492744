package dev.rondo.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A process that answers lines, see [Worker]. It does nothing between them.
final class Conversation implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 300;

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  private Conversation(Process process) {
    this.process = process;
    this.answers = process.inputReader();
    this.questions = process.outputWriter();
  }

  static Conversation start(List<String> command, Map<String, String> environment, File log)
      throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log));
    return new Conversation(builder.start());
  }

  /// Waits until it is ready.
  ///
  /// @return what else it says then
  String awaitReady() throws IOException, InterruptedException {
    var line = answer();
    if (!line.startsWith("ready")) {
      throw new IOException("said " + line + " instead of ready");
    }
    return line.substring("ready".length()).strip();
  }

  /// {@return the number of the process}
  long pid() {
    return process.pid();
  }

  /// {@return the words of its answer}
  ///
  /// @param line the question
  List<String> ask(String line) throws IOException, InterruptedException {
    questions.write(line + "\n");
    questions.flush();
    return List.of(answer().split(" ", -1));
  }

  private String answer() throws IOException, InterruptedException {
    var line =
        CompletableFuture.supplyAsync(this::readLine, command -> Thread.ofVirtual().start(command));
    try {
      var text = line.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null) {
        throw new IOException("ended with exit status " + process.waitFor());
      }
      return text;
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    } catch (TimeoutException late) {
      process.destroyForcibly();
      throw new IOException("no answer for " + PATIENCE_SECONDS + " s", late);
    }
  }

  private @Nullable String readLine() {
    try {
      return answers.readLine();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Ends the process, which ends by itself when nobody can ask any more.
  @Override
  public void close() throws IOException {
    try {
      questions.close();
    } catch (IOException alreadyEnded) {
      // then there is nothing to tell it
    }
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    answers.close();
  }
}
