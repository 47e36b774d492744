package dev.rondo.tools;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.tools.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What programs may look like, and what they get from their surroundings.
@Timeout(120)
class RunProgramTest {
  @TempDir Path folder;

  private Result run(String source, String... arguments) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("Program.java"), source);
    var all = new String[arguments.length + 2];
    all[0] = "run";
    all[1] = "Program.java";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Command.rondo(folder, all).run();
  }

  @Test
  void aProgramUsesRondoWithoutSayingWhereItIs() throws Exception {
    var result =
        run(
            """
            import static dev.rondo.Async.*;

            void main() throws Exception {
              run(() -> {
                sleep(Duration.ZERO);
                IO.println("ran as " + currentTask().name());
              });
            }
            """);

    assertEquals(new Result(0, "ran as Task-1\n", ""), result);
  }

  @Test
  void aProgramUsesTheNetwork() throws Exception {
    var result =
        run(
            """
            import module dev.rondo.net;

            import static dev.rondo.Async.*;

            void main() throws Exception {
              run(() -> {
                try (var server = Net.listen("127.0.0.1", 0, client -> client.write("hello\\n"));
                    var connection = Net.connect("127.0.0.1", server.port())) {
                  IO.println(connection.readLine());
                }
              });
            }
            """);

    assertEquals(new Result(0, "hello\n", ""), result);
  }

  @Test
  void aProgramMayImportRondoAsAModule() throws Exception {
    var result =
        run(
            """
            import module dev.rondo;

            void main() throws Exception {
              Async.run(() -> IO.println("ran as " + Async.currentTask().name()));
            }
            """);

    assertEquals(new Result(0, "ran as Task-1\n", ""), result);
  }

  private static final List<String> FORMS =
      List.of(
          "void main() { IO.println(\"main\"); }",
          "void main(String[] arguments) { IO.println(\"main\"); }",
          "static void main() { IO.println(\"main\"); }",
          "static void main(String... arguments) { IO.println(\"main\"); }",
          "class Any { public static void main(String[] arguments) { IO.println(\"main\"); } }",
          "class Any { static void main() { IO.println(\"main\"); } }",
          "class Any { protected void main() { IO.println(\"main\"); } }",
          "record Any() { void main(String[] arguments) { IO.println(\"main\"); } }",
          "enum Any { ; public static void main(String[] arguments) { IO.println(\"main\"); } }",
          "interface Any { static void main(String[] arguments) { IO.println(\"main\"); } }",
          "class Any extends Base {} class Base { void main() { IO.println(\"main\"); } }",
          "class Any implements Base {} interface Base { default void main() {"
              + " IO.println(\"main\"); }}",
          "class First {} class Program { void main() { IO.println(\"main\"); } }");

  /// One JVM runs all of them, as the command would run each.
  @Test
  void theMainMethodMayHaveEachFormThatJavaKnows() throws Exception {
    var files = new ArrayList<String>();
    for (var form : FORMS) {
      var inner = Files.createDirectory(folder.resolve("form" + files.size()));
      files.add(Files.writeString(inner.resolve("Program.java"), form).toString());
    }

    var result =
        run(
            """
            void main(String[] files) throws Exception {
              var command = Class.forName("dev.rondo.tools.Main").getMethod("main", String[].class);
              for (var file : files) {
                IO.print(Path.of(file).getParent().getFileName() + ": ");
                command.invoke(null, (Object) new String[] {"run", file});
              }
            }
            """,
            files.toArray(String[]::new));

    var expected =
        IntStream.range(0, FORMS.size())
            .mapToObj(form -> "form" + form + ": main\n")
            .collect(Collectors.joining());
    assertEquals(new Result(0, expected, ""), result);
  }

  @Test
  void theMainMethodWithArgumentsComesFirst() throws Exception {
    var result =
        run(
            """
            void main() { IO.println("without"); }
            void main(String[] arguments) { IO.println("with"); }
            """);

    assertEquals(new Result(0, "with\n", ""), result);
  }

  @Test
  void theProgramIsTheFirstClassOfTheFile() throws Exception {
    var result =
        run(
            """
            class First { void main() { IO.println("first"); } }
            class Program { void main() { IO.println("named as the file"); } }
            """);

    assertEquals(new Result(0, "first\n", ""), result);
  }

  @Test
  void otherFilesOfTheFolderAreCompiledWhenTheProgramUsesThem() throws Exception {
    Files.writeString(
        folder.resolve("Helper.java"), "class Helper { static int two() { return 2; } }");
    Files.writeString(folder.resolve("Unrelated.java"), "this does not compile");

    assertEquals(new Result(0, "2\n", ""), run("void main() { IO.println(Helper.two()); }"));
  }

  @Test
  void aProgramInAPackageUsesFilesOfItsOtherPackages() throws Exception {
    var inner = Files.createDirectories(folder.resolve("outer/inner"));
    Files.writeString(
        inner.resolve("Program.java"),
        "package outer.inner; class Program { void main() { IO.println(outer.Other.NAME); } }");
    Files.writeString(
        folder.resolve("outer/Other.java"),
        "package outer; public class Other { public static final String NAME = \"other\"; }");
    var expected = new Result(0, "other\n", "");

    assertAll(
        () ->
            assertEquals(expected, Command.rondo(folder, "run", "outer/inner/Program.java").run()),
        () -> assertEquals(expected, Command.rondo(inner, "run", "Program.java").run()));
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    var result =
        run(
            "void main(String[] words) { for (var word : words) IO.println('[' + word + ']'); }",
            "two words",
            "",
            "it's \"quoted\"",
            "*",
            "$HOME",
            "--help",
            "-cp");

    assertEquals(
        "[two words]\n[]\n[it's \"quoted\"]\n[*]\n[$HOME]\n[--help]\n[-cp]\n", result.output());
  }

  @Test
  void optionsBeforeTheFileAreForTheJvm() throws Exception {
    Files.writeString(
        folder.resolve("Program.java"),
        """
        void main(String[] words) {
          IO.println(System.getProperty("name"));
          IO.println(Runtime.getRuntime().maxMemory() <= 64 << 20);
          IO.println(List.of(words));
        }
        """);

    var result =
        Command.rondo(
                folder, "run", "-Dname=two words", "-Xmx64m", "Program.java", "-Dname=mine", "-")
            .run();

    assertEquals(new Result(0, "two words\ntrue\n[-Dname=mine, -]\n", ""), result);
  }

  @Test
  void standardInputArrives() throws Exception {
    Files.writeString(
        folder.resolve("Program.java"),
        """
        void main() {
          for (var line = IO.readln(); line != null; line = IO.readln()) {
            IO.println("read " + line);
          }
        }
        """);

    var result = Command.rondo(folder, "run", "Program.java").input("one\ntwo\n").run();

    assertEquals(new Result(0, "read one\nread two\n", ""), result);
  }

  @Test
  void outputAndErrorsStayApartAndTheExitCodeIsTheProgramsOwn() throws Exception {
    var result =
        run("void main() { IO.println(\"out\"); System.err.println(\"err\"); System.exit(7); }");

    assertEquals(new Result(7, "out\n", "err\n"), result);
  }

  @Test
  void theWorkingFolderIsTheUsersOwn() throws Exception {
    var elsewhere = Files.createDirectory(folder.resolve("else where"));
    Files.writeString(
        folder.resolve("Program.java"),
        "void main() { IO.println(Path.of(\"\").toAbsolutePath()); }");

    var result = Command.rondo(elsewhere, "run", "../Program.java").run();

    assertEquals(new Result(0, elsewhere.toRealPath() + "\n", ""), result);
  }

  @Test
  void mainRunsOnTheMainThread() throws Exception {
    var result = run("void main() { IO.println(Thread.currentThread().getName()); }");

    assertEquals(new Result(0, "main\n", ""), result);
  }

  @Test
  void threadsThatGoOnAreWaitedFor() throws Exception {
    var result =
        run(
            """
            void main() {
              var main = Thread.currentThread();
              Thread.ofPlatform().start(() -> {
                while (main.isAlive()) Thread.onSpinWait();
                IO.println("done");
              });
            }
            """);

    assertEquals(new Result(0, "done\n", ""), result);
  }

  @Test
  void anUncaughtExceptionIsPrintedAsJavaWouldDo() throws Exception {
    var result =
        run(
            """
            void main() {
              try {
                fail();
              } catch (IllegalStateException e) {
                var outer = new RuntimeException("outer", e);
                outer.addSuppressed(new Error("suppressed"));
                throw outer;
              }
            }

            void fail() {
              throw new IllegalStateException("inner");
            }
            """);

    assertEquals(
        new Result(
            1,
            "",
            """
            Exception in thread "main" java.lang.RuntimeException: outer
            \tat Program.main(Program.java:5)
            \tSuppressed: java.lang.Error: suppressed
            \t\tat Program.main(Program.java:6)
            Caused by: java.lang.IllegalStateException: inner
            \tat Program.fail(Program.java:12)
            \tat Program.main(Program.java:3)
            """),
        result);
  }

  @Test
  void anExceptionBeforeMainIsPrintedAsJavaWouldDo() throws Exception {
    var inConstructor =
        run("class Program { Program() { throw new Error(\"no\"); } void main() {} }");
    var inInitializer = run("class Program { static int x = 1 / 0; static void main() {} }");

    assertAll(
        () ->
            assertEquals(
                new Result(
                    1,
                    "",
                    """
                    Exception in thread "main" java.lang.Error: no
                    \tat Program.<init>(Program.java:1)
                    """),
                inConstructor),
        () ->
            assertEquals(
                new Result(
                    1,
                    "",
                    """
                    Exception in thread "main" java.lang.ExceptionInInitializerError
                    Caused by: java.lang.ArithmeticException: / by zero
                    \tat Program.<clinit>(Program.java:1)
                    """),
                inInitializer));
  }

  @Test
  void anExceptionOfACoroutineSaysWhereItWasThrown() throws Exception {
    var result =
        run(
            """
            import static dev.rondo.Async.*;

            void main() throws Exception {
              run(() -> {
                throw new IOException("no");
              });
            }
            """);

    assertEquals(1, result.exitCode());
    assertTrue(
        result
            .errors()
            .startsWith(
                "Exception in thread \"main\" java.io.IOException: no\n\tat Program.lambda$main$"),
        result.errors());
  }

  @Test
  void warningsOfTheCompilerDoNotKeepAProgramFromRunning() throws Exception {
    var result = run("void main() { IO.println(new ArrayList(List.of(1))); }");

    assertEquals(0, result.exitCode());
    assertEquals("[1]\n", result.output());
  }
}
