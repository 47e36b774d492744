package dev.rondo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The file that the user named.
///
/// @param given its path as the user wrote it, to be shown
/// @param path the same file; its folder is absolute and free of links, so that a link that comes
///   to point elsewhere gives another path
record ProgramFile(String given, Path path) {

  static ProgramFile of(String given) throws CommandFailure {
    try {
      var path = Path.of(given).toAbsolutePath();
      var name = path.getFileName();
      var folder = path.getParent();
      if (name == null || folder == null) {
        throw CommandFailure.ofUsage(given + " is a folder; expected a Java source file");
      }
      return new ProgramFile(given, folder.toRealPath().resolve(name));
    } catch (InvalidPathException | IOException nowhere) {
      throw missing(given);
    }
  }

  private static CommandFailure missing(String given) {
    return CommandFailure.ofUsage(
        "there is no file " + given + "; expected the path of a Java source file");
  }

  Path folder() {
    return path.resolveSibling("");
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  /// Fails unless it is a Java source file that can be read.
  void check() throws CommandFailure {
    if (Files.isDirectory(path)) {
      throw CommandFailure.ofUsage(given + " is a folder; expected a Java source file");
    }
    if (Files.notExists(path)) {
      throw missing(given);
    }
    if (!given.endsWith(".java")) {
      throw CommandFailure.ofUsage(
          given + " is not a Java source file; expected a name that ends in .java");
    }
    try (var content = Files.newInputStream(path)) {
      content.readNBytes(1);
    } catch (IOException unreadable) {
      throw CommandFailure.ofUsage(
          given + " cannot be read (" + unreadable + "); check its permissions");
    }
  }
}
