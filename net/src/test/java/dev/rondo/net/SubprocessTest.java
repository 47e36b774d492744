package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.net.Processes.isGone;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.Awaitable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that do what they are to do, and some that cannot be started.
@Timeout(60)
class SubprocessTest {
  private static final ProcessOptions PIPES = ProcessOptions.PIPES;

  @TempDir private Path directory;

  private static String output(String command, ProcessOptions options) throws IOException {
    try (var process = Subprocess.shell(command, options)) {
      return process.communicate().stdoutText();
    }
  }

  /* ---- good paths ---- */

  @Test
  void aProcessGetsItsInputAndItsOutputComesBack() throws Exception {
    run(
        () -> {
          // @start region=communicate
          try (var sort = Subprocess.exec(List.of("sort"), ProcessOptions.PIPES)) {
            var output = sort.communicate("pears\napples\n".getBytes(UTF_8));
            assertEquals("apples\npears\n", output.stdoutText());
            assertEquals(0, sort.waitFor());
          }
          // @end
        });
  }

  @Test
  void outputAndErrorsAreKeptApart() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("echo out; echo err >&2; exit 7", PIPES)) {
            var output = process.communicate();
            assertEquals("out\n", output.stdoutText());
            assertEquals("err\n", output.stderrText());
            assertEquals(OptionalInt.of(7), process.returnCode());
            assertEquals("ProcessOutput[4 bytes of output, 4 bytes of errors]", output.toString());
          }
        });
  }

  @Test
  void errorsMergedIntoTheOutputKeepTheOrder() throws Exception {
    run(
        () -> {
          var merged = PIPES.withStderr(Stdio.STDOUT);
          try (var process = Subprocess.shell("echo 1; echo 2 >&2; echo 3", merged)) {
            var output = process.communicate();
            assertEquals("1\n2\n3\n", output.stdoutText());
            assertEquals("", output.stderrText());
            assertThrows(IllegalStateException.class, process::stderr);
          }
        });
  }

  @Test
  void aProcessIsTalkedToLineByLine() throws Exception {
    run(
        () -> {
          try (var cat = Subprocess.exec(List.of("cat"), PIPES)) {
            cat.stdin().write("one\n");
            assertEquals("one", cat.stdout().readLine());
            cat.stdin().write("two\nthree");
            assertEquals("two", cat.stdout().readLine());
            assertEquals(OptionalInt.empty(), cat.returnCode());
            assertFalse(cat.stdin().isClosed());
            cat.stdin().close();
            cat.stdin().close();
            assertTrue(cat.stdin().isClosed());
            var rest = new ArrayList<String>();
            cat.stdout().lines().forEach(rest::add);
            assertEquals(List.of("three"), rest);
            assertTrue(cat.stdout().atEof());
            assertEquals(0, cat.waitFor());
          }
        });
  }

  @Test
  void allKindsOfReadsWork() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("printf 'abcdefgh;ij--kl'", PIPES)) {
            var reader = process.stdout();
            var buffer = java.nio.ByteBuffer.allocate(1);
            assertEquals(1, reader.read(buffer));
            assertEquals('a', buffer.get(0));
            assertEquals("bc", new String(reader.readExactly(2), UTF_8));
            assertEquals("def", new String(reader.read(3), UTF_8));
            assertEquals("gh;", new String(reader.readUntil("--", ";"), UTF_8));
            assertEquals("ij--", new String(reader.readUntil("--".getBytes(UTF_8)), UTF_8));
            assertFalse(reader.atEof());
            assertEquals("kl", new String(reader.readAll(), UTF_8));
            assertTrue(reader.atEof());
            assertEquals(0, reader.read(5).length);
            assertEquals(-1, reader.read(buffer.clear()));
          }
        });
  }

  @Test
  void aLineOverTheReadLimitIsNotLost() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.shell("printf 123456789", PIPES.withReadLimit(8))) {
            var reader = process.stdout();
            assertThrows(LimitOverrunException.class, () -> reader.readLine());
            assertEquals("123456789", new String(reader.readAll(), UTF_8));
          }
        });
  }

  @Test
  void returnCodesOfAllKindsArriveAsTheyAre() throws Exception {
    run(
        () -> {
          for (var code : List.of(0, 1, 127, 128, 130, 137, 143, 255)) {
            try (var process = Subprocess.shell("exit " + code)) {
              assertEquals(code, process.waitFor());
              assertEquals(OptionalInt.of(code), process.returnCode());
            }
          }
        });
  }

  @Test
  void allWhoWaitGetTheReturnCode() throws Exception {
    run(
        () -> {
          try (var process = Subprocess.exec("true")) {
            Awaitable<Integer> wait = process::waitFor;
            assertEquals(List.of(0, 0, 0), gather(List.of(wait, wait, wait)));
          }
        });
  }

  /* ---- options ---- */

  @Test
  void aProcessRunsInItsDirectory() throws Exception {
    run(
        () -> {
          var options = PIPES.withDirectory(directory);
          assertEquals(directory.toRealPath() + "\n", output("pwd -P", options));
        });
  }

  @Test
  void aProcessHasTheEnvironmentThatIsSaid() throws Exception {
    run(
        () -> {
          var path = System.getenv("PATH");
          var one = PIPES.withVariable("RONDO_WORD", "a = b");
          assertEquals("a = b " + path + "\n", output("echo \"$RONDO_WORD $PATH\"", one));
          var only = PIPES.withEnvironment(Map.of("ONLY", "this"));
          assertEquals("this -\n", output("echo \"$ONLY ${HOME--}\"", only));
          assertEquals(
              "this that\n", output("echo \"$ONLY $MORE\"", only.withVariable("MORE", "that")));
        });
  }

  @Test
  void filesAreReadAndReplacedAndAddedTo() throws Exception {
    var source = Files.writeString(directory.resolve("source"), "words\n");
    var target = Files.writeString(directory.resolve("target"), "before\n");
    run(
        () -> {
          var reading = PIPES.withStdin(Stdio.file(source));
          assertEquals("words\n", output("cat", reading));
          output("cat", reading.withStdout(Stdio.file(target)));
          assertEquals("words\n", Files.readString(target));
          output("cat >&2", reading.withStderr(Stdio.appendTo(target)));
          assertEquals("words\nwords\n", Files.readString(target));
        });
  }

  @Test
  void discardedInputIsAtItsEndAndDiscardedOutputIsNowhere() throws Exception {
    run(
        () -> {
          var options = PIPES.withStdin(Stdio.DISCARD).withStderr(Stdio.DISCARD);
          try (var process = Subprocess.shell("cat; echo lost >&2; echo end", options)) {
            var output = process.communicate();
            assertEquals("end\n", output.stdoutText());
            assertEquals("", output.stderrText());
          }
        });
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    var options = ProcessOptions.DEFAULT;
    var file = Path.of("file");
    for (var attempt :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> options.withStdin(Stdio.STDOUT),
            () -> options.withStdout(Stdio.STDOUT),
            () -> options.withStdin(Stdio.appendTo(file)),
            () -> options.withReadLimit(0),
            () -> options.withVariable("", "x"),
            () -> options.withVariable("a=b", "x"),
            () -> options.withVariable("a\0", "x"),
            () -> options.withVariable("a", "x\0"))) {
      assertThrows(IllegalArgumentException.class, attempt);
    }
  }

  /* ---- what cannot be started ---- */

  @Test
  void aMissingProgramIsNamed() throws Exception {
    run(
        () -> {
          for (var program : List.of("/no/such/program", "no-such-program-in-the-path", "")) {
            var failure =
                assertThrows(
                    NoSuchFileException.class, () -> Subprocess.exec(List.of(program), PIPES));
            assertEquals(program, failure.getFile());
          }
        });
  }

  @Test
  void aFileThatMayNotRunIsNamed() throws Exception {
    var file = Files.writeString(directory.resolve("plain"), "text");
    run(
        () -> {
          var failure =
              assertThrows(AccessDeniedException.class, () -> Subprocess.exec(file.toString()));
          assertEquals(file.toString(), failure.getFile());
        });
  }

  @Test
  void aMissingDirectoryIsNamedAndNotTheProgram() throws Exception {
    var missing = directory.resolve("missing");
    var file = Files.createFile(directory.resolve("file"));
    run(
        () -> {
          var failure =
              assertThrows(
                  NoSuchFileException.class,
                  () -> Subprocess.exec(List.of("true"), PIPES.withDirectory(missing)));
          assertEquals(missing.toString(), failure.getFile());
          assertThrows(
              NotDirectoryException.class,
              () -> Subprocess.exec(List.of("true"), PIPES.withDirectory(file)));
        });
  }

  @Test
  void anEnvironmentThatIsTooLargeIsAnError() throws Exception {
    run(
        () -> {
          var large = PIPES.withVariable("LARGE", "x".repeat(2 * 1024 * 1024));
          assertThrows(IOException.class, () -> Subprocess.exec(List.of("true"), large));
          assertEquals("still works\n", output("echo still works", PIPES));
        });
  }

  @Test
  void commandsThatMakeNoSenseAreRefused() throws Exception {
    run(
        () -> {
          assertThrows(IllegalArgumentException.class, () -> Subprocess.exec());
          assertThrows(IllegalArgumentException.class, () -> Subprocess.exec(List.of(), PIPES));
          assertThrows(IllegalArgumentException.class, () -> Subprocess.exec("echo", "a\0b"));
          assertThrows(IllegalArgumentException.class, () -> Subprocess.shell("echo \0"));
        });
  }

  /* ---- much at once ---- */

  @Test
  void muchOutputOnBothPipesAndMuchInputDoNotBlockEachOther() throws Exception {
    var input = new byte[3 * 1024 * 1024];
    new Random(7).nextBytes(input);
    run(
        () -> {
          try (var process = Subprocess.shell("tee /dev/stderr", PIPES)) {
            var output = process.communicate(input);
            assertArrayEquals(input, output.stdout());
            assertArrayEquals(input, output.stderr());
            assertEquals(0, process.waitFor());
          }
        });
  }

  @Test
  void manyProcessesAtOnceDoNotMixTheirOutputs() throws Exception {
    var count = 40;
    run(
        () -> {
          var processes = new ArrayList<Subprocess>();
          try {
            for (var index = 0; index < count; index++) {
              processes.add(Subprocess.exec(List.of("cat"), PIPES));
            }
            // All of them are read, and none has anything to say: the workers are free all the
            // same.
            var readers = processes.stream().map(each -> createTask(each.stdout()::readLine));
            var reading = readers.toList();
            Async.yieldNow();
            assertEquals("worked", Async.toThread(() -> "worked"));
            for (var index = count - 1; index >= 0; index--) {
              processes.get(index).stdin().write("line " + index + "\n");
            }
            for (var index = 0; index < count; index++) {
              assertEquals("line " + index, reading.get(index).await());
            }
          } finally {
            processes.forEach(Subprocess::close);
          }
          for (var process : processes) {
            assertTrue(isGone(process.pid()), process.toString());
          }
        });
  }

  @Test
  void twoHundredChildrenEndAndAllAreWaitedFor() throws Exception {
    run(
        () -> {
          var all = new ArrayList<Awaitable<String>>();
          for (var index = 0; index < 200; index++) {
            var word = "child " + index;
            all.add(
                () -> {
                  try (var echo = Subprocess.exec(List.of("echo", word), PIPES)) {
                    return echo.communicate().stdoutText().strip();
                  }
                });
          }
          var words = gather(all);
          for (var index = 0; index < 200; index++) {
            assertEquals("child " + index, words.get(index));
          }
        });
  }
}
