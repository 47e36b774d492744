package dev.rondo.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// A clone of the project as the script sees it: the script itself, the part that builds, and what
/// Maven compiled. It has no sources of Rondo, so nothing is ever out of date unless a test adds
/// some.
record Clone(Path folder) {
  private static final Path PROJECT = Path.of("").toAbsolutePath().resolveSibling("");
  private static final List<String> MODULES = List.of("core", "net", "tools");

  /// A clone for all tests that leave it as it is, built once.
  static Clone shared() {
    return Shared.CLONE;
  }

  private static final class Shared {
    static final Clone CLONE = make();

    /// A copy of it in which nothing ever runs, so that it can be copied while tests use the other.
    static final Path AS_BUILT = CLONE.folder.resolveSibling("as built");

    private static Clone make() {
      try {
        var folder = Files.createTempDirectory("rondo test");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.remove(folder)));
        var clone = compiled(folder.resolve("a clone"));
        Command.rondo(clone, folder, "run").run(); // builds, and then misses a file to run
        Folders.copy(clone.folder, folder.resolve("as built"));
        return clone;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException outOfTime) {
        throw new IllegalStateException(outOfTime);
      }
    }
  }

  /// A new clone in which Maven has compiled.
  static Clone compiled(Path folder) {
    var clone = fresh(folder);
    clone.addClasses();
    return clone;
  }

  /// A new clone that the script has built. The record of the start does not fit its folder.
  static Clone built(Path folder) {
    Folders.copy(Shared.AS_BUILT, folder);
    return new Clone(folder);
  }

  /// A new clone in which nothing was built.
  static Clone fresh(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.copy(
          PROJECT.resolve("rondo"), folder.resolve("rondo"), StandardCopyOption.COPY_ATTRIBUTES);
      Folders.copy(PROJECT.resolve("tools", "src", "build"), folder.resolve("tools/src/build"));
      return new Clone(folder.toRealPath());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  void addClasses() {
    for (var module : MODULES) {
      Folders.copy(classesOfProject(module), classes(module));
    }
  }

  static Path classesOfProject(String module) {
    return PROJECT.resolve(module, "target", "classes");
  }

  Path classes(String module) {
    return folder.resolve(module, "target", "classes");
  }

  Path script() {
    return folder.resolve("rondo");
  }

  /// Where the script has its builds.
  Path builds() {
    return folder.resolve("target", "rondo-run");
  }

  /// The file that says which build is the latest; it is as old as what that was built from.
  Path current() throws IOException {
    try (var files = Files.newDirectoryStream(builds(), "current-*")) {
      return files.iterator().next();
    }
  }

  /// The only build.
  Path build() throws IOException {
    try (var builds = Files.newDirectoryStream(builds(), "build-*")) {
      return builds.iterator().next();
    }
  }
}
