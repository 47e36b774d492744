package dev.rondo.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;

/// The process of a server that sends back what it receives.
///
/// @param entrant whose it is
/// @param process the process
/// @param port where it listens
record ServerProcess(Entrant entrant, Conversation process, int port) implements AutoCloseable {
  static ServerProcess start(Entrant entrant, File log) throws IOException, InterruptedException {
    var process = entrant.startServer(Processors.ofServer(), log);
    try {
      return new ServerProcess(entrant, process, Integer.parseInt(process.awaitReady()));
    } catch (IOException | InterruptedException | NumberFormatException failed) {
      process.close();
      throw failed;
    }
  }

  /// {@return the bytes that are alive, after a collection, if it can tell}
  OptionalLong heap() throws IOException, InterruptedException {
    return entrant.contestant().isInJvm()
        ? OptionalLong.of(Long.parseLong(process.ask("heap").getFirst()))
        : OptionalLong.empty();
  }

  /// {@return the bytes of memory that the process has, if the system tells}
  OptionalLong memory() throws IOException {
    return ProcessFigures.memory(process.pid());
  }

  /// {@return see [ProcessFigures#processorTimes(long)]}
  Map<String, Long> processorTimes() throws IOException {
    return ProcessFigures.processorTimes(process.pid());
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
