package dev.rondo.testing;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The page docs/testing.md. A `java` block is an excerpt, line by line, of a tested file; a `text`
/// block is what a test fails with, where `...` stands for any text within a line.
class TestingPageTest {
  private static final Path MODULE = module();
  private static final String PAGE = text(MODULE.resolve("../docs/testing.md"));
  private static final Path TESTS = MODULE.resolve("src/test/java/dev/rondo/testing");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

  private static Path module() {
    var here = Path.of("").toAbsolutePath();
    return here.endsWith("testing") ? here : here.resolve("testing");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> blocks(String language) {
    return FENCED
        .matcher(PAGE)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2).stripTrailing())
        .toList();
  }

  static Stream<String> excerpts() {
    return blocks("java").stream();
  }

  /// A test that fails, and where.
  record Failing(Class<?> type, String method) {
    String message() {
      return Objects.requireNonNull(new Engine().failure(type, method)).toString();
    }
  }

  static Stream<Failing> failing() {
    return Stream.of(
        new Failing(TestingPageExamplesTest.LeftBehind.class, "somethingIsSaved"),
        new Failing(TestingPageExamplesTest.InManyOrders.class, "oneSeatIsSoldOnceInAnyOrder"),
        new Failing(TestingPageExamplesTest.Interrupted.class, "aDownloadGivesItsConnectionBack"),
        new Failing(TestingPageExamplesTest.PlainJava.class, "lettersArriveInOrder"));
  }

  @ParameterizedTest
  @MethodSource("excerpts")
  void codeIsAnExcerptOfATestedFile(String excerpt) {
    assertTrue(
        Stream.of("TestingPageExamplesTest.java", "page/FirstTest.java")
            .map(name -> text(TESTS.resolve(name)).lines().toList())
            .anyMatch(source -> contains(source, excerpt)),
        excerpt);
  }

  /// Whether the lines stand in the source one after the other; there they may be indented more.
  private static boolean contains(List<String> source, String excerpt) {
    var size = (int) excerpt.lines().count();
    for (var start = 0; start + size <= source.size(); start++) {
      if (String.join("\n", source.subList(start, start + size)).stripIndent().equals(excerpt)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("failing")
  void whatFailsIsShownAsItFails(Failing test) {
    var message = test.message();
    var shown =
        blocks("text").stream().filter(block -> pattern(block).matcher(message).matches()).count();

    assertEquals(1, shown, () -> "the page does not show\n" + message);
  }

  private static Pattern pattern(String block) {
    return Pattern.compile(
        Stream.of(block.split("\\.\\.\\.", -1)).map(Pattern::quote).collect(joining(".*")));
  }

  @Test
  void everyOutputIsThatOfATest() {
    assertEquals(failing().count(), blocks("text").size());
  }

  @Test
  void theCoordinatesAreThoseOfTheModule() {
    var pom = text(MODULE.resolve("pom.xml"));
    var xml = String.join("\n", blocks("xml"));
    var kotlin = String.join("\n", blocks("kotlin"));
    for (var name : List.of("groupId", "artifactId", "version")) {
      var own =
          Pattern.compile("<" + name + ">([^<]*)<")
              .matcher(name.equals("artifactId") ? pom.substring(pom.indexOf("</parent>")) : pom);
      assertTrue(own.find());
      assertTrue(xml.contains(own.group()), xml);
      assertTrue(kotlin.contains(own.group(1)), kotlin);
    }
  }
}
