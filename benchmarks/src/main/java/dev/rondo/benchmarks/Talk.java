package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;

/// A server that the client talks to, and what that took in this round.
final class Talk implements AutoCloseable {
  private final Client client;
  private final ServerProcess server;
  private final int crowd;
  private long messages;
  private double nanos;
  private long processorNanos;

  private Talk(Client client, ServerProcess server, int crowd) {
    this.client = client;
    this.server = server;
    this.crowd = crowd;
  }

  static Talk open(Client client, Entrant entrant, int connections, int bytes, File log)
      throws IOException, InterruptedException {
    var server = ServerProcess.start(entrant, log);
    try {
      return new Talk(client, server, client.open(server.port(), connections, bytes));
    } catch (IOException | InterruptedException failed) {
      server.close();
      throw failed;
    }
  }

  /// Goes on with the round.
  void turn(int millis) throws IOException, InterruptedException {
    var before = server.processorTimes();
    var turn = client.round(crowd, millis);
    var after = server.processorTimes();
    messages += turn.messages();
    nanos += turn.nanos() * turn.messages();
    processorNanos += ProcessFigures.difference(before, after);
  }

  /// Ends the round.
  ///
  /// @param round its number; those below zero do not count
  void endRound(Measurement measurement, int round) {
    if (round >= 0) {
      measurement.add(round, nanos / messages);
      if (processorNanos > 0) {
        var each = (double) processorNanos / messages;
        measurement.addMore(Network.PROCESSOR, Double.toString(each));
      }
    }
    messages = 0;
    nanos = 0;
    processorNanos = 0;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
