package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;

/// Measures workloads: contestants take their turns one after the other, round by round, so that
/// what the machine does besides hits all alike. Failures are noted, and the others go on.
final class Measuring {
  /// A job of theirs takes about a second, so they take part in every third round.
  private static final int ROUNDS_PER_TURN_OF_SLOW = 3;

  private static final int WARM_UP_VALUES = 3;

  /// Bytes per operation.
  static final String ALLOCATED = "allocated";

  /// The most memory of a process.
  static final String PEAK = "peak";

  private final Settings settings;
  private final File log;
  private final Attempts attempts;

  Measuring(Settings settings, File log, Attempts attempts) {
    this.settings = settings;
    this.log = log;
    this.attempts = attempts;
  }

  List<Measurement> measure(Workload workload, int size, List<Entrant> entrants) {
    var taking = entrants.stream().filter(entrant -> entrant.does(workload)).toList();
    return switch (workload.kind()) {
      case ROUNDS -> rounds(workload, size, taking);
      case PROCESS -> processes(workload, size, taking);
      case HEAP -> heaps(workload, size, taking);
      case START, ECHO, IDLE ->
          throw new IllegalArgumentException("programs of their own, see Starts and Network");
    };
  }

  /* ---- by turns ---- */

  private List<Measurement> rounds(Workload workload, int size, List<Entrant> entrants) {
    var conversations = new LinkedHashMap<Entrant, Conversation>();
    var measurements = new LinkedHashMap<Entrant, Measurement>();
    try {
      for (var entrant : entrants) {
        attempts.attempt(
            workload, entrant, () -> conversations.put(entrant, warm(workload, size, entrant)));
      }
      for (var round = 0; round < settings.rounds(); round++) {
        for (var entrant : entrants) {
          var conversation = conversations.get(entrant);
          if (conversation == null || rests(entrant, round)) {
            continue;
          }
          var measurement =
              measurements.computeIfAbsent(
                  entrant, each -> measurement(workload, size, each, "ns"));
          if (!turn(measurement, round, entrant, conversation)) {
            conversations.remove(entrant);
            measurements.remove(entrant);
            attempts.close(conversation);
          }
        }
      }
    } finally {
      conversations.values().forEach(attempts::close);
    }
    return List.copyOf(measurements.values());
  }

  private Conversation warm(Workload workload, int size, Entrant entrant)
      throws IOException, InterruptedException {
    Progress.step(workload.id() + ": " + entrant.contestant().id() + " warms up");
    var conversation = entrant.start(workload, size, log);
    try {
      conversation.awaitReady();
      conversation.ask("round " + (entrant.contestant().isInJvm() ? settings.warmUpMillis() : 1));
      return conversation;
    } catch (IOException | InterruptedException failed) {
      conversation.close();
      throw failed;
    }
  }

  private boolean turn(
      Measurement measurement, int round, Entrant entrant, Conversation conversation) {
    var workload = measurement.workload();
    Progress.step(
        workload.id()
            + ": round "
            + (round + 1)
            + " of "
            + settings.rounds()
            + ", "
            + entrant.contestant().id());
    return attempts.attempt(
        workload,
        entrant,
        () -> {
          var answer = conversation.ask("round " + settings.roundMillis());
          measurement.add(round, Double.parseDouble(answer.get(0)));
          measurement.addMore(ALLOCATED, answer.get(1));
        });
  }

  private static boolean rests(Entrant entrant, int round) {
    return switch (entrant.contestant()) {
      case ASYNCIO, UVLOOP, TRIO -> round % ROUNDS_PER_TURN_OF_SLOW != 0;
      default -> false;
    };
  }

  /* ---- whole processes ---- */

  private List<Measurement> processes(Workload workload, int size, List<Entrant> entrants) {
    return fresh(
        workload,
        size,
        entrants,
        settings.processes(),
        "ms",
        (measurement, round, conversation) -> {
          var answer = conversation.ask("once");
          measurement.add(round, Double.parseDouble(answer.get(0)) / 1e6);
          measurement.addMore(PEAK, answer.get(1));
        });
  }

  private List<Measurement> heaps(Workload workload, int size, List<Entrant> entrants) {
    return fresh(
        workload,
        size,
        entrants,
        settings.processes(),
        "B",
        (measurement, round, conversation) -> {
          // The last counts: frames that are still interpreted take more.
          for (var warmUp = 0; warmUp < WARM_UP_VALUES; warmUp++) {
            conversation.ask("value");
          }
          measurement.add(round, Double.parseDouble(conversation.ask("value").getFirst()));
        });
  }

  @FunctionalInterface
  private interface Question {
    void ask(Measurement measurement, int round, Conversation conversation)
        throws IOException, InterruptedException;
  }

  /// Each round is a process.
  private List<Measurement> fresh(
      Workload workload,
      int size,
      List<Entrant> entrants,
      int rounds,
      String unit,
      Question question) {
    var measurements = new LinkedHashMap<Entrant, Measurement>();
    for (var round = 0; round < rounds; round++) {
      for (var entrant : entrants) {
        var number = round;
        Progress.step(
            workload.id()
                + ": process "
                + (round + 1)
                + " of "
                + rounds
                + ", "
                + entrant.contestant().id());
        attempts.attempt(
            workload,
            entrant,
            () -> {
              try (var conversation = entrant.start(workload, size, log)) {
                conversation.awaitReady();
                var measurement = measurement(workload, size, entrant, unit);
                question.ask(measurements.getOrDefault(entrant, measurement), number, conversation);
                measurements.putIfAbsent(entrant, measurement);
              }
            });
      }
    }
    return List.copyOf(measurements.values());
  }

  /* ---- what they share ---- */

  private static Measurement measurement(
      Workload workload, int size, Entrant entrant, String unit) {
    return new Measurement(workload, entrant.contestant().title(), size, unit);
  }
}
