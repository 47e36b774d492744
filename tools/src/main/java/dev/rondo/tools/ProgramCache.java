package dev.rondo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/// Compiled programs, one file for each.
///
/// It belongs to one build of Rondo, so programs are compiled again when Rondo changed. Without a
/// folder that can be written, programs are compiled every time.
final class ProgramCache {
  private final Installation installation;

  ProgramCache(Installation installation) {
    this.installation = installation;
  }

  /// {@return the program, null if it is not there or its sources changed}
  @Nullable Program find(ProgramFile file) {
    var known = find(file, installation.folder().resolve("programs"));
    if (known != null) {
      return known;
    }
    var fallback = TemporaryFolder.find(installation);
    return fallback == null ? null : find(file, fallback);
  }

  private static @Nullable Program find(ProgramFile file, Path folder) {
    try {
      var program = ProgramFormat.read(Files.readAllBytes(folder.resolve(entry(file))), file);
      return program != null && program.sources().areUnchanged() ? program : null;
    } catch (IOException notThere) {
      return null;
    }
  }

  /// Keeps a program, if there is a place for it.
  void store(ProgramFile file, Program program) {
    var content = ProgramFormat.write(program, file);
    if (!store(file, content, installation.folder().resolve("programs"))) {
      var fallback = TemporaryFolder.make(installation);
      if (fallback != null) {
        store(file, content, fallback);
      }
    }
  }

  /// Moves it to its place when it is whole, so that others see all of it or nothing.
  private static boolean store(ProgramFile file, byte[] content, Path folder) {
    try {
      Files.createDirectories(folder);
      var part = Files.createTempFile(folder, "", ".part");
      try {
        Files.write(part, content);
        Files.move(part, folder.resolve(entry(file)), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      return true;
    } catch (IOException notWritable) {
      return false;
    }
  }

  /// A name for people, and a number for files of the same name. Should two files get the same
  /// number, they replace each other: each entry says which file it is for.
  private static String entry(ProgramFile file) {
    return file.name() + "-" + Integer.toHexString(file.path().hashCode()) + ".program";
  }
}
