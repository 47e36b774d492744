package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;

/// A server that the client talks to.
final class Talk implements AutoCloseable {
  private final Client client;
  private final ServerProcess server;
  private final int crowd;

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

  /// Lets the client talk for a while, which does not count.
  void warmUp(int millis) throws IOException, InterruptedException {
    client.round(crowd, millis);
  }

  /// Lets the client talk for a while.
  ///
  /// @param measurement gets the time of a message
  /// @param round the number of the round
  void turn(int millis, Measurement measurement, int round)
      throws IOException, InterruptedException {
    var before = server.processorTimes();
    var turn = client.round(crowd, millis);
    var worked = ProcessFigures.difference(before, server.processorTimes());
    measurement.add(round, turn.nanos());
    if (worked > 0) {
      measurement.addMore(Network.PROCESSOR, Double.toString((double) worked / turn.messages()));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
