package dev.rondo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.tools.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What a wrong call gets: one message that says what was expected, no stack trace, and exit code
/// 2, or 1 for a program that does not compile.
@Timeout(120)
class RunErrorsTest {
  @TempDir Path folder;

  private Result run(String... arguments) throws IOException, InterruptedException {
    return Command.rondo(folder, arguments).run();
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private static void assertRefused(String message, Result result) {
    assertEquals(new Result(2, "", "rondo: " + message + "\n"), result);
  }

  @Test
  void withoutACommandTheUsageIsShown() throws Exception {
    var result = run();

    assertEquals(2, result.exitCode());
    assertEquals("", result.output());
    assertTrue(
        result.errors().startsWith("usage: rondo run [JVM-OPTION...] FILE.java"), result.errors());
  }

  @Test
  void helpIsNoError() throws Exception {
    var result = run("--help");

    assertEquals(0, result.exitCode());
    assertTrue(
        result.output().startsWith("usage: rondo run [JVM-OPTION...] FILE.java"), result.output());
    assertEquals("", result.errors());
    assertEquals(result, run("run", "--help"));
  }

  @Test
  void anUnknownCommandIsRefused() throws Exception {
    assertRefused("there is no command 'rnu'; expected `rondo run FILE.java`", run("rnu"));
  }

  @Test
  void aCallWithoutAFileIsRefused() throws Exception {
    assertRefused("no file given; expected `rondo run FILE.java`", run("run"));
    assertRefused("no file given; expected `rondo run FILE.java`", run("run", ""));
    assertRefused("no file given; expected `rondo run FILE.java`", run("run", "-Dname=value"));
  }

  @Test
  void aMissingFileIsRefused() throws Exception {
    assertRefused(
        "there is no file Missing.java; expected the path of a Java source file",
        run("run", "Missing.java"));
    assertRefused(
        "there is no file missing/Program.java; expected the path of a Java source file",
        run("run", "missing/Program.java"));
  }

  @Test
  void aFolderIsRefused() throws Exception {
    Files.createDirectory(folder.resolve("Folder.java"));

    assertRefused(
        "Folder.java is a folder; expected a Java source file", run("run", "Folder.java"));
    assertRefused("/ is a folder; expected a Java source file", run("run", "/"));
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws Exception {
    write("notes.txt", "void main() {}");

    assertRefused(
        "notes.txt is not a Java source file; expected a name that ends in .java",
        run("run", "notes.txt"));
  }

  @Test
  @EnabledOnOs(OS.LINUX) // permissions would not stop the user root, who may run this
  void aFileThatCannotBeReadIsRefused() throws Exception {
    var link =
        Files.createSymbolicLink(folder.resolve("Unreadable.java"), Path.of("/proc/self/mem"));

    assertRefused(
        "Unreadable.java cannot be read (java.io.IOException: Input/output error);"
            + " check its permissions",
        run("run", "Unreadable.java"));
    Files.delete(link); // JUnit warns of links that lead out of its folder
  }

  @Test
  void aProgramThatDoesNotCompileGetsTheMessagesOfTheCompiler() throws Exception {
    write("Wrong.java", "void main() {\n  int number = \"text\";\n}\n");

    assertEquals(
        new Result(
            1,
            "",
            """
            Wrong.java:2: error: incompatible types: String cannot be converted to int
              int number = "text";
                           ^
            1 error
            rondo: Wrong.java does not compile
            """),
        run("run", "Wrong.java"));
  }

  @Test
  void anErrorInAnotherFileOfTheProgramNamesThatFile() throws Exception {
    write("Program.java", "void main() { IO.println(Helper.text()); }");
    write("Helper.java", "class Helper { static String text() { return 1; } }");
    var inFolder = folder.resolveSibling("");

    var result = Command.rondo(inFolder, "run", folder.getFileName() + "/Program.java").run();

    assertEquals(1, result.exitCode());
    assertTrue(
        result.errors().startsWith(folder.getFileName() + "/Helper.java:1: error: incompatible"),
        result.errors());
  }

  @Test
  void aFileThatIsNotTextIsRefused() throws Exception {
    Files.write(folder.resolve("Latin.java"), new byte[] {'/', '/', (byte) 0xe9});

    assertEquals(
        new Result(
            1,
            "",
            """
            error: error reading Latin.java; it is not text in UTF-8
            1 error
            rondo: Latin.java does not compile
            """),
        run("run", "Latin.java"));
  }

  @Test
  void aFileWithoutAMainMethodIsRefused() throws Exception {
    var message = " has no main method; expected one, for example `void main() { ... }`";
    write("Empty.java", "");
    write("Library.java", "class Library { void run() {} }");
    write(
        "Hidden.java",
        "class Hidden { private void main() {} int main(String[] x) { return 1; } }");

    assertRefused("Empty.java" + message, run("run", "Empty.java"));
    assertRefused("Library.java" + message, run("run", "Library.java"));
    assertRefused("Hidden.java" + message, run("run", "Hidden.java"));
  }

  @Test
  void aMainMethodOfAnObjectThatCannotBeCreatedIsRefused() throws Exception {
    write("Program.java", "class Program { Program(int x) {} void main() {} }");

    assertRefused(
        "the main method in Program.java is not static, and Program cannot be created;"
            + " expected a constructor without parameters that is not private",
        run("run", "Program.java"));
  }

  @Test
  void aPackageThatIsNotThatOfTheFolderIsRefused() throws Exception {
    write("Program.java", "package some.where; class Program { void main() {} }");

    assertRefused(
        "Program.java declares the package some.where; expected it in a folder some/where",
        run("run", "Program.java"));
  }
}
