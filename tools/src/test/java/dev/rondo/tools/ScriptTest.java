package dev.rondo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.tools.Command.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From where the script can be called, which JDK it takes, and when it builds.
@Timeout(180)
class ScriptTest {
  private static final String BUILDING =
      "rondo: building, this happens once, and again when Rondo's own sources changed\n";

  @TempDir Path folder;

  @BeforeEach
  void makeProgram() throws IOException {
    Files.writeString(folder.resolve("Program.java"), "void main() { IO.println(\"ran\"); }");
  }

  private static Path executable(Path file, String... lines) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /* ---- from where ---- */

  @Test
  void itWorksThroughLinks() throws Exception {
    var first = Files.createSymbolicLink(folder.resolve("first"), Clone.shared().script());
    var bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("rondo"), Path.of("..", first.getFileName().toString()));

    var result = Command.script(Path.of("bin/rondo"), folder, "run", "Program.java").run();

    assertEquals(new Result(0, "ran\n", ""), result);
    Files.delete(first); // JUnit warns of links that lead out of its folder
  }

  @Test
  void itBecomesTheJvmSoThatSignalsReachIt() throws Exception {
    Files.writeString(
        folder.resolve("Program.java"),
        "void main() { IO.println(ProcessHandle.current().pid()); IO.readln(); }");

    try (var program = Command.rondo(folder, "run", "Program.java").start()) {
      assertEquals(Long.toString(program.pid()), program.line());
    }
  }

  /* ---- which JDK ---- */

  /// A folder that looks like a JDK. What it runs says which it is.
  private static Path jdk(Path home, String version) throws IOException {
    executable(home.resolve("bin/java"), "echo \"" + home.getFileName() + "\"");
    executable(home.resolve("bin/javac"), "exit 1");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /// A clone that is built, as far as the script can see, and that looks for the JDKs of the system
  /// below a folder of this test.
  private Clone cloneForSearch(String... versions) throws IOException {
    var clone = Clone.fresh(folder.resolve("search"));
    var script = Files.readString(clone.script());
    for (var place : List.of("/usr/lib/jvm/*", "/opt/*", "/Library/Java/JavaVirtualMachines/*")) {
      assertTrue(script.contains(" " + place));
      script = script.replace(" " + place, " '" + folder.resolve("system") + "'" + place);
    }
    Files.writeString(clone.script(), script);
    Files.createDirectories(clone.builds().resolve("build-1"));
    Files.createFile(clone.builds().resolve("build-1/tools.jar"));
    for (var version : versions) {
      Files.writeString(clone.builds().resolve("current-" + version), "build-1\n");
    }
    return clone;
  }

  /// A call that finds no JDK by its surroundings.
  private Command search(Clone clone) throws IOException {
    return Command.rondo(clone, folder, "run", "Program.java")
        .without("JAVA_HOME")
        .environment(
            Map.of("PATH", systemTools().toString(), "HOME", folder.resolve("user").toString()));
  }

  /// A folder for the PATH that has what the script needs, and neither Java nor Maven.
  private Path systemTools() throws IOException {
    var bin = folder.resolve("tools");
    if (Files.notExists(bin)) {
      Files.createDirectory(bin);
      for (var tool : List.of("find", "perl", "readlink", "sed")) {
        executable(bin.resolve(tool), "exec '" + onPath(tool) + "' \"$@\"");
      }
    }
    return bin;
  }

  private static Path onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(entry -> Path.of(entry, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theJdkIsLookedForInTheEnvironmentAndThenInTheSystem() throws Exception {
    var clone = cloneForSearch("25", "25.0.1", "26-ea", "27", "30.1");
    jdk(folder.resolve("user/.jdks/of-jdks"), "30.1");
    assertEquals("of-jdks\n", search(clone).run().output());

    jdk(folder.resolve("user/.sdkman/candidates/java/of-sdkman"), "27");
    assertEquals("of-sdkman\n", search(clone).run().output());

    var mac = folder.resolve("system/Library/Java/JavaVirtualMachines/some.jdk/Contents/Home");
    jdk(mac, "25");
    assertEquals("Home\n", search(clone).run().output());

    jdk(folder.resolve("system/opt/of-opt"), "25.0.1");
    assertEquals("of-opt\n", search(clone).run().output());

    jdk(folder.resolve("system/usr/lib/jvm/of-jvm"), "26-ea");
    assertEquals("of-jvm\n", search(clone).run().output());

    var ofPath = jdk(folder.resolve("of-path"), "25.0.1").resolve("bin");
    var path = Map.of("PATH", ofPath + ":" + systemTools());
    assertEquals("of-path\n", search(clone).environment(path).run().output());

    var home = Map.of("JAVA_HOME", jdk(folder.resolve("of-home"), "25").toString());
    assertEquals("of-home\n", search(clone).environment(path).environment(home).run().output());
  }

  @Test
  void jdksThatAreTooOldAndRuntimesAreLeftOut() throws Exception {
    var clone = cloneForSearch("25");
    jdk(folder.resolve("system/usr/lib/jvm/a-21"), "21.0.2");
    jdk(folder.resolve("system/usr/lib/jvm/b-8"), "1.8.0_402");
    Files.delete(jdk(folder.resolve("system/usr/lib/jvm/c-runtime"), "25").resolve("bin/javac"));
    jdk(folder.resolve("system/usr/lib/jvm/d-25"), "25");
    var old = jdk(folder.resolve("old"), "17.0.1");

    var result =
        search(clone)
            .environment(Map.of("JAVA_HOME", old.toString()))
            .environment(Map.of("PATH", old.resolve("bin") + ":" + systemTools()))
            .run();

    assertEquals("d-25\n", result.output());
  }

  @Test
  void aLinkOnThePathIsFollowedToItsJdk() throws Exception {
    var clone = cloneForSearch("25");
    var jdk = jdk(folder.resolve("linked"), "25");
    Files.createDirectories(folder.resolve("alternatives"));
    Files.createSymbolicLink(folder.resolve("alternatives/javac"), jdk.resolve("bin/javac"));
    Files.createSymbolicLink(systemTools().resolve("javac"), Path.of("../alternatives/javac"));

    assertEquals("linked\n", search(clone).run().output());
  }

  @Test
  void aScriptOnThePathIsAskedForItsJdk() throws Exception {
    var clone = cloneForSearch("25");
    var jdk = jdk(folder.resolve("chosen"), "25");
    executable(systemTools().resolve("java"), "echo \"    java.home = " + jdk + "\" >&2");

    assertEquals("chosen\n", search(clone).run().output());
  }

  @Test
  void aJdkWithoutAReleaseFileIsAsked() throws Exception {
    var clone = cloneForSearch("25.0.1");
    var jdk = jdk(folder.resolve("system/opt/silent"), "25");
    Files.delete(jdk.resolve("release"));
    executable(jdk.resolve("bin/javac"), "echo javac 25.0.1");

    assertEquals("silent\n", search(clone).run().output());
  }

  @Test
  void withoutAJdkTheMessageSaysWhereOneWasLookedFor() throws Exception {
    var result = search(cloneForSearch()).environment(Map.of("JAVA_HOME", "/no/such")).run();

    assertEquals(
        new Result(
            2,
            "",
            """
            rondo: no JDK 25 or newer found: not by JAVA_HOME (/no/such), not on the PATH, not in
            /usr/lib/jvm, /opt, /Library/Java/JavaVirtualMachines, ~/.sdkman/candidates/java and ~/.jdks.
            Install one, or set JAVA_HOME to the folder of one that is elsewhere.
            """),
        result);
  }

  @Test
  void helpNeedsNoJdk() throws Exception {
    var clone = cloneForSearch();
    var environment = Map.of("PATH", systemTools().toString());

    var result =
        Command.rondo(clone, folder, "--help").without("JAVA_HOME").environment(environment).run();

    assertEquals(0, result.exitCode());
  }

  /* ---- when it builds ---- */

  /// A PATH on which `mvn` notes its arguments in a file and then does what the lines say.
  private Map<String, String> maven(String... lines) throws IOException {
    var bin = folder.resolve("maven");
    var notes = "echo \"$@\" >> '" + folder.resolve("maven.txt") + "'";
    executable(bin.resolve("mvn"), notes, String.join("\n", lines));
    return Map.of("PATH", bin + File.pathSeparator + System.getenv("PATH"));
  }

  private List<String> callsOfMaven() throws IOException {
    var notes = folder.resolve("maven.txt");
    return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
  }

  /// What Maven does to a clone.
  private static String copyClasses(Clone clone) {
    return Stream.of("core", "net", "tools")
        .map(module -> copy(Clone.classesOfProject(module), clone.classes(module)))
        .collect(Collectors.joining("\n"));
  }

  private static String copy(Path from, Path to) {
    return "mkdir -p '" + to + "' && cp -R '" + from + "'/. '" + to + "'";
  }

  @Test
  void aFreshCloneIsBuiltOnceByMavenWhichLeavesTheInputToTheProgram() throws Exception {
    var clone = Clone.fresh(folder.resolve("a fresh clone"));
    var maven = maven("cat", copyClasses(clone));
    Files.writeString(folder.resolve("Program.java"), "void main() { IO.println(IO.readln()); }");

    var command = Command.rondo(clone, folder, "run", "Program.java").environment(maven);
    var first = command.input("for the program\n").run();
    var second = command.input("for the second run\n").run();

    assertEquals(new Result(0, "for the program\n", BUILDING), first);
    assertEquals(new Result(0, "for the second run\n", ""), second);
    assertEquals(
        List.of(
            "--quiet --batch-mode --file="
                + clone.folder().resolve("pom.xml")
                + " --projects=core,net,tools --also-make -Denforcer.skip compile"),
        callsOfMaven());
  }

  @Test
  void whatMavenCompiledAlreadyIsNotCompiledAgain() throws Exception {
    var clone = Clone.compiled(folder.resolve("compiled"));

    var result = Command.rondo(clone, folder, "run", "Program.java").environment(maven()).run();

    assertEquals(new Result(0, "ran\n", BUILDING), result);
    assertEquals(List.of(), callsOfMaven());
  }

  private static void addSource(Clone clone, String module) throws IOException {
    var source = clone.folder().resolve(module + "/src/main/java/New.java");
    Files.createDirectories(source.resolveSibling(""));
    Files.createFile(source);
  }

  @Test
  void newerSourcesAreBuilt() throws Exception {
    var clone = Clone.built(folder.resolve("built"));
    addSource(clone, "core");
    var maven = maven(copyClasses(clone));

    var first = Command.rondo(clone, folder, "run", "Program.java").environment(maven).run();
    var second = Command.rondo(clone, folder, "run", "Program.java").environment(maven).run();

    assertEquals(new Result(0, "ran\n", BUILDING), first);
    assertEquals(new Result(0, "ran\n", ""), second);
    assertEquals(1, callsOfMaven().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "net", "tools"})
  void newerSourcesOfAnyModuleNeedABuild(String module) throws Exception {
    var clone = Clone.built(folder.resolve("built"));
    addSource(clone, module);

    var result =
        Command.rondo(clone, folder, "run", "Program.java").environment(maven("exit 1")).run();

    assertEquals(1, result.exitCode());
    assertTrue(result.errors().startsWith(BUILDING), result.errors());
    assertEquals(1, callsOfMaven().size());
  }

  @Test
  void aFailingBuildShowsWhatMavenSaid() throws Exception {
    var clone = Clone.fresh(folder.resolve("fresh"));
    var maven = maven("echo '[ERROR] no such luck'", "exit 1");

    var result = Command.rondo(clone, folder, "run", "Program.java").environment(maven).run();

    assertEquals(
        new Result(
            1,
            "",
            BUILDING
                + "[ERROR] no such luck\nrondo: cannot build Rondo: Maven failed, see above\n"),
        result);
  }

  @Test
  void withoutMavenTheMessageSaysThatItIsNeeded() throws Exception {
    var clone = Clone.fresh(folder.resolve("fresh"));

    var result =
        Command.rondo(clone, folder, "run", "Program.java")
            .environment(Map.of("PATH", systemTools().toString()))
            .run();

    assertEquals(
        new Result(
            2,
            "",
            BUILDING
                + "rondo: cannot build Rondo: there is no `mvn` on the PATH. Install Maven 3.8 or"
                + " newer, which is needed only for building\n"),
        result);
  }

  @Test
  void manyFirstRunsAtOnceBuildOnce() throws Exception {
    var clone = Clone.fresh(folder.resolve("fresh"));
    var maven = maven(copyClasses(clone));
    try (var one = Command.rondo(clone, folder, "run", "Program.java").environment(maven).start();
        var two = Command.rondo(clone, folder, "run", "Program.java").environment(maven).start()) {
      assertEquals("ran", one.line());
      assertEquals("ran", two.line());
    }
    assertEquals(1, callsOfMaven().size());
  }

  @Test
  void aDamagedRecordOfTheStartIsIgnoredSilently() throws Exception {
    var clone = Clone.built(folder.resolve("built"));
    var archive = clone.build().resolve("rondo.aot");
    assertTrue(Files.exists(archive));
    var content = Files.readAllBytes(archive);

    for (var damaged : List.of(new byte[0], new byte[4096], Arrays.copyOf(content, 100_000))) {
      Files.write(archive, damaged);
      var result = Command.rondo(clone, folder, "run", "Program.java").run();
      assertEquals(new Result(0, "ran\n", ""), result);
    }
  }
}
