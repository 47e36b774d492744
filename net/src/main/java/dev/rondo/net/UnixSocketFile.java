package dev.rondo.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The file of a listening Unix socket, as it was made.
final class UnixSocketFile {
  private static final int TYPE_BITS = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final @Nullable Object identity;

  private UnixSocketFile(Path path, @Nullable Object identity) {
    this.path = path;
    this.identity = identity;
  }

  static UnixSocketFile of(Path path) throws IOException {
    return new UnixSocketFile(path, identity(path));
  }

  private static @Nullable Object identity(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /// Makes room where an earlier server left its socket. What is no socket stays, and keeps the new
  /// one from being made.
  static void removeStale(Path path) throws IOException {
    if (Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_BITS) == SOCKET) {
      Files.deleteIfExists(path);
    }
  }

  /// Removes the file, unless another server has put its own there meanwhile.
  void remove() throws IOException {
    try {
      var found = identity(path);
      if (found != null && found.equals(identity)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      // somebody else did it
    }
  }
}
