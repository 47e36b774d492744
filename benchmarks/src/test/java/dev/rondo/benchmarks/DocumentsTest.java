package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The figures in the documents are those of the run whose data lies beside them.
class DocumentsTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final Path PAGES = Path.of("docs", "benchmarks");

  @TempDir private Path folder = Path.of("");

  @Test
  void documentsSayWhatTheirDataSays() throws Exception {
    Files.copy(REPOSITORY.resolve("README.md"), folder.resolve("README.md"));

    Suite.run(
        new Arguments(
            false,
            false,
            List.of(),
            List.of(),
            Path.of("peers"),
            folder,
            Optional.of(REPOSITORY.resolve(PAGES)),
            Optional.of(folder)));

    assertSame(Path.of("README.md"));
    try (var files = Files.list(REPOSITORY.resolve(PAGES))) {
      for (var file : files.toList()) {
        assertSame(PAGES.resolve(file.getFileName()));
      }
    }
  }

  private void assertSame(Path file) throws Exception {
    assertEquals(
        Files.readString(folder.resolve(file)),
        Files.readString(REPOSITORY.resolve(file)),
        () -> file + " differs; benchmarks/run --docs --from docs/benchmarks writes it anew");
  }
}
