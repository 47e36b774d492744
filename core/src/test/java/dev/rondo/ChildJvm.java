package dev.rondo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Compiles small programs against the classes of the core and runs them in JVMs of their own.
final class ChildJvm {
  private ChildJvm() {}

  /// How a program or a tool ended.
  record Result(int exit, String out, String err) {}

  /// The folder with the classes of the core; also its module.
  static Path core() {
    try {
      return Path.of(Loop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// Writes a source file into a folder, whose path below it is `name`.
  static Path write(Path folder, String name, String source) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  /// Runs javac in this JVM.
  static Result javac(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var javac = ToolProvider.findFirst("javac").orElseThrow();
    var exit =
        javac.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
    return new Result(exit, out.toString(), err.toString());
  }

  /// Runs `java` of this JVM's JDK.
  static Result java(Path folder, Object... arguments) throws Exception {
    return tool("java", folder, arguments);
  }

  /// Runs a tool of this JVM's JDK; `folder` is for its output.
  static Result tool(String name, Path folder, Object... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    for (var argument : arguments) {
      command.add(argument.toString());
    }
    var out = Files.createTempFile(folder, name, ".out");
    var err = Files.createTempFile(folder, name, ".err");
    var builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    var process = builder.start();
    try {
      return new Result(process.waitFor(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly(); // if we were interrupted, for example by a timeout
    }
  }

  /// Runs `jcmd` against this JVM.
  static String jcmd(Path folder, Object... arguments) throws Exception {
    var command = new ArrayList<Object>();
    command.add(ProcessHandle.current().pid());
    command.addAll(List.of(arguments));
    var result = tool("jcmd", folder, command.toArray());
    if (result.exit() != 0) {
      throw new AssertionError("jcmd failed: " + result);
    }
    return result.out();
  }
}
