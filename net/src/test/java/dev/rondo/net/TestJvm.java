package dev.rondo.net;

import dev.rondo.Loop;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// JVMs of their own, for test programs that need descriptors or limits of their own. There is no
/// JUnit in them.
final class TestJvm {
  private TestJvm() {}

  /// The command that runs a test class with a `main` method.
  static List<String> command(Class<?> program, String... arguments) throws Exception {
    var path =
        String.join(
            File.pathSeparator,
            sourceOf(Loop.class).toString(),
            sourceOf(Net.class).toString(),
            folderOf(program).toString());
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", path, program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path sourceOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /// Where a test class is: its module says only where the module itself is.
  private static Path folderOf(Class<?> program) throws Exception {
    var file = "/" + program.getName().replace('.', '/') + ".class";
    var found = String.valueOf(program.getResource(file));
    return Path.of(URI.create(found.substring(0, found.length() - file.length())));
  }
}
