package dev.rondo.tools;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything that a compilation saw in the user's folders. If all that is still as it was,
/// compiling again gives the same classes.
///
/// It compares contents, not times: a file can change twice within one tick of the clock.
///
/// @param files the content of each file that was read
/// @param folders the names of the Java files in each folder that was searched; a new one may hide
///   a class that the program took from elsewhere
/// @param missing folders that were searched and were not there
record Sources(Map<Path, byte[]> files, Map<Path, List<String>> folders, Set<Path> missing) {

  boolean areUnchanged() {
    try {
      for (var file : files.entrySet()) {
        if (!Arrays.equals(Files.readAllBytes(file.getKey()), file.getValue())) {
          return false;
        }
      }
      for (var folder : folders.entrySet()) {
        if (!javaFiles(folder.getKey()).equals(folder.getValue())) {
          return false;
        }
      }
      for (var folder : missing) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          return false;
        }
      }
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /// {@return the names of the Java source files in a folder, sorted}
  static List<String> javaFiles(Path folder) throws IOException {
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var name = file.getFileName().toString();
        if (name.endsWith(".java") && Files.isRegularFile(file)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    names.sort(null);
    return names;
  }
}
