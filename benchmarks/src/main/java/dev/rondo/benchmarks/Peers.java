package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The contestants that are no programs of ours: which of them this machine has.
///
/// @param commands how to start what is there
/// @param versions of what is there
/// @param missing what is not there, and how it is had
record Peers(
    Map<Contestant, List<String>> commands,
    Map<Contestant, String> versions,
    Map<Contestant, String> missing) {

  private static final List<String> PYTHONS =
      List.of(
          "python3", "python3.14", "python3.13", "python3.12", "python3.11", "/usr/bin/python3");

  /// @param sources the folder of their programs
  /// @param target a folder for what is compiled
  static Peers find(Path sources, Path target) throws IOException, InterruptedException {
    var peers =
        new Peers(
            new EnumMap<>(Contestant.class),
            new EnumMap<>(Contestant.class),
            new EnumMap<>(Contestant.class));
    peers.findPythons(sources);
    peers.findGo(sources.resolve("go"), target.resolve("go_peer"));
    peers.findNode(sources.resolve("node_peer.js"));
    return peers;
  }

  /// asyncio runs on the Python that has uvloop, if there is one, so that the two differ in nothing
  /// else.
  private void findPythons(Path sources) throws IOException, InterruptedException {
    var asyncio = sources.resolve("asyncio_peer.py").toString();
    findPython(Contestant.UVLOOP, "uvloop", asyncio, candidates(), "Debian: python3-uvloop");
    var uvloop = commands.get(Contestant.UVLOOP);
    var first = uvloop == null ? candidates() : List.of(uvloop.getFirst());
    findPython(Contestant.ASYNCIO, "asyncio", asyncio, first, "Python 3.11 or newer");
    copy(Contestant.ASYNCIO, Contestant.ASYNCIO_PROTOCOL);
    copy(Contestant.UVLOOP, Contestant.UVLOOP_PROTOCOL);
    findPython(
        Contestant.TRIO,
        "trio",
        sources.resolve("trio_peer.py").toString(),
        candidates(),
        "Debian: python3-trio");
  }

  /// The same program, used otherwise.
  private void copy(Contestant from, Contestant to) {
    var command = commands.get(from);
    if (command != null) {
      commands.put(to, command);
    } else {
      missing.put(to, missing.getOrDefault(from, ""));
    }
  }

  private static List<String> candidates() {
    var chosen = System.getenv("PYTHON");
    return chosen == null || chosen.isEmpty() ? PYTHONS : List.of(chosen);
  }

  private void findPython(
      Contestant contestant, String module, String program, List<String> pythons, String wayToGetIt)
      throws IOException, InterruptedException {
    for (var python : pythons) {
      var version = output(Path.of("."), python, "-c", versionOf(module));
      if (version.isPresent()) {
        commands.put(contestant, List.of(python, program));
        versions.put(contestant, version.get());
        return;
      }
    }
    missing.put(contestant, wayToGetIt);
  }

  private static String versionOf(String module) {
    return "import sys, "
        + module
        + " as m; assert sys.version_info >= (3, 11);"
        + " print(getattr(m, '__version__', ''), 'on Python', sys.version.split()[0])";
  }

  private void findGo(Path sources, Path program) throws IOException, InterruptedException {
    var version = output(sources, "go", "version");
    var build = output(sources, "go", "build", "-o", program.toAbsolutePath().toString(), ".");
    for (var contestant : List.of(Contestant.GO, Contestant.GO_1)) {
      if (version.isPresent() && build.isPresent()) {
        commands.put(contestant, List.of(program.toAbsolutePath().toString()));
        versions.put(contestant, version.get().replace("go version ", ""));
      } else {
        missing.put(contestant, "Debian: golang-go");
      }
    }
  }

  private void findNode(Path program) throws IOException, InterruptedException {
    var version = output(Path.of("."), "node", "--version");
    if (version.isPresent()) {
      commands.put(Contestant.NODE, List.of("node", program.toString()));
      versions.put(Contestant.NODE, version.get());
    } else {
      missing.put(Contestant.NODE, "Debian: nodejs");
    }
  }

  /// The output of a program, if it is there and succeeds.
  private static Optional<String> output(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException absent) {
      return Optional.empty();
    }
    try (var stream = process.getInputStream()) {
      var output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
    }
  }

  /// {@return which workloads a peer knows}
  ///
  /// @param contestant one that is there
  List<String> workloads(Contestant contestant) throws IOException, InterruptedException {
    if (contestant.onlyServes()) {
      return List.of();
    }
    var command = new ArrayList<>(commands.getOrDefault(contestant, List.of()));
    command.add("workloads");
    return output(Path.of("."), command.toArray(String[]::new)).stream()
        .flatMap(String::lines)
        .toList();
  }
}
