package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How long programs take from their start to their first line, with and without a file in which
/// the JVM kept what it had loaded and compiled in a run before.
final class Starts {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final String PACKAGE = "dev.rondo.benchmarks.start.";

  /// A program to start, and what becomes part of its environment.
  private record Program(String label, List<String> command, Map<String, String> environment) {}

  private final Settings settings;
  private final Path folder;
  private final File log;

  /// @param folder where the files of the JVM go
  Starts(Settings settings, Path folder, File log) {
    this.settings = settings;
    this.folder = folder;
    this.log = log;
  }

  List<Measurement> measure(List<Entrant> entrants) throws IOException, InterruptedException {
    var programs = programs(entrants);
    var measurements = new LinkedHashMap<Program, Measurement>();
    // The first start of each reads files that the system then keeps in memory.
    for (var round = -1; round < settings.starts(); round++) {
      for (var program : programs) {
        Progress.step("start: round " + (round + 1) + ", " + program.label);
        var millis = millisToFirstLine(program);
        if (round >= 0) {
          measurements
              .computeIfAbsent(
                  program, each -> new Measurement(Workload.START, each.label, 1, "ms"))
              .add(round, millis);
        }
      }
    }
    return List.copyOf(measurements.values());
  }

  private List<Program> programs(List<Entrant> entrants) throws IOException, InterruptedException {
    var programs = new ArrayList<Program>();
    for (var entrant : entrants) {
      var title = entrant.contestant().title();
      switch (entrant.contestant()) {
        case RONDO -> addJava(programs, title, "RondoStart");
        case FLOOR -> addJava(programs, "the JVM alone", "PlainStart");
        case KOTLIN -> addJava(programs, title, "KotlinStart");
        case THREADS -> addJava(programs, title, "ThreadStart");
        case ASYNCIO, UVLOOP, TRIO, GO ->
            programs.add(
                new Program(
                    title,
                    entrant.withArguments("start", entrant.contestant().id()),
                    entrant.environment()));
        default -> {}
      }
    }
    return programs;
  }

  private void addJava(List<Program> programs, String label, String main)
      throws IOException, InterruptedException {
    programs.add(new Program(label, java("-Xshare:auto", main), Map.of()));
    var cache = folder.resolve(main + ".aot");
    Files.deleteIfExists(cache);
    Progress.step("start: records " + cache.getFileName());
    var recording =
        new ProcessBuilder(java("-XX:AOTCacheOutput=" + cache, main))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    if (recording.waitFor() != 0 || !Files.exists(cache)) {
      throw new IOException("the JVM did not write " + cache + "; see " + log);
    }
    programs.add(new Program(label + ", AOT cache", java("-XX:AOTCache=" + cache, main), Map.of()));
  }

  private static List<String> java(String option, String main) {
    return List.of(JAVA, option, "-cp", System.getProperty("java.class.path"), PACKAGE + main);
  }

  private double millisToFirstLine(Program program) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(program.command);
    builder.environment().putAll(program.environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log));
    var start = System.nanoTime();
    var process = builder.start();
    try (var lines = process.inputReader()) {
      var line = lines.readLine();
      var nanos = System.nanoTime() - start;
      if (!"started".equals(line) || !process.waitFor(1, TimeUnit.MINUTES)) {
        throw new IOException(program.label + " did not start; see " + log);
      }
      return nanos / 1e6;
    }
  }
}
