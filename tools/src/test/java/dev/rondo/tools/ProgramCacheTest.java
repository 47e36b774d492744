package dev.rondo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.tools.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// When a program is compiled, and when not.
@Timeout(180)
class ProgramCacheTest {
  @TempDir Path folder;

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private static Result output(String text) {
    return new Result(0, text + "\n", "");
  }

  private Result run() throws IOException, InterruptedException {
    return Command.rondo(folder, "run", "Program.java").run();
  }

  private boolean runLoadsTheCompiler() throws IOException, InterruptedException {
    return runLoadsTheCompiler(Clone.shared(), folder);
  }

  /// Runs the program, in a JVM with another folder for temporary files.
  private boolean runLoadsTheCompiler(Clone clone, Path temporary)
      throws IOException, InterruptedException {
    var log = folder.resolve("classes.log");
    var options = "\"-Xlog:class+load:file=" + log + "\" \"-Djava.io.tmpdir=" + temporary + "\"";
    var result =
        Command.rondo(clone, folder, "run", "Program.java")
            .environment(Map.of("JDK_JAVA_OPTIONS", options))
            .run();
    assertEquals(0, result.exitCode(), result.errors());
    return Files.readString(log).contains(" com.sun.tools.javac.main.JavaCompiler ");
  }

  @Test
  void theSecondRunDoesNotLoadTheCompiler() throws Exception {
    write("Program.java", "void main() {}");

    assertTrue(runLoadsTheCompiler());
    assertFalse(runLoadsTheCompiler());
  }

  @Test
  void aChangedProgramIsCompiledEvenIfItsTimeStaysTheSame() throws Exception {
    var program = folder.resolve("Program.java");
    write("Program.java", "void main() { IO.println(1); }");
    var time = Files.getLastModifiedTime(program);
    assertEquals(output("1"), run());

    write("Program.java", "void main() { IO.println(2); }");
    Files.setLastModifiedTime(program, time);

    assertEquals(output("2"), run());
  }

  @Test
  void aChangedFileThatTheProgramUsesIsCompiled() throws Exception {
    write("Program.java", "void main() { IO.println(Helper.NUMBER); }");
    write("Helper.java", "class Helper { static final int NUMBER = 1; }");
    assertEquals(output("1"), run());

    write("Helper.java", "class Helper { static final int NUMBER = 2; }");

    assertEquals(output("2"), run());
  }

  @Test
  void aNewFileThatHidesAClassOfRondoOrTheJdkIsCompiled() throws Exception {
    write("Program.java", "void main() { IO.println(Objects.toString(1)); }");
    assertEquals(output("1"), run());

    write("Objects.java", "class Objects { static String toString(int x) { return \"mine\"; } }");

    assertEquals(output("mine"), run());
  }

  @Test
  void aRemovedFileIsMissed() throws Exception {
    write("Program.java", "void main() { IO.println(Helper.NUMBER); }");
    write("Helper.java", "class Helper { static final int NUMBER = 1; }");
    assertEquals(output("1"), run());

    Files.delete(folder.resolve("Helper.java"));

    assertEquals(1, run().exitCode());
  }

  @Test
  void aFileThatTheProgramDoesNotUseMayChange() throws Exception {
    write("Program.java", "void main() {}");
    write("Unrelated.java", "class Unrelated {}");
    assertTrue(runLoadsTheCompiler());

    write("Unrelated.java", "this does not compile");

    assertFalse(runLoadsTheCompiler());
  }

  @Test
  void programsOfTheSameNameStayApart() throws Exception {
    var other = Files.createDirectory(folder.resolve("other"));
    write("Program.java", "void main() { IO.println(1); }");
    Files.writeString(other.resolve("Program.java"), "void main() { IO.println(2); }");

    assertEquals(output("1"), run());
    assertEquals(output("2"), Command.rondo(other, "run", "Program.java").run());
    assertEquals(output("1"), run());
  }

