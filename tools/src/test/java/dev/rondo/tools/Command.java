package dev.rondo.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A call of the script, as a user would make it in a terminal.
final class Command {
  private static final Pattern WATCHDOG =
      Pattern.compile(
          "^.* dev\\.rondo\\.\\S+ \\S+\n.* has held the event loop .*\n(\\tat .*\n)*",
          Pattern.MULTILINE);

  private final ProcessBuilder builder;
  private final Path folder;
  private String input = "";

  private Command(Path script, Path folder, List<String> arguments) {
    this.folder = folder;
    var words = new ArrayList<String>();
    // Whoever started these tests in the background had SIGINT ignored, and children inherit that.
    words.addAll(
        List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec { $ARGV[0] } @ARGV or die", "--"));
    words.add(script.toString());
    words.addAll(arguments);
    builder = new ProcessBuilder(words).directory(folder.toFile());
    var environment = builder.environment();
    environment
        .keySet()
        .removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  /// A call in a folder, of the script of a clone.
  static Command rondo(Clone clone, Path folder, String... arguments) {
    return new Command(clone.script(), folder, List.of(arguments));
  }

  /// A call in a folder, of a script that has another path.
  static Command script(Path script, Path folder, String... arguments) {
    return new Command(script, folder, List.of(arguments));
  }

  /// A call in a folder, of the shared clone.
  static Command rondo(Path folder, String... arguments) {
    return rondo(Clone.shared(), folder, arguments);
  }

  Command input(String text) {
    input = text;
    return this;
  }

  Command environment(Map<String, String> variables) {
    builder.environment().putAll(variables);
    return this;
  }

  Command without(String variable) {
    builder.environment().remove(variable);
    return this;
  }

  /// How a call ended.
  record Result(int exitCode, String output, String errors) {}

  /// Runs it to its end.
  Result run() throws IOException, InterruptedException {
    var files = Files.createTempDirectory("rondo");
    try {
      var in = Files.writeString(files.resolve("in"), input);
      var out = files.resolve("out");
      var err = files.resolve("err");
      var process =
          builder
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int exitCode;
      try {
        exitCode = process.waitFor();
      } finally {
        Conversation.end(process); // for a test that runs out of time
      }
      return new Result(exitCode, Files.readString(out), withoutWatchdog(Files.readString(err)));
    } finally {
      Folders.remove(files);
    }
  }

  /// On a machine that is slow enough, any program holds its loop for too long and is told so.
  static String withoutWatchdog(String errors) {
    return WATCHDOG.matcher(errors).replaceAll("");
  }

  /// Starts it, to be talked with.
  Conversation start() {
    try {
      var errors = Files.createTempFile("rondo", "err");
      return new Conversation(builder.redirectError(errors.toFile()).start(), errors);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public String toString() {
    return builder.command() + " in " + folder;
  }
}
