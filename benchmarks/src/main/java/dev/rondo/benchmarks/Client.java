package dev.rondo.benchmarks;

import dev.rondo.benchmarks.echo.EchoClient;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The process that talks to servers, see [EchoClient].
///
/// @param process the process
record Client(Conversation process) implements AutoCloseable {
  /// What it takes is allocated once.
  private static final List<String> OPTIONS = List.of("-Xms128m");

  static Client start(File log) throws IOException, InterruptedException {
    var command = new ArrayList<>(Processors.ofClient());
    command.addAll(Entrant.java(EchoClient.class, OPTIONS));
    var process = Conversation.start(command, Map.of(), log);
    process.awaitReady();
    return new Client(process);
  }

  /// How long a message took.
  record Turn(double nanos, long messages) {}

  /// {@return the number of a crowd of connections, each of which has had a message back}
  int open(int port, int connections, int bytes) throws IOException, InterruptedException {
    return Integer.parseInt(ask("open " + port + " " + connections + " " + bytes).getFirst());
  }

  /// Lets a crowd send and receive for a while.
  Turn round(int crowd, int millis) throws IOException, InterruptedException {
    var answer = ask("round " + crowd + " " + millis);
    return new Turn(Double.parseDouble(answer.get(0)), Long.parseLong(answer.get(1)));
  }

  void close(int crowd) throws IOException, InterruptedException {
    ask("close " + crowd);
  }

  private List<String> ask(String line) throws IOException, InterruptedException {
    var answer = process.ask(line);
    if (answer.getFirst().equals("failed")) {
      throw new IOException(String.join(" ", answer));
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
