package dev.rondo.examples;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// A run of an example program, in a process of its own.
///
/// @param exitCode the exit code
/// @param output the lines of standard output
/// @param errors the lines of standard error
record Program(int exitCode, List<String> output, List<String> errors) {
  /// Those that were started as users start them.
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

  /// Runs a program to its end.
  ///
  /// @param name the name of its file, without `.java`
  /// @param arguments its arguments
  static Program run(String name, String... arguments) throws Exception {
    // Files, for a process that fills a pipe which nobody reads would hang.
    var output = Files.createTempFile("rondo-output", ".txt");
    var errors = Files.createTempFile("rondo-errors", ".txt");
    try {
      var builder =
          builder(name, arguments).redirectOutput(output.toFile()).redirectError(errors.toFile());
      return new Program(
          exitCode(builder.start()),
          Files.readAllLines(output),
          withoutWatchdog(Files.readAllLines(errors)));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /// How a program is started: the first time from its source, as users do it, and then from what
  /// was compiled once.
  ///
  /// @param name the name of its file, without `.java`
  /// @param arguments its arguments
  static ProcessBuilder builder(String name, String... arguments) {
    // Whoever started these tests in the background had SIGINT ignored, and children inherit that.
    var command =
        new ArrayList<>(
            List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec { $ARGV[0] } @ARGV or die", "--"));
    command.addAll(List.of(java(), "-XX:TieredStopAtLevel=1")); // which starts faster
    if (KNOWN.add(name)) {
      command.addAll(List.of("-cp", Documents.classesOfRondo(), name + ".java"));
    } else {
      var classes = CompiledPrograms.folder() + File.pathSeparator + Documents.classesOfRondo();
      command.addAll(List.of("-cp", classes, name));
    }
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    var environment = builder.environment();
    environment.put("LC_ALL", "C.UTF-8"); // standard output is UTF-8 then
    environment.keySet().removeIf(key -> key.endsWith("JAVA_OPTIONS")); // Java tells of them
    environment.remove("JAVA_TOOL_OPTIONS");
    return builder;
  }

  private static int exitCode(Process process) throws IOException, InterruptedException {
    try {
      process.getOutputStream().close();
      return process.waitFor();
    } finally {
      process.destroyForcibly(); // after a timeout of the test
    }
  }

  /// A machine that is slow enough makes any program hold its loop for too long: that is no error.
  static List<String> withoutWatchdog(List<String> lines) {
    var report =
        Pattern.compile(
            "^.* dev\\.rondo\\.\\S+ \\S+\n.* has held the event loop .*\n(\\tat .*\n)*",
            Pattern.MULTILINE);
    var text = lines.stream().map(line -> line + "\n").collect(joining());
    return report.matcher(text).replaceAll("").lines().toList();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
