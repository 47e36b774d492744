package dev.rondo.tools;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/// The build of Rondo that this JVM runs: a folder that never changes, for a new build gets a new
/// one.
///
/// @param folder where its jars are
record Installation(Path folder) {

  static Installation ofThisJvm() {
    var classPath = System.getProperty("java.class.path", "");
    var end = classPath.indexOf(File.pathSeparatorChar);
    return of(Path.of(end < 0 ? classPath : classPath.substring(0, end)));
  }

  private static Installation of(Path firstJar) {
    return new Installation(firstJar.toAbsolutePath().resolveSibling("").normalize());
  }

  /// {@return the modules that programs may use}
  List<Path> libraries() {
    return List.of(folder.resolve("core.jar"), folder.resolve("net.jar"));
  }
}
