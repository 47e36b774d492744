package dev.rondo.examples;

import static dev.rondo.examples.Documents.DOCS;
import static dev.rondo.examples.Documents.HACKING;
import static dev.rondo.examples.Documents.README;
import static dev.rondo.examples.Documents.ROOT;
import static dev.rondo.examples.Documents.all;
import static dev.rondo.examples.Documents.below;
import static dev.rondo.examples.Documents.blocks;
import static dev.rondo.examples.Documents.classesOfRondo;
import static dev.rondo.examples.Documents.examples;
import static dev.rondo.examples.Documents.links;
import static dev.rondo.examples.Documents.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rondo.Async;
import dev.rondo.examples.Documents.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the documents say: their programs print what stands below them, their commands work, their
/// links lead somewhere, and what they name exists.
///
/// In README.md, HACKING.md, docs/design.md and docs/decisions a `java` block is a complete
/// program, followed by a `text` block with its output, and each line of an `sh` block is a
/// command.
@Timeout(300)
class DocumentsTest {
  private static final Path CORE = Path.of("core/src/main/java/dev/rondo");

  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /// Those that follow the rules for blocks; the guide has rules of its own, see [GuideTest].
  private static List<Path> documentsWithPrograms() throws IOException {
    var documents = new ArrayList<>(List.of(README, HACKING, DOCS.resolve("design.md")));
    documents.addAll(below(DOCS.resolve("decisions")));
    return documents;
  }

