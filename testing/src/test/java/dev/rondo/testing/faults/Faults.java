package dev.rondo.testing.faults;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.Awaitable;
import dev.rondo.Event;
import dev.rondo.net.Connection;
import dev.rondo.net.ConnectionHandler;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import dev.rondo.net.Network;
import dev.rondo.net.Server;
import dev.rondo.testing.Check;
import dev.rondo.testing.Checks;
import dev.rondo.testing.MemoryNetwork;
import dev.rondo.testing.MemoryNetworkOptions;
import dev.rondo.testing.Testing;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// Plays one cell of the fault matrix under many seeds. After each run the network has still to
/// carry an echo, and no connection, task, timer or thread may be left.
///
/// `-Ddev.rondo.faults.seeds=1000` for the full size.
final class Faults {
  static final int SEEDS = Integer.getInteger("dev.rondo.faults.seeds", 40);

  /// What happens in one run.
  interface Cell {
    void play(MemoryNetwork network, Random random) throws Exception;
  }

  private Faults() {}

  static void forEachSeed(UnaryOperator<MemoryNetworkOptions> nature, Cell cell) throws Exception {
    forEachSeed(nature, (network, _) -> network, cell);
  }

  /// @param layer what is put above the network in memory
  static void forEachSeed(
      UnaryOperator<MemoryNetworkOptions> nature,
      BiFunction<Network, Random, Network> layer,
      Cell cell)
      throws Exception {
    for (var seed = 1; seed <= SEEDS; seed++) {
      try {
        play(nature.apply(MemoryNetworkOptions.DEFAULT.withSeed(seed)), layer, cell);
      } catch (Throwable failure) {
        throw new AssertionError("seed " + seed, failure);
      }
    }
  }

  /// Handlers whose connections are lost are reported; that is part of the game.
  private static void play(
      MemoryNetworkOptions options, BiFunction<Network, Random, Network> layer, Cell cell)
      throws Exception {
    Testing.run(
        Checks.ALL.without(Check.ERROR_REPORTED),
        () -> {
          var network = new MemoryNetwork(options);
          var random = new Random(options.seed());
          try (var _ = Net.use(layer.apply(network, random))) {
            cell.play(network, random);
            assertEchoes();
          }
          assertEquals(0, network.connections(), "connections that are left");
          assertEquals(1, allTasks().size(), "tasks that are left");
        });
  }

  private static void assertEchoes() throws Exception {
    serve(
        Faults::echo,
        server -> {
          try (var client = Net.connect("localhost", server.port())) {
            assertEcho(client);
          }
        });
  }

  static void assertEcho(Connection client) throws IOException {
    client.write("alive\n");
    assertEquals("alive", client.readLine());
  }

  static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  /// Uses a server.
  interface Use {
    void play(Server server) throws Exception;
  }

  /// Has a server while it is used, and waits until all of it has ended.
  static void serve(ConnectionHandler handler, Use use) throws Exception {
    serve(ListenOptions.DEFAULT, handler, use);
  }

  static void serve(ListenOptions options, ConnectionHandler handler, Use use) throws Exception {
    try (var server = Net.listen("localhost", 0, options, handler)) {
      use.play(server);
      server.shutdown(Duration.ofHours(1));
    }
  }

  /// Both ends of a connection.
  interface Ends {
    void play(Connection client, Connection server) throws Exception;
  }

  static void connected(Ends ends) throws Exception {
    var accepted = runningLoop().<Connection>createPromise();
    var over = new Event();
    serve(
        connection -> {
          accepted.setResult(connection);
          over.await();
        },
        server -> {
          var client = Net.connect("localhost", server.port());
          try {
            ends.play(client, accepted.await());
          } finally {
            over.set();
            client.abort();
          }
        });
  }

  static void assertReset(Awaitable<?> action) {
    var reset = assertThrows(SocketException.class, action::await);
    assertEquals("Connection reset", reset.getMessage());
  }
}
