package dev.rondo.tools;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Where programs are kept if Rondo's own folder cannot be written: in the system's folder for
/// temporary files, which all users share.
///
/// So the name is one that others can take first, and what is in it would be run. It is used only
/// if it belongs to the user and nobody else can write to it.
final class TemporaryFolder {
  private static final String OWNER_ONLY = "rwx------";

  private TemporaryFolder() {}

  /// {@return the folder for programs of this build, null if there is none that is safe}
  static @Nullable Path find(Installation installation) {
    var folder = path(installation);
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isSafe(folder) ? folder : null;
    } catch (IOException | UnsupportedOperationException unknown) {
      return null;
    }
  }

  /// {@return the folder for programs of this build, made if needed, null if it cannot be had}
  static @Nullable Path make(Installation installation) {
    try {
      Files.createDirectory(
          path(installation),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } catch (FileAlreadyExistsException known) {
      // Others may have made it: find() looks at that.
    } catch (IOException | UnsupportedOperationException impossible) {
      return null;
    }
    return find(installation);
  }

  private static Path path(Installation installation) {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "rondo-" + System.getProperty("user.name") + "-" + installation.folder().getFileName());
  }

  private static boolean isSafe(Path folder) throws IOException {
    var permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    if (!PosixFilePermissions.toString(permissions).equals(OWNER_ONLY)) {
      return false;
    }
    // A new file belongs to whoever makes it.
    var probe = Files.createTempFile(folder, "", ".part");
    try {
      return Files.getOwner(probe).equals(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS));
    } finally {
      Files.delete(probe);
    }
  }
}
