package dev.rondo.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The program's file and the source files beside it. Remembers what it was asked for, as
/// [Sources].
final class SourceTree {
  private static final Path HERE = Path.of("").toAbsolutePath();

  private final SourceFile program;
  private final Map<Path, SourceFile> files = new HashMap<>();
  private final Map<Path, List<String>> folders = new HashMap<>();
  private final Set<Path> missing = new HashSet<>();
  private Path root;

  SourceTree(ProgramFile file) {
    program = new SourceFile(file.path(), file.given());
    files.put(file.path(), program);
    root = file.folder();
  }

  SourceFile program() {
    return program;
  }

  /// Tells which package the program's file declares; the tree then begins where the folders of the
  /// package begin.
  ///
  /// @return whether the file is in folders of that name
  boolean setPackage(String packageName) {
    if (packageName.isEmpty()) {
      return true;
    }
    var packageFolders = Path.of(relativePath(packageName));
    if (!root.endsWith(packageFolders)) {
      return false;
    }
    for (var i = packageFolders.getNameCount(); i > 0; i--) {
      root = root.resolveSibling("");
    }
    return true;
  }

  /// {@return the source files of a package}
  List<SourceFile> filesOf(String packageName) throws IOException {
    var folder = root;
    for (var name : Path.of(relativePath(packageName))) {
      folder = folder.resolve(name);
      if (!Files.isDirectory(folder)) {
        missing.add(folder);
        return List.of();
      }
    }
    var names = folders.get(folder);
    if (names == null) {
      names = Sources.javaFiles(folder);
      folders.put(folder, names);
    }
    var found = new ArrayList<SourceFile>();
    for (var name : names) {
      found.add(
          files.computeIfAbsent(folder.resolve(name), path -> new SourceFile(path, shown(path))));
    }
    return found;
  }

  private static String relativePath(String packageName) {
    return packageName.replace('.', File.separatorChar);
  }

  private static String shown(Path path) {
    return (path.startsWith(HERE) ? HERE.relativize(path) : path).toString();
  }

  /// {@return the name of the class that a file of this tree is for}
  String className(SourceFile file) {
    var path = root.relativize(file.path()).toString();
    return path.substring(0, path.length() - ".java".length()).replace(File.separatorChar, '.');
  }

  /// {@return what was read and searched so far}
  Sources seen() {
    var contents = new HashMap<Path, byte[]>();
    for (var file : files.values()) {
      var content = file.content();
      if (content != null) {
        contents.put(file.path(), content);
      }
    }
    return new Sources(contents, folders, missing);
  }
}
