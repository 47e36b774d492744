package dev.rondo.examples;

import dev.rondo.Async;
import dev.rondo.net.Net;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The pages of the project, and what stands in them.
final class Documents {
  static final Path ROOT = root();
  static final Path README = ROOT.resolve("README.md");
  static final Path HACKING = ROOT.resolve("HACKING.md");
  static final Path DOCS = ROOT.resolve("docs");

  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private Documents() {}

  private static Path root() {
    var here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("HACKING.md")) ? here : here.resolveSibling("");
  }

  /// A fenced block of a document.
  record Block(String place, String language, List<String> lines) {}

  /// Something to run, and what it prints, if the document says so.
  record Example(String place, List<String> lines, Optional<List<String>> output) {
    @Override
    public String toString() {
      return place;
    }
  }

  /// All of them.
  static List<Path> all() throws IOException {
    var documents = new ArrayList<>(List.of(README, HACKING));
    documents.addAll(below(DOCS));
    return documents;
  }

  /// Those in a folder and the folders in it.
  static List<Path> below(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<Block> blocks(Path document) {
    var text = text(document);
    return FENCED
        .matcher(text)
        .results()
        .map(
            found -> {
              var line = text.substring(0, found.start()).lines().count() + 1;
              return new Block(
                  ROOT.relativize(document) + ":" + line,
                  found.group(1),
                  found.group(2).lines().toList());
            })
        .toList();
  }

  /// Each block of a language, with the `text` block that follows it.
  static List<Example> examples(String language, List<Path> documents) {
    var examples = new ArrayList<Example>();
    for (var document : documents) {
      var blocks = blocks(document);
      for (int i = 0; i < blocks.size(); i++) {
        var block = blocks.get(i);
        if (block.language.equals(language)) {
          var output =
              i + 1 < blocks.size() && blocks.get(i + 1).language.equals("text")
                  ? Optional.of(blocks.get(i + 1).lines)
                  : Optional.<List<String>>empty();
          examples.add(new Example(block.place, block.lines, output));
        }
      }
    }
    return examples;
  }

  /// Where the links of a document lead, as written.
  static List<String> links(Path document) {
    return LINK.matcher(text(document)).results().map(found -> found.group(1)).toList();
  }

  /// The class path on which programs that use Rondo run.
  static String classesOfRondo() {
    return classesOf(Async.class) + File.pathSeparator + classesOf(Net.class);
  }

  static Path classesOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
