package dev.rondo.examples;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rondo.examples.Documents.Block;
import dev.rondo.examples.Documents.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The code of the guide, docs/guide.
///
/// A `java` block with a main method is a complete program, followed by a `text` block with what a
/// terminal shows. There `...` stands for any text within a line, and alone in a line for any
/// number of lines. All other blocks of code are excerpts, line by line, of files that are tested
/// elsewhere.
@Timeout(300)
class GuideTest {
  private static final Path GUIDE = Documents.DOCS.resolve("guide");
  private static final int LONGEST_PAGE = 150;

  /// Where excerpts come from.
  private static final List<Path> TESTED =
      List.of(
          Documents.ROOT.resolve("core/src/test/java/dev/rondo/SnippetsTest.java"),
          Documents.ROOT.resolve("examples"));

  private static Map<String, List<String>> printed = Map.of();

  private static List<Example> blocksOfJava() throws IOException {
    return Documents.examples("java", Documents.below(GUIDE));
  }

  private static boolean isProgram(Example block) {
    return block.lines().stream().anyMatch(line -> line.startsWith("void main("));
  }

  static List<Example> programs() throws IOException {
    return blocksOfJava().stream().filter(GuideTest::isProgram).toList();
  }

  /* ---- programs ---- */

  @BeforeAll
  static void runAllPrograms(@TempDir Path folder) throws Exception {
    var programs = new LinkedHashMap<String, List<String>>();
    programs().forEach(program -> programs.put(program.place(), program.lines()));
    printed = Batch.run(programs, folder);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void programsPrintWhatStandsBelowThem(Example program) {
    var expected =
        program.output().orElseThrow(() -> new AssertionError("no text block follows it"));
    var actual = printed.getOrDefault(program.place(), List.of());
    if (expected.stream().noneMatch(line -> line.contains(" has held the event loop "))) {
      actual = Program.withoutWatchdog(actual);
    }
    if (!matches(expected, actual)) {
      assertEquals(String.join("\n", expected), String.join("\n", actual));
    }
  }

  private static boolean matches(List<String> expected, List<String> actual) {
    var pattern = new StringBuilder();
    for (var line : expected) {
      if (line.equals("...")) {
        pattern.append("(?:.*\n)*?");
      } else {
        var parts = Stream.of(line.split("\\.\\.\\.", -1)).map(Pattern::quote).toList();
        pattern.append(String.join(".*", parts)).append("\n");
      }
    }
    return Pattern.matches(
        pattern.toString(), actual.stream().map(line -> line + "\n").collect(joining()));
  }

  @Test
  void dotsStandForAnything() {
    var expected = List.of("first", "...", "took ... ms", "last...");
    assertTrue(matches(expected, List.of("first", "took 12 ms", "last")));
    assertTrue(matches(expected, List.of("first", "x", "y", "took 12 ms", "last one")));
    assertFalse(matches(expected, List.of("first", "took 12 s", "last")));
    assertFalse(matches(expected, List.of("first", "took 12 ms", "last", "more")));
    assertFalse(matches(List.of("a"), List.of()));
    assertTrue(matches(List.of("a", "..."), List.of("a", "b", "")));
  }

  /* ---- excerpts ---- */

  static List<Block> excerpts() throws IOException {
    var programs = new ArrayList<String>();
    programs().forEach(program -> programs.add(program.place()));
    var excerpts = new ArrayList<Block>();
    for (var page : Documents.below(GUIDE)) {
      for (var block : Documents.blocks(page)) {
        switch (block.language()) {
          case "java", "python" -> {
            if (!programs.contains(block.place())) {
              excerpts.add(block);
            }
          }
          case "text" -> {}
          default -> fail(block.place() + ": nothing tests " + block.language());
        }
      }
    }
    return excerpts;
  }

  @Test
  void otherBlocksAreExcerptsOfTestedFiles() throws Exception {
    var sources = sources();
    var unknown = new ArrayList<String>();
    for (var excerpt : excerpts()) {
      if (sources.stream().noneMatch(source -> contains(source, excerpt.lines()))) {
        unknown.add(excerpt.place());
      }
    }
    assertEquals(List.of(), unknown);
  }

  private static List<List<String>> sources() throws IOException {
    var sources = new ArrayList<List<String>>();
    for (var place : TESTED) {
      try (var files = Files.walk(place)) {
        for (var file : files.filter(GuideTest::isSource).toList()) {
          sources.add(Documents.text(file).lines().toList());
        }
      }
    }
    return sources;
  }

  private static boolean isSource(Path file) {
    var name = file.toString();
    return (name.endsWith(".java") || name.endsWith(".py"))
        && !file.startsWith(Documents.ROOT.resolve("examples/target"));
  }

  /// Whether the lines stand in the source one after the other; there they may be indented more.
  private static boolean contains(List<String> source, List<String> lines) {
    for (int start = 0; start + lines.size() <= source.size(); start++) {
      var candidate = String.join("\n", source.subList(start, start + lines.size()));
      if (candidate.stripIndent().equals(String.join("\n", lines))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anExcerptIsFoundWhateverItsIndentation() {
    var source = List.of("{", "    a {", "      b", "    }", "}");
    assertTrue(contains(source, List.of("a {", "  b", "}")));
    assertFalse(contains(source, List.of("a {", "b", "}")));
    assertFalse(contains(source, List.of("a {", "}")));
  }

  /* ---- pages ---- */

  @Test
  void everyPageIsInTheIndex() throws Exception {
    var listed = new TreeSet<String>();
    Documents.links(GUIDE.resolve("README.md")).stream()
        .filter(link -> !link.contains("/"))
        .forEach(listed::add);
    var present = new TreeSet<String>();
    Documents.below(GUIDE).forEach(page -> present.add("" + page.getFileName()));
    present.remove("README.md");
    assertEquals(present, listed);
  }

  @Test
  void pagesAreShort() throws Exception {
    for (var page : Documents.below(GUIDE)) {
      var lines = Documents.text(page).lines().count();
      assertTrue(lines <= LONGEST_PAGE, page + " has " + lines + " lines");
    }
  }
}