  @Test
  void aLinkThatComesToPointElsewhereGivesTheOtherProgram() throws Exception {
    for (var name : List.of("one", "two")) {
      Files.createDirectory(folder.resolve(name));
      write(name + "/Program.java", "void main() { IO.println(\"" + name + "\"); }");
    }
    var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("one"));
    assertEquals(output("one"), Command.rondo(folder, "run", "link/Program.java").run());

    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("two"));

    assertEquals(output("two"), Command.rondo(folder, "run", "link/Program.java").run());
  }

  @Test
  void aDamagedEntryIsCompiledAgain() throws Exception {
    var clone = Clone.built(folder.resolve("clone"));
    var programs = clone.build().resolve("programs");
    Folders.remove(programs);
    write("Program.java", "void main() { IO.println(1); }");
    assertEquals(output("1"), Command.rondo(clone, folder, "run", "Program.java").run());
    try (var entries = Files.list(programs)) {
      var entry = entries.findFirst().orElseThrow();
      var content = Files.readAllBytes(entry);
      content[content.length / 2] ^= 1;
      Files.write(entry, content);
    }

    assertEquals(output("1"), Command.rondo(clone, folder, "run", "Program.java").run());
    assertFalse(runLoadsTheCompiler(clone, folder));
  }

  @Test
  void manyRunsOfANewProgramAtOnceDoNotDisturbEachOther() throws Exception {
    write("Program.java", "void main() { IO.println(Helper.NUMBER); }");
    write("Helper.java", "class Helper { static final int NUMBER = 1; }");
    var runs = new ArrayList<Conversation>();
    try {
      for (var i = 0; i < 4; i++) {
        runs.add(Command.rondo(folder, "run", "Program.java").start());
      }
      for (var run : runs) {
        assertEquals("1", run.line());
        assertEquals(0, run.exitCode());
        assertEquals("", run.errors());
      }
    } finally {
      for (var run : runs) {
        run.close();
      }
    }
    assertFalse(runLoadsTheCompiler());
  }

  @Test
  void programsAreCompiledAgainWhenRondoChanged() throws Exception {
    var clone = Clone.built(folder.resolve("clone"));
    write("Program.java", "void main() {}");
    assertTrue(runLoadsTheCompiler(clone, folder));
    assertFalse(runLoadsTheCompiler(clone, folder));

    // As after a change of the core, and a build of everything.
    var source = clone.folder().resolve("core/src/main/java/Changed.java");
    Files.createDirectories(source.resolveSibling(""));
    Files.createFile(source);
    Files.setLastModifiedTime(clone.current(), minutesAgo(3));
    Files.setLastModifiedTime(source, minutesAgo(2));
    for (var module : List.of("core", "net", "tools")) {
      Files.setLastModifiedTime(clone.classes(module).resolve("module-info.class"), minutesAgo(1));
    }

    assertTrue(runLoadsTheCompiler(clone, folder));
    assertFalse(runLoadsTheCompiler(clone, folder));
  }

  /// A time to come would be no good: sources that are newer than now are built at each start.
  private static FileTime minutesAgo(int minutes) {
    return FileTime.from(Instant.now().minus(Duration.ofMinutes(minutes)));
  }

  @Test
  void ifTheCloneCannotBeWrittenProgramsAreKeptAmongTheTemporaryFiles() throws Exception {
    var clone = cloneThatKeepsNoPrograms();
    var temporary = Files.createDirectory(folder.resolve("temporary"));

    assertTrue(runLoadsTheCompiler(clone, temporary));
    assertFalse(runLoadsTheCompiler(clone, temporary));
  }

  @Test
  void programsAreNotKeptWhereOthersCouldChangeThem() throws Exception {
    var clone = cloneThatKeepsNoPrograms();
    var temporary = Files.createDirectory(folder.resolve("temporary"));
    assertTrue(runLoadsTheCompiler(clone, temporary));
    try (var made = Files.newDirectoryStream(temporary, "rondo-*")) {
      Files.setPosixFilePermissions(
          made.iterator().next(), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    assertTrue(runLoadsTheCompiler(clone, temporary));
    assertTrue(runLoadsTheCompiler(clone, temporary));
  }

  /// The user root can write to folders that are read-only, but not to one that is a file.
  private Clone cloneThatKeepsNoPrograms() throws IOException {
    var clone = Clone.built(folder.resolve("clone"));
    write("Program.java", "void main() {}");
    var programs = clone.build().resolve("programs");
    Folders.remove(programs);
    Files.createFile(programs);
    return clone;
  }
}