  /// The part of a document below a heading, to the next heading of any level.
  private static String section(Path document, String heading) {
    var text = text(document);
    var start = text.indexOf("\n" + heading + "\n");
    assertTrue(start >= 0, () -> document + " has no heading " + heading);
    var end = text.indexOf("\n#", start + heading.length());
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static List<String> quoted(String text) {
    return QUOTED.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /* ---- programs ---- */

  static List<Example> programs() throws IOException {
    return examples("java", documentsWithPrograms());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void programsPrintWhatStandsBelowThem(Example program, @TempDir Path folder) throws Exception {
    Files.write(folder.resolve("Main.java"), program.lines());

    var run = Run.of(folder, java(List.of(), "Main.java"));

    assertEquals("", run.errors);
    assertEquals(program.output(), Optional.of(run.output));
    assertEquals(0, run.exitCode);
  }

  @Test
  void readmeStartsWithAProgram() {
    assertEquals("java", blocks(README).getFirst().language());
  }

  /* ---- commands ---- */

  static List<Example> commands() {
    return examples("sh", List.of(README, HACKING)).stream()
        .flatMap(block -> block.lines().stream().map(line -> command(block, line)))
        .toList();
  }

  private static Example command(Example block, String line) {
    var words = List.of(line.replaceFirst("\\s+#.*", "").split(" +", -1));
    return new Example(block.place() + " " + line, words, block.output());
  }

  /// Maven is running this test, so its commands are not run again but compared with those that
  /// are.
  @ParameterizedTest
  @MethodSource("commands")
  void commandsWork(Example command) throws Exception {
    switch (command.lines().getFirst()) {
      case "./rondo" -> {
        var run = Run.of(ROOT, command.lines());
        assertEquals(0, run.exitCode, run.errors);
        command.output().ifPresent(lines -> assertEquals(lines, run.output));
      }
      case "mvn" -> checkMaven(command.lines());
      default -> fail("this test does not know how to check it");
    }
  }

  private static void checkMaven(List<String> command) {
    var line = String.join(" ", command);
    var test = valueOf("-Dtest=", command);
    if (test.isPresent()) {
      checkSingleTest(command.get(command.indexOf("-pl") + 1), test.get());
    } else if (valueOf("-Dformat=", command).isPresent()) {
      var format = text(ROOT.resolve(".ci", "Format.java"));
      assertTrue(format.contains(line), "the formatter names another command");
    } else {
      assertEquals(commandOfCi(), line);
    }
  }

  private static Optional<String> valueOf(String option, List<String> command) {
    return command.stream()
        .filter(word -> word.startsWith(option))
        .map(word -> word.substring(option.length()))
        .findFirst();
  }

  private static void checkSingleTest(String module, String test) {
    assertTrue(text(ROOT.resolve("pom.xml")).contains("<module>" + module + "</module>"), module);
    var classAndMethod = test.split("#", -1);
    var source = find(ROOT.resolve(module, "src", "test"), classAndMethod[0] + ".java");
    if (classAndMethod.length > 1) {
      assertTrue(text(source).contains("void " + classAndMethod[1] + "("), test);
    }
  }

  /// The command of `.ci/run` that tests everything, without the options that concern only its
  /// output.
  private static String commandOfCi() {
    return text(ROOT.resolve(".ci", "run"))
        .lines()
        .filter(line -> line.startsWith("mvn ") && line.contains("verify"))
        .map(line -> line.replaceFirst(" \\|\\|.*", "").replace(" -B", "").replace(" -ntp", ""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bothWaysToTheBuilderAreAsTheReadmeSays() throws Exception {
    var readme = text(README);
    var forbid = "-Ddev.rondo.forbidReflectionFactory=true";
    var open = List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");
    assertTrue(readme.contains(forbid));
    assertTrue(readme.contains(String.join(" ", open)));
    var gather = ROOT.resolve("examples", "Gather.java").toString();

    var forbidden = Run.of(ROOT, java(List.of(forbid), gather));
    assertEquals(1, forbidden.exitCode);
    assertTrue(forbidden.errors.contains(String.join(" ", open)), forbidden.errors);

    var opened = Run.of(ROOT, java(List.of(forbid, open.getFirst(), open.getLast()), gather));
    assertEquals("", opened.errors);
    assertEquals(0, opened.exitCode);
  }

  /* ---- links and names ---- */

  @Test
  void linksLeadSomewhere() throws Exception {
    var broken = new ArrayList<String>();
    for (var document : all()) {
      for (var link : links(document)) {
        if (!link.contains("://") && !isThere(document, link)) {
          broken.add(ROOT.relativize(document) + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static boolean isThere(Path from, String link) {
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  /// The names that GitHub gives to headings.
  private static List<String> anchors(Path document) {
    return HEADING
        .matcher(text(document))
        .results()
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyDecisionIsInTheListOfDecisions() throws Exception {
    var folder = ROOT.resolve("docs", "decisions");
    var listed = new TreeSet<String>();
    listed.addAll(links(folder.resolve("README.md")));
    var present = new TreeSet<String>();
    try (var files = Files.list(folder)) {
      files.map(file -> String.valueOf(file.getFileName())).forEach(present::add);
    }
    present.remove("README.md");
    assertEquals(present, listed);
  }

  @Test
  void everyPictureIsWellFormedAndUsed() throws Exception {
    var used = new HashSet<String>();
    for (var document : all()) {
      used.addAll(links(document));
    }
    try (var files = Files.list(ROOT.resolve("docs"))) {
      for (var picture : files.filter(file -> file.toString().endsWith(".svg")).toList()) {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
        assertTrue(used.stream().anyMatch(link -> link.endsWith("" + picture.getFileName())));
      }
    }
  }

  @Test
  void theReadingListNamesWhatIsThere() throws Exception {
    var missing = new ArrayList<String>();
    for (var name : quoted(section(HACKING, "## What to read first"))) {
      var isThere =
          name.contains("/")
              ? Files.exists(ROOT.resolve(name))
              : !name.matches("[A-Z]\\w+")
                  || Files.exists(ROOT.resolve(CORE).resolve(name + ".java"))
                  || Files.exists(
                      ROOT.resolve("tools/src/main/java/dev/rondo/tools", name + ".java"))
                  || Files.exists(ROOT.resolve("net/src/main/java/dev/rondo/net", name + ".java"));
      if (!isThere) {
        missing.add(name);
      }
    }
    assertEquals(List.of(), missing);
  }

  /// In the first column stands `Class.field`, or `Class` and after it some of its fields.
  @Test
  void theTableOfFieldsNamesWhatIsThere() throws Exception {
    var columns =
        section(HACKING, "### Who may touch which field")
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", -1)[1])
            .toList();
    assertTrue(columns.size() > 10, "there is a table");
    for (var column : columns) {
      var type = "";
      for (var name : quoted(column)) {
        var parts = name.split("\\.", -1);
        var last = parts[parts.length - 1];
        var isType = Character.isUpperCase(last.charAt(0)) && !last.equals("RUNNING");
        if (isType || parts.length > 1) {
          var types = isType ? parts : Arrays.copyOf(parts, parts.length - 1);
          type = "dev.rondo." + String.join("$", types);
        }
        var found = Class.forName(type, false, Async.class.getClassLoader());
        if (!isType) {
          assertEquals(last, found.getDeclaredField(last).getName());
        }
      }
    }
  }

  private static Path find(Path folder, String name) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.endsWith(name))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + " in " + folder));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /* ---- processes ---- */

  private static List<String> java(List<String> options, String file) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classesOfRondo(), file));
    return command;
  }

  private record Run(int exitCode, List<String> output, String errors) {

    static Run of(Path folder, List<String> command) throws IOException, InterruptedException {
      // Files, for a process that fills a pipe which nobody reads would hang.
      var output = Files.createTempFile("rondo-output", ".txt");
      var errors = Files.createTempFile("rondo-errors", ".txt");
      try {
        var builder =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        var environment = builder.environment();
        environment.put("LC_ALL", "C.UTF-8"); // standard output is UTF-8 then
        environment.keySet().removeIf(key -> key.endsWith("JAVA_OPTIONS")); // Java tells of them
        environment.remove("JAVA_TOOL_OPTIONS");
        var exitCode = waitFor(builder.start());
        return new Run(exitCode, Files.readAllLines(output), Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    }

    private static int waitFor(Process process) throws IOException, InterruptedException {
      try {
        process.getOutputStream().close();
        return process.waitFor();
      } finally {
        process.destroyForcibly(); // after a timeout of the test
      }
    }
  }
}
