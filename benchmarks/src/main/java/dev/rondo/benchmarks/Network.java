package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Measures servers that send back what they receive. Each has a process of its own, and one client
/// talks to all of them: to one after the other, round by round.
final class Network {
  /// Nanoseconds of the server's threads for a message.
  static final String PROCESSOR = "processor";

  /// Bytes that are alive for a connection.
  static final String HEAP = "heap";

  /// What a server needs once, for connections at all, does not count.
  private static final int CONNECTIONS_BEFORE = 1_000;

  private final Settings settings;
  private final File log;
  private final Attempts attempts;

  Network(Settings settings, File log, Attempts attempts) {
    this.settings = settings;
    this.log = log;
    this.attempts = attempts;
  }

  List<Measurement> measure(Workload workload, int connections, List<Entrant> entrants)
      throws IOException, InterruptedException {
    var taking = entrants.stream().filter(entrant -> entrant.does(workload)).toList();
    return switch (workload.kind()) {
      case ECHO -> echo(workload, connections, taking);
      case IDLE -> idle(workload, connections, taking);
      default -> throw new IllegalArgumentException("no servers in " + workload.id());
    };
  }

  private static Measurement measurement(
      Workload workload, Entrant entrant, int connections, String unit) {
    return new Measurement(workload, entrant.contestant().title(), connections, unit);
  }

  private static void progress(Workload workload, String what, Entrant entrant) {
    Progress.step(workload.id() + ": " + what + ", " + entrant.contestant().id());
  }

  /* ---- messages ---- */

  private List<Measurement> echo(Workload workload, int connections, List<Entrant> entrants)
      throws IOException, InterruptedException {
    var taking = new ArrayList<>(entrants);
    var measurements = new LinkedHashMap<Entrant, Measurement>();
    for (var entrant : entrants) {
      measurements.put(entrant, measurement(workload, entrant, connections, "ns"));
    }
    // Some rounds for each process: how the compiler of a JVM fares differs from start to start.
    var rounds = Math.ceilDiv(settings.rounds(), settings.processes());
    for (var first = 0; first < settings.rounds(); first += rounds) {
      echoRounds(
          workload,
          connections,
          taking,
          measurements,
          first,
          Math.min(first + rounds, settings.rounds()));
    }
    measurements.keySet().retainAll(taking);
    return List.copyOf(measurements.values());
  }

  /// One process of each server. Those that fail are removed from `taking`.
  private void echoRounds(
      Workload workload,
      int connections,
      List<Entrant> taking,
      Map<Entrant, Measurement> measurements,
      int first,
      int end)
      throws IOException, InterruptedException {
    var talks = new LinkedHashMap<Entrant, Talk>();
    try (var client = Client.start(log)) {
      for (var entrant : taking) {
        progress(workload, "warm-up", entrant);
        attempts.attempt(
            workload,
            entrant,
            () -> {
              var bytes = workload.messageBytes();
              talks.put(entrant, Talk.open(client, entrant, connections, bytes, log));
            });
        turn(workload, entrant, talks, talk -> talk.warmUp(warmUpMillis(entrant)));
      }
      // The client got faster while it talked to the first of them.
      for (var entrant : taking) {
        turn(workload, entrant, talks, talk -> talk.warmUp(settings.echoMillis()));
      }
      for (var round = first; round < end; round++) {
        for (var entrant : taking) {
          progress(workload, "round " + (round + 1) + " of " + settings.rounds(), entrant);
          var measurement = Objects.requireNonNull(measurements.get(entrant));
          var number = round;
          turn(
              workload,
              entrant,
              talks,
              talk -> talk.turn(settings.echoMillis(), measurement, number));
        }
      }
    } finally {
      talks.values().forEach(attempts::close);
    }
    taking.retainAll(talks.keySet());
  }

  private int warmUpMillis(Entrant entrant) {
    return entrant.contestant().isInJvm() ? settings.warmUpMillis() : settings.echoMillis();
  }

  @FunctionalInterface
  private interface Turn {
    void take(Talk talk) throws IOException, InterruptedException;
  }

  /// Who fails takes part no more.
  private void turn(Workload workload, Entrant entrant, Map<Entrant, Talk> talks, Turn turn) {
    var talk = talks.get(entrant);
    if (talk != null && !attempts.attempt(workload, entrant, () -> turn.take(talk))) {
      talks.remove(entrant);
      attempts.close(talk);
    }
  }

  /* ---- memory ---- */

  private List<Measurement> idle(Workload workload, int connections, List<Entrant> entrants) {
    var measurements = new LinkedHashMap<Entrant, Measurement>();
    for (var round = 0; round < settings.processes(); round++) {
      for (var entrant : entrants) {
        progress(workload, "process " + (round + 1) + " of " + settings.processes(), entrant);
        var number = round;
        attempts.attempt(
            workload,
            entrant,
            () -> {
              var measurement = measurement(workload, entrant, connections, "B");
              measureIdle(measurements.getOrDefault(entrant, measurement), number, entrant);
              measurements.putIfAbsent(entrant, measurement);
            });
      }
    }
    return List.copyOf(measurements.values());
  }

  private void measureIdle(Measurement measurement, int round, Entrant entrant)
      throws IOException, InterruptedException {
    try (var client = Client.start(log);
        var server = ServerProcess.start(entrant, log)) {
      var bytes = measurement.workload().messageBytes();
      client.close(client.open(server.port(), CONNECTIONS_BEFORE, bytes));
      var heapBefore = server.heap();
      var before = server.memory();
      client.open(server.port(), measurement.size(), bytes);
      var heapAfter = server.heap();
      var after = server.memory();
      if (before.isEmpty() || after.isEmpty()) {
        throw new IOException("this system does not tell the memory of a process");
      }
      measurement.add(
          round, (double) (after.getAsLong() - before.getAsLong()) / measurement.size());
      if (heapBefore.isPresent() && heapAfter.isPresent()) {
        var heap = (double) (heapAfter.getAsLong() - heapBefore.getAsLong());
        measurement.addMore(HEAP, Double.toString(heap / measurement.size()));
      }
    }
  }
}
