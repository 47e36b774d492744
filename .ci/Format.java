import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.nio.file.attribute.BasicFileAttributes;

/// Checks or repairs the format of every Java file below a folder.
///
/// Spotless would run google-java-format inside Maven's own JVM, which may be too old for it. The
/// build starts this program on the selected JDK instead.
///
/// Arguments: `check` or `write`, then the folder.
void main(String[] args) throws Exception {
  boolean write =
      switch (args[0]) {
        case "check" -> false;
        case "write" -> true;
        default -> throw new IllegalArgumentException("expected check or write: " + args[0]);
      };
  Path root = Path.of(args[1]);
  List<Path> files = javaFiles(root);
  var complaints =
      files.parallelStream()
          .map(file -> handle(file, root.relativize(file).toString(), write))
          .flatMap(Optional::stream)
          .toList();
  int bad = complaints.size();
  complaints.forEach(complaint -> IO.println("[ERROR] " + complaint));
  IO.println("[INFO] format: " + files.size() + " files, " + bad + " with errors");
  if (bad > 0) {
    if (!write) {
      IO.println("[ERROR] to format all files: mvn -N verify -Dformat=write");
    }
    System.exit(1);
  }
}

/// Checks or repairs one file.
///
/// @return what is wrong with it afterwards, empty if nothing is
Optional<String> handle(Path file, String name, boolean write) {
  try {
    String text = Files.readString(file);
    String formatted = new Formatter().formatSourceAndFixImports(text);
    if (text.equals(formatted)) {
      return Optional.empty();
    }
    if (!write) {
      return Optional.of("not formatted: " + firstDifference(name, text, formatted));
    }
    Files.writeString(file, formatted);
    IO.println("[INFO] formatted " + name);
    return Optional.empty();
  } catch (FormatterException e) {
    return Optional.of(name + ": " + e.getMessage());
  } catch (IOException e) {
    throw new UncheckedIOException(name, e);
  }
}

/// All Java files that are sources: not build results, nor anything in a hidden folder but `.ci`.
List<Path> javaFiles(Path root) throws IOException {
  var files = new ArrayList<Path>();
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
          String name = dir.getFileName().toString();
          boolean hidden = name.startsWith(".") && !name.equals(".ci");
          return !dir.equals(root) && (hidden || name.equals("target"))
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) {
            files.add(file);
          }
          return FileVisitResult.CONTINUE;
        }
      });
  files.sort(null);
  return files;
}

String firstDifference(String name, String text, String formatted) {
  List<String> is = text.lines().toList();
  List<String> wanted = formatted.lines().toList();
  int line = 0;
  while (line < is.size() && line < wanted.size() && is.get(line).equals(wanted.get(line))) {
    line++;
  }
  String want = line < wanted.size() ? wanted.get(line) : "<end of file>";
  return name + ":" + (line + 1) + ", wanted: " + want;
}
