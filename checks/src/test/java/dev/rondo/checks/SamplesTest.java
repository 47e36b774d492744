package dev.rondo.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs in files give the very lines that CPython 3.13 gave.
class SamplesTest {
  private static final Path FOLDER = Path.of("src/test/resources/samples");

  static Stream<Path> programs() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void plain(Path program) throws IOException {
    check(program, false, ".trace");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void strict(Path program) throws IOException {
    check(program, true, ".strict.trace");
  }

  private static void check(Path program, boolean strict, String ending) throws IOException {
    var name = program.getFileName().toString().replace(".json", ending);
    var result = Interpreter.run(ProgramFile.read(program), strict);
    List<String> lines = new ArrayList<>(result.lines());
    lines.add("outcome " + result.outcome());
    assertEquals(Files.readAllLines(FOLDER.resolve(name)), lines);
  }
}
