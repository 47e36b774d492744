package dev.rondo.checks;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The command `differential`, the counterpart of `dsl.py`.
public final class Differential {
  private static final String USAGE =
      """
      usage: differential FIRST COUNT [--strict]
                 a line for each seed: seed, digest of the trace, lines, outcome
             differential run FILE.json [--strict]
                 the trace of a program in a file
             differential seed SEED [--strict]
                 the trace of the program of a seed

      --strict adds the number of the loop's pass to each event.\
      """;

  private Differential() {}

  /// Runs the command.
  ///
  /// @param arguments see the usage
  /// @throws IOException if a file cannot be read
  public static void main(String[] arguments) throws IOException {
    var words = new ArrayList<>(Arrays.asList(arguments));
    var strict = words.remove("--strict");
    if (words.size() != 2) {
      System.err.println(USAGE);
      System.exit(2);
    }
    var stdout = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    try (var out = new PrintStream(stdout, false, StandardCharsets.UTF_8)) {
      run(words, strict, out);
    }
  }

  private static void run(List<String> words, boolean strict, PrintStream out) throws IOException {
    switch (words.getFirst()) {
      case "run" -> print(out, Interpreter.run(ProgramFile.read(Path.of(words.get(1))), strict));
      case "seed" -> print(out, Seeds.run(Long.parseLong(words.get(1)), strict));
      default ->
          Seeds.each(
              Long.parseLong(words.get(0)),
              Long.parseLong(words.get(1)),
              strict,
              (line, seed) -> out.println(seed + " " + line));
    }
  }

  private static void print(PrintStream out, Result result) {
    result.lines().forEach(out::println);
    out.println("outcome " + result.outcome());
  }
}
