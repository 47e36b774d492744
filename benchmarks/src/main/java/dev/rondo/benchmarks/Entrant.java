package dev.rondo.benchmarks;

import dev.rondo.benchmarks.echo.EchoServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A contestant that is there, how its process is started, and what it can do.
///
/// @param command what stands before the arguments
/// @param workloads what it does
record Entrant(Contestant contestant, List<String> command, List<Workload> workloads) {
  /// One collector for all, and a heap that none of them fills.
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "-XX:+UseG1GC",
          "-Xmx3g",
          "-Djmh.ignoreLock=true",
          // JMH uses it.
          "--sun-misc-unsafe-memory-access=allow");

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  static List<Entrant> all(Peers peers) throws IOException, InterruptedException {
    var all = new ArrayList<Entrant>();
    for (var contestant : Contestant.values()) {
      if (contestant.isInJvm()) {
        all.add(inJvm(contestant));
      } else if (peers.commands().containsKey(contestant)) {
        var workloads =
            peers.workloads(contestant).stream()
                .flatMap(name -> Workload.named(name).stream())
                .toList();
        all.add(new Entrant(contestant, peers.commands().get(contestant), workloads));
      }
    }
    return all;
  }

  private static Entrant inJvm(Contestant contestant) {
    var command = java(Worker.class, contestant.options());
    var workloads =
        Arrays.stream(Workload.values())
            .filter(workload -> contestant.job(workload).isPresent())
            .toList();
    return new Entrant(contestant, command, workloads);
  }

  /// A program of ours, in a JVM like all others.
  static List<String> java(Class<?> program, List<String> options) {
    var command = new ArrayList<>(List.of(JAVA));
    command.addAll(JAVA_OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    return command;
  }

  boolean does(Workload workload) {
    return workload.isNetwork() ? contestant.serves() : workloads.contains(workload);
  }

  /// Starts a server, which says where it listens.
  ///
  /// @param prefix what stands before the command
  /// @param log where what it says besides goes
  Conversation startServer(List<String> prefix, File log) throws IOException {
    var all = new ArrayList<>(prefix);
    if (contestant.isInJvm()) {
      all.addAll(java(EchoServer.class, contestant.options()));
    } else {
      all.addAll(withArguments("echo"));
    }
    all.add(contestant.id());
    return Conversation.start(all, environment(), log);
  }

  /// Starts a process for one workload.
  ///
  /// @param log where what it says besides goes
  Conversation start(Workload workload, int size, File log) throws IOException {
    return start(
        log,
        workload.id(),
        contestant.id(),
        Integer.toString(size),
        Long.toString(workload.result(size)),
        Long.toString(workload.operations(size)));
  }

  private Conversation start(File log, String... arguments) throws IOException {
    return Conversation.start(withArguments(arguments), environment(), log);
  }

  List<String> withArguments(String... arguments) {
    var all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return all;
  }

  Map<String, String> environment() {
    return contestant == Contestant.GO_1 ? Map.of("GOMAXPROCS", "1") : Map.of();
  }
}
