package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where it was measured.
///
/// @param libraries the peers in the JVM
record Machine(
    String processor, int processors, String system, String java, List<String> libraries) {
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(kotlinx-coroutines-core-jvm|channels|netty-transport|vertx-core)-(\\d[\\w.]*)\\.jar");

  static Machine here() throws IOException {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        librariesOnClassPath().toList());
  }

  private static String processorName() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (NoSuchFileException elsewhere) {
      return System.getProperty("os.arch");
    }
  }

  private static Stream<String> librariesOnClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(LIBRARY::matcher)
        .filter(Matcher::find)
        .map(
            found ->
                switch (found.group(1)) {
                      case "channels" -> "Jox ";
                      case "netty-transport" -> "Netty ";
                      case "vertx-core" -> "Vert.x ";
                      default -> "kotlinx.coroutines ";
                    }
                    + found.group(2));
  }
}
