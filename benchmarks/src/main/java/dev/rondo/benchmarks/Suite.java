package dev.rondo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Measures everything and writes it down. `benchmarks/run` starts it.
final class Suite {
  private static final List<Contestant> GROWING =
      List.of(Contestant.RONDO, Contestant.KOTLIN, Contestant.ASYNCIO);
  private static final List<Workload> GROWTH =
      List.of(Workload.GATHER_ONE_YIELD, Workload.TIMERS, Workload.WAITERS);
  private static final String GROWTH_NAME = "growth";

  private final Arguments arguments;
  private final Settings settings;
  private final List<Entrant> entrants;
  private final Path log;

  private Suite(Arguments arguments, Settings settings, List<Entrant> entrants, Path log) {
    this.arguments = arguments;
    this.settings = settings;
    this.entrants = entrants;
    this.log = log;
  }

  /// Measures what the arguments say.
  ///
  /// @param words see [Arguments]
  public static void main(String[] words) throws Exception {
    Arguments arguments;
    try {
      arguments = Arguments.parse(List.of(words));
      if (arguments.list()) {
        names().forEach(System.out::println);
        return;
      }
      check(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println("run: " + wrong.getMessage() + " (benchmarks/run --help)");
      System.exit(2);
      return;
    }
    System.exit(run(arguments));
  }

  private static Stream<String> names() {
    return Stream.concat(
        Arrays.stream(Workload.values()).map(Workload::id), Stream.of(GROWTH_NAME));
  }

  private static void check(Arguments arguments) {
    for (var name : arguments.only()) {
      if (names().noneMatch(each -> each.startsWith(name))) {
        throw new IllegalArgumentException(
            "no workload is called " + name + "; --list prints their names");
      }
    }
    if (arguments.from().isPresent() && arguments.docs().isEmpty()) {
      throw new IllegalArgumentException("--from goes with --docs");
    }
    for (var name : arguments.with()) {
      if (Contestant.named(name).isEmpty()) {
        throw new IllegalArgumentException(
            "nobody is called "
                + name
                + "; there are "
                + Arrays.stream(Contestant.values())
                    .map(Contestant::id)
                    .collect(Collectors.joining(", ")));
      }
    }
  }

  /// {@return the exit status}
  static int run(Arguments arguments) throws Exception {
    if (arguments.from().isEmpty()) {
      return measure(arguments);
    }
    write(Results.read(arguments.from().get()), arguments);
    return 0;
  }

  private static int measure(Arguments arguments) throws Exception {
    Files.createDirectories(arguments.output());
    var log = arguments.output().resolve("log.txt");
    Files.writeString(log, "");
    var settings = arguments.quick() ? Settings.QUICK : Settings.FULL;
    var peers = Peers.find(arguments.peers(), arguments.output());
    peers
        .missing()
        .forEach(
            (contestant, way) ->
                Progress.say("missing: " + contestant.title() + " (" + way + "); left out"));
    var entrants =
        Entrant.all(peers).stream()
            .filter(
                entrant ->
                    arguments.with().isEmpty()
                        ? settings.includes(entrant.contestant())
                        : arguments.with().contains(entrant.contestant().id()))
            .toList();
    return new Suite(arguments, settings, entrants, log).run(peers);
  }

  private int run(Peers peers) throws IOException, InterruptedException {
    var attempts = new Attempts(log.toFile());
    var measuring = new Measuring(settings, log.toFile(), attempts);
    var network = new Network(settings, log.toFile(), attempts);
    var measurements = new ArrayList<Measurement>();
    for (var workload : Workload.values()) {
      if (arguments.only().isEmpty() ? settings.includes(workload) : isWanted(workload.id())) {
        var results =
            switch (workload.kind()) {
              case START ->
                  new Starts(settings, arguments.output(), log.toFile()).measure(entrants);
              case ECHO, IDLE -> network.measure(workload, settings.size(workload), entrants);
              case ROUNDS, PROCESS, HEAP ->
                  measuring.measure(workload, settings.size(workload), entrants);
            };
        results.forEach(each -> Progress.say(Report.line(each)));
        measurements.addAll(results);
      }
    }
    var growth = isWanted(GROWTH_NAME) ? growth(measuring) : List.<Measurement>of();
    var results =
        new Results(
            LocalDate.now(ZoneId.systemDefault()).toString(),
            Machine.here(),
            settings,
            peers.versions(),
            peers.missing(),
            measurements,
            growth,
            attempts.failures());
    write(results, arguments);
    return attempts.failures().isEmpty() ? 0 : 1;
  }

  private boolean isWanted(String name) {
    return arguments.only().isEmpty()
        || arguments.only().stream().anyMatch(word -> isCalled(name, word));
  }

  /// Who is called by a whole name alone is meant alone.
  private static boolean isCalled(String name, String word) {
    return names().anyMatch(word::equals) ? name.equals(word) : name.startsWith(word);
  }

  private List<Measurement> growth(Measuring measuring) {
    var growing =
        entrants.stream().filter(entrant -> GROWING.contains(entrant.contestant())).toList();
    var measurements = new ArrayList<Measurement>();
    for (var workload : GROWTH) {
      for (var count : settings.counts()) {
        var results = measuring.measure(workload, count, growing);
        results.forEach(each -> Progress.say(each.size() + ": " + Report.line(each)));
        measurements.addAll(results);
      }
    }
    return measurements;
  }

  private static void write(Results results, Arguments arguments) throws IOException {
    var report = new Report(results);
    if (arguments.from().isEmpty()) {
      results.write(arguments.output());
      report.writeTo(arguments.output());
      Progress.say("written to " + arguments.output());
    }
    if (arguments.docs().isPresent()) {
      new Documents(arguments.docs().get()).write(results);
      Progress.say("written to " + arguments.docs().get());
    }
  }
}
