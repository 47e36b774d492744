package dev.rondo.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WordCountTest {
  private Path directory;

  @BeforeEach
  void useRealPath(@TempDir Path temporary) throws IOException {
    directory = temporary.toRealPath(); // as the program names files
  }

  @Test
  void wordsOfAllFilesAreCounted() throws Exception {
    write("top.txt", "One two, TWO three; three:\tthree!\r\nfour_4 x2\n");
    write("a/middle", "(two) [three]");
    write("a/b/c/deep.md", "\n\nthree\n\n");
    write("a/b/empty", "");

    assertCounts(
        "        5 three", "        3 two", "        1 four_4", "        1 one", "        1 x2");
  }

  @Test
  void twentyWordsAreShownAndEquallyFrequentOnesAreInOrder() throws Exception {
    var words = IntStream.rangeClosed(10, 35).mapToObj(n -> "word" + n).toList();
    write("up.txt", String.join(" ", words));
    write("down.txt", String.join(" ", words.reversed()));
    write("more.txt", "word35 word12 word12");

    var equallyFrequent =
        IntStream.rangeClosed(10, 28).filter(n -> n != 12).mapToObj(n -> "        2 word" + n);
    assertCounts(
        Stream.concat(Stream.of("        4 word12", "        3 word35"), equallyFrequent)
            .toArray(String[]::new));
  }

  @Test
  void lettersOfAllScriptsMakeWords() throws Exception {
    write("latin.txt", "\uFEFFÉcole école ÉCOLE, Straße; e\u0301tude");
    write("others.txt", "Ωμέγα ωμέγα 日本語。日本語 हिन्दी мир😀мир");
    // Each letter is two chars, some of which the program reads one by one.
    write("pairs.txt", "𐐏𐐷 ".repeat(40_000));
    write("long.txt", "y".repeat(100_000));

    assertCounts(
        "    40000 𐐷𐐷",
        "        3 école",
        "        2 ωμέγα",
        "        2 мир",
        "        2 日本語",
        "        1 e\u0301tude",
        "        1 straße",
        "        1 " + "y".repeat(100),
        "        1 हिन्दी");
  }

  @Test
  void thousandsOfFilesAreCounted() throws Exception {
    for (int i = 0; i < 3000; i++) {
      write(i % 50 + "/" + i, "every " + (i % 3 == 0 ? "third" : "other"));
    }

    assertCounts("     3000 every", "     2000 other", "     1000 third");
  }

  @Test
  void whatIsNoTextIsNamedAndLeftOut() throws Exception {
    write("good.txt", "good");
    write("nul", "bad \0 bad");
    Files.write(directory.resolve("latin-1"), "b\u00e4d".getBytes(ISO_8859_1));
    Files.write(directory.resolve("cut"), new byte[] {'b', 'a', 'd', (byte) 0xe2, (byte) 0x82});

    var skipped =
        Stream.of("cut", "latin-1", "nul")
            .map(name -> "Skipped " + directory.resolve(name) + ": not UTF-8 text")
            .toList();
    assertEquals(new Program(0, List.of("        1 good"), skipped), count(directory));
  }

  @Test
  void whatCannotBeReadIsNamedAndLeftOut() throws Exception {
    write("good.txt", "good");
    write("secret.txt", "secret");
    write("folder/hidden.txt", "hidden");
    var nobody = PosixFilePermissions.fromString("---------");
    var secret = Files.setPosixFilePermissions(directory.resolve("secret.txt"), nobody);
    var folder = Files.setPosixFilePermissions(directory.resolve("folder"), nobody);
    assumeFalse(Files.isReadable(secret), "root may read everything");

    var skipped =
        List.of(
            "Skipped " + folder + ": permission denied",
            "Skipped " + secret + ": permission denied");
    assertEquals(new Program(0, List.of("        1 good"), skipped), count(directory));
  }

  @Test
  void linksAreNotFollowedAndPipesAreNotRead() throws Exception {
    write("a/good.txt", "good");
    Files.createSymbolicLink(directory.resolve("a/loop"), directory);
    Files.createSymbolicLink(directory.resolve("self"), directory.resolve("self"));
    Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nothing"));
    Files.createSymbolicLink(directory.resolve("again.txt"), directory.resolve("a/good.txt"));
    var pipe = new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start();
    assertEquals(0, pipe.waitFor());

    assertCounts("        1 good");
  }

  @Test
  void directoryMayBeLink() throws Exception {
    write("real/good.txt", "good");
    directory = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

    assertCounts("        1 good");
  }

  @Test
  void emptyDirectoryHasNoWords() throws Exception {
    assertCounts();
  }

  @Test
  void argumentsThatAreNoDirectoryAreRefused() throws Exception {
    write("file.txt", "text");

    assertRefused("Usage: WordCount.java DIRECTORY", Program.run("WordCount"));
    assertRefused("Usage: WordCount.java DIRECTORY", Program.run("WordCount", "a", "b"));
    for (var name : List.of("file.txt", "missing")) {
      var path = directory.resolve(name);
      assertRefused("Not a directory: " + path, count(path));
    }
  }

  /* ---- helpers ---- */

  private void write(String file, String text) throws IOException {
    var path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /// Files are skipped in any order, so those lines are sorted.
  private static Program count(Path path) throws Exception {
    var program = Program.run("WordCount", path.toString());
    return new Program(
        program.exitCode(), program.output(), program.errors().stream().sorted().toList());
  }

  private void assertCounts(String... lines) throws Exception {
    assertEquals(new Program(0, List.of(lines), List.of()), count(directory));
  }

  private static void assertRefused(String reason, Program program) {
    assertEquals(new Program(2, List.of(), List.of(reason)), program);
  }
}
