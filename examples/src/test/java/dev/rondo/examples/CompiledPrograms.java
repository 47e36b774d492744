package dev.rondo.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javax.tools.ToolProvider;

/// The example programs, compiled once for all tests: where `java NAME.java` compiles a program at
/// each start, that takes ten times as long as the program.
final class CompiledPrograms {
  private static final Path CLASSES = compile();

  private CompiledPrograms() {}

  /// The folder of the classes; each program's has the name of its file.
  static Path folder() {
    return CLASSES;
  }

  private static Path compile() {
    try {
      var folder = Files.createTempDirectory("rondo-examples");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      var compiler = ToolProvider.getSystemJavaCompiler();
      try (var manager = compiler.getStandardFileManager(null, null, null);
          var files = Files.list(Path.of(""))) {
        var options =
            List.of("-proc:none", "-cp", Documents.classesOfRondo(), "-d", folder.toString());
        var programs = files.filter(file -> file.toString().endsWith(".java")).toList();
        var sources = manager.getJavaFileObjectsFromPaths(programs);
        if (!compiler.getTask(null, manager, null, options, null, sources).call()) {
          throw new AssertionError("an example does not compile, see above");
        }
      }
      return folder;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
