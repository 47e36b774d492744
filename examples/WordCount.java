import static dev.rondo.Async.*;

import dev.rondo.Awaitable;
import dev.rondo.CancelledError;
import java.nio.file.attribute.BasicFileAttributes;

/// Prints the twenty most frequent words of all text files below a directory.
///
/// A word is a run of letters, digits, accents and underscores, in lower case. What cannot be read
/// and what is not UTF-8 text is named on stderr and left out. Symbolic links are not followed.
void main(String[] args) throws Exception {
  if (args.length != 1) {
    System.err.println("Usage: WordCount.java DIRECTORY");
    System.exit(2);
  }
  var directory = Path.of(args[0]);
  if (!Files.isDirectory(directory)) {
    System.err.println("Not a directory: " + directory);
    System.exit(2);
  }
  try {
    run(() -> countAll(directory));
  } catch (CancelledError cancelled) { // Ctrl-C
    System.err.println(cancelled.getMessage());
    System.exit(130);
  }
  totals.entrySet().stream()
      .sorted(
          Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
              .thenComparing(Map.Entry.comparingByKey()))
      .limit(20)
      .forEach(entry -> IO.println("%9s %s".formatted(entry.getValue(), entry.getKey())));
}

/* ---- coroutines: one runs at a time, so what they share needs no lock ---- */

static final int FILES_AT_A_TIME = 16;

final Map<String, Long> totals = new HashMap<>();
int filesDone;

void countAll(Path directory) throws Exception {
  var progress = createTask("progress", this::showProgress);
  try {
    var files = toThread(() -> findFiles(directory)).iterator();
    gather(Collections.nCopies(FILES_AT_A_TIME, Awaitable.of(() -> countEach(files))));
  } finally {
    progress.cancel();
    clearProgress();
  }
}

/// Each coroutine takes the next file when it is done with the last.
void countEach(Iterator<Path> files) throws Exception {
  while (files.hasNext()) {
    var file = files.next();
    try {
      var counts = toThread(() -> countWords(file));
      counts.forEach((word, count) -> totals.merge(word, count, Long::sum));
    } catch (IOException failure) {
      skip(file, failure);
    }
    filesDone++;
  }
}

void showProgress() {
  while (onTerminal) {
    sleep(Duration.ofMillis(200));
    System.err.print("\r" + filesDone + " of " + filesFound + " files");
  }
}

/* ---- in worker threads, for file I/O would hold the loop ---- */

final AtomicInteger filesFound = new AtomicInteger();

List<Path> findFiles(Path directory) throws IOException {
  var files = new ArrayList<Path>();
  Files.walkFileTree(
      directory.toRealPath(),
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (attributes.isRegularFile()) {
            files.add(file);
            filesFound.incrementAndGet();
          }
          return Thread.interrupted() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
          skip(file, failure);
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
          if (failure != null) {
            skip(directory, failure);
          }
          return FileVisitResult.CONTINUE;
        }
      });
  return files;
}

Map<String, Long> countWords(Path file) throws IOException {
  var words = new Words();
  try (var reader = Files.newBufferedReader(file)) {
    var chunk = new char[1 << 14];
    int length;
    // The line of a big file may be as big as the file, so it is not read by lines.
    while ((length = reader.read(chunk)) >= 0 && !Thread.interrupted()) {
      for (int i = 0; i < length; i++) {
        words.add(chunk[i]);
      }
    }
  }
  words.endWord();
  return words.counts;
}

class Words {
  static final int LONGEST = 100; // the rest is cut, lest a file without spaces fill the memory

  final Map<String, Long> counts = new HashMap<>();
  private final StringBuilder word = new StringBuilder();
  private char previous;

  void add(char next) throws CharacterCodingException {
    if (next == 0) {
      throw new CharacterCodingException(); // binary
    }
    if (!Character.isHighSurrogate(next)) {
      add(Character.isLowSurrogate(next) ? Character.toCodePoint(previous, next) : next);
    }
    previous = next;
  }

  private void add(int codePoint) {
    if (!Character.isUnicodeIdentifierPart(codePoint)
        || Character.isIdentifierIgnorable(codePoint)) {
      endWord();
    } else if (word.length() < LONGEST) {
      word.appendCodePoint(codePoint);
    }
  }

  void endWord() {
    if (!word.isEmpty()) {
      counts.merge(word.toString().toLowerCase(Locale.ROOT), 1L, Long::sum);
      word.setLength(0);
    }
  }
}

void skip(Path file, IOException failure) {
  clearProgress();
  var reason =
      switch (failure) {
        case AccessDeniedException _ -> "permission denied";
        case CharacterCodingException _ -> "not UTF-8 text";
        default -> failure.toString();
      };
  System.err.println("Skipped " + file + ": " + reason);
}

final boolean onTerminal = System.console() != null && System.console().isTerminal();

void clearProgress() {
  if (onTerminal) {
    System.err.print("\r" + " ".repeat(40) + "\r");
  }
}
