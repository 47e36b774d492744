package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.DeadlockException;
import dev.rondo.Event;
import dev.rondo.net.ConnectOptions;
import dev.rondo.net.Connection;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import dev.rondo.net.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What the network in memory does by itself: names, ports, hosts, and the end of connections. The
/// suites say what is the same with sockets.
@SuppressWarnings("try") // closing early is what is tested
class MemoryNetworkTest {
  private final MemoryNetwork network = new MemoryNetwork();

  private static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  /// A client that goes away with bytes unread is a failure for its server.
  private static void echoWhileThereIsSomebody(Connection connection) throws IOException {
    try {
      echo(connection);
    } catch (UncheckedIOException gone) {
      assertEquals("java.net.SocketException: Connection reset", gone.getMessage());
    }
  }

  private static void assertEchoes(Connection connection) throws IOException {
    connection.write("line\n");
    assertEquals("line", connection.readLine());
  }

  private static void end(Server server) {
    server.close();
    server.awaitClosed();
  }

  private void run(dev.rondo.Action body) throws Exception {
    Testing.run(
        () -> {
          try (var _ = Net.use(network)) {
            body.run();
          }
        });
  }

  @Test
  void theFirstExample() throws Exception {
    // @start region="echo"
    Testing.run(
        () -> {
          var network = new MemoryNetwork(MemoryNetworkOptions.DEFAULT.withLatency(ofMillis(20)));
          try (var _ = Net.use(network);
              var server = Net.listen("server.example", 7, MemoryNetworkTest::echo)) {
            try (var client = Net.connect("server.example", 7)) {
              client.write("hello\n");
              assertEquals("hello", client.readLine());
            }
            server.close();
            server.awaitClosed();
          }
        });
    // @end
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  /* ---- names and ports ---- */

  @Test
  void everyNameLeadsToAHostOfItsOwnAndAlwaysTheSame() throws Exception {
    run(
        () -> {
          var first = network.resolve("first.example");
          assertEquals(first, network.resolve("FIRST.example"));
          assertNotEquals(first, network.resolve("second.example"));
          assertEquals(List.of(InetAddress.getLoopbackAddress()), network.resolve("localhost"));
          assertEquals(List.of(InetAddress.ofLiteral("10.7.7.7")), network.resolve("10.7.7.7"));
          var server = Net.listen("first.example", 80, MemoryNetworkTest::echo);
          assertThrows(ConnectException.class, () -> Net.connect("second.example", 80));
          assertThrows(ConnectException.class, () -> Net.connect("localhost", 80));
          try (var client = Net.connect("first.example", 80)) {
            assertEquals(new InetSocketAddress(first.getFirst(), 80), client.remoteAddress());
            assertEchoes(client);
          }
          end(server);
        });
  }

  @Test
  void portsAreHandedOutAndNobodyGetsThoseOfOthers() throws Exception {
    run(
        () -> {
          var taken = Net.listen("127.0.0.1", 49_153, MemoryNetworkTest::echo);
          var first = Net.listen("127.0.0.1", 0, MemoryNetworkTest::echo);
          var second = Net.listen("127.0.0.1", 0, MemoryNetworkTest::echo);
          assertEquals(49_152, first.port());
          assertEquals(49_154, second.port());
          end(first);
          end(second);
          end(taken);
        });
  }

  @Test
  void aTakenPortIsNamedAsTheRealNetworkNamesIt() throws Exception {
    run(
        () -> {
          var server = Net.listen("127.0.0.1", 80, MemoryNetworkTest::echo);
          for (var where : List.of("127.0.0.1", "0.0.0.0")) {
            var error =
                assertThrows(
                    BindException.class, () -> Net.listen(where, 80, MemoryNetworkTest::echo));
            assertEquals("Address already in use: /" + where + ":80", error.getMessage());
          }
          end(server);
          end(Net.listen("127.0.0.1", 80, MemoryNetworkTest::echo));
          var all = Net.listen(81, MemoryNetworkTest::echo);
          assertThrows(
              BindException.class, () -> Net.listen("b.example", 81, MemoryNetworkTest::echo));
          end(all);
        });
  }

  @Test
  void whereNobodyListensAConnectionIsRefusedAsTheRealNetworkDoes() throws Exception {
    run(
        () -> {
          var error = assertThrows(ConnectException.class, () -> Net.connect("127.0.0.1", 80));
          assertEquals("Connection refused: /127.0.0.1:80", error.getMessage());
          assertThrows(
              UnresolvedAddressException.class,
              () ->
                  Net.listen(
                      List.of(InetSocketAddress.createUnresolved("x", 80)),
                      ListenOptions.DEFAULT,
                      MemoryNetworkTest::echo));
        });
  }

  @Test
  void whoListensEverywhereIsReachedAtAllHosts() throws Exception {
    run(
        () -> {
          var server = Net.listen(80, MemoryNetworkTest::echo);
          for (var host : List.of("localhost", "a.example", "::1", "10.9.9.9")) {
            try (var client = Net.connect(host, 80)) {
              assertEchoes(client);
            }
          }
          end(server);
        });
  }

  @Test
  void aLocalAddressIsTheOneGivenWhileItIsFree() throws Exception {
    run(
        () -> {
          var server = Net.listen("127.0.0.1", 80, MemoryNetworkTest::echo);
          var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1234);
          var options = ConnectOptions.DEFAULT.withLocalAddress(local);
          try (var client = Net.connect("127.0.0.1", 80, options)) {
            assertEquals(local, client.localAddress());
            var error =
                assertThrows(BindException.class, () -> Net.connect("127.0.0.1", 80, options));
            assertEquals("Address already in use: " + local, error.getMessage());
          }
          assertThrows(ConnectException.class, () -> Net.connect("127.0.0.1", 81, options));
          Net.connect("127.0.0.1", 80, options).close();
          end(server);
        });
  }

  /* ---- Unix sockets ---- */

  @Test
  void unixSocketsWorkWithoutFiles() throws Exception {
    run(
        () -> {
          var path = Path.of("/run/server");
          var error = assertThrows(NoSuchFileException.class, () -> Net.connect(path));
          assertEquals("/run/server: No such file or directory", error.getMessage());
          var server = Net.listen(path, MemoryNetworkTest::echo);
          try (var client = Net.connect(path)) {
            assertEquals(UnixDomainSocketAddress.of(path), client.remoteAddress());
            assertEquals(UnixDomainSocketAddress.of(""), client.localAddress());
            assertEchoes(client);
            assertThrows(
                UnsupportedOperationException.class,
                () -> client.option(StandardSocketOptions.TCP_NODELAY));
          }
          end(server);
          assertThrows(NoSuchFileException.class, () -> Net.connect(path));
        });
  }

  @Test
  void aSecondServerTakesAUnixSocketOver() throws Exception {
    run(
        () -> {
          var path = Path.of("/run/server");
          var first = Net.listen(path, connection -> connection.write("first"));
          var second = Net.listen(path, connection -> connection.write("second"));
          end(first);
          try (var client = Net.connect(path)) {
            assertEquals(
                "second", new String(client.readAll(), java.nio.charset.StandardCharsets.UTF_8));
          }
          end(second);
        });
  }

  /* ---- hosts ---- */

  @Test
  void eachHostHasALoopbackAddressOfItsOwn() throws Exception {
    // @start region="hosts"
    Testing.run(
        () -> {
          var network = new MemoryNetwork();
          Server server;
          try (var _ = Net.use(network.host("a.example"))) {
            server = Net.listen(80, MemoryNetworkTest::echo);
            Net.connect("127.0.0.1", 80).close();
          }
          try (var _ = Net.use(network.host("b.example"))) {
            assertThrows(ConnectException.class, () -> Net.connect("127.0.0.1", 80));
            Net.connect("a.example", 80).close();
          }
          server.close();
          server.awaitClosed();
        });
    // @end
  }

  @Test
  void aHostConnectsFromItsOwnAddressAndListensAtNoOther() throws Exception {
    run(
        () -> {
          var from = new ArrayList<String>();
          var server =
              Net.listen(
                  "b.example",
                  80,
                  connection -> {
                    from.add(
                        ((InetSocketAddress) connection.remoteAddress())
                            .getAddress()
                            .getHostAddress());
                  });
          try (var _ = Net.use(network.host("a.example"))) {
            try (var client = Net.connect("b.example", 80)) {
              assertNull(client.readLine());
            }
            var error =
                assertThrows(
                    BindException.class,
                    () -> Net.listen("b.example", 81, MemoryNetworkTest::echo));
            assertTrue(
                String.valueOf(error.getMessage()).startsWith("Cannot assign requested address: "),
                error::toString);
          }
          end(server);
          assertEquals(List.of(network.resolve("a.example").getFirst().getHostAddress()), from);
        });
  }

  @Test
  void aNetworkBelongsToOneLoop() throws Exception {
    run(() -> end(Net.listen(80, MemoryNetworkTest::echo)));
    var error =
        assertThrows(
            IllegalStateException.class, () -> run(() -> Net.listen(80, MemoryNetworkTest::echo)));
    assertTrue(String.valueOf(error.getMessage()).contains("another loop"), error::toString);
  }

  /* ---- the backlog ---- */

  @Test
  void whoFindsTheBacklogFullWaitsForAPlace() throws Exception {
    run(
        () -> {
          var options = ListenOptions.DEFAULT.withBacklog(2).withoutStartServing();
          var server = Net.listen("127.0.0.1", 80, options, MemoryNetworkTest::echo);
          var tasks = new ArrayList<dev.rondo.Task<Connection>>();
          for (var count = 0; count < 4; count++) {
            tasks.add(createTask(() -> Net.connect("127.0.0.1", 80)));
          }
          Testing.awaitIdle();
          Testing.advance(ofMillis(1));
          assertEquals(
              List.of(true, true, false, false), tasks.stream().map(t -> t.done()).toList());
          tasks.get(2).cancel();
          server.startServing();
          assertThrows(CancelledError.class, () -> tasks.get(2).await());
          for (var index : List.of(0, 1, 3)) {
            try (var client = tasks.get(index).await()) {
              assertEchoes(client);
            }
          }
          end(server);
        });
  }

  @Test
  void whoIsCancelledAtAFullBacklogPassesItsPlaceOn() throws Exception {
    run(
        () -> {
          var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
          var listener = network.listen(address, ListenOptions.DEFAULT.withBacklog(1));
          Net.connect(address, ConnectOptions.DEFAULT).abort();
          var first = createTask(() -> Net.connect(address, ConnectOptions.DEFAULT));
          var second = createTask(() -> Net.connect(address, ConnectOptions.DEFAULT));
          Testing.advance(ofMillis(1));
          var accepted = Objects.requireNonNull(listener.accept());
          first.cancel();
          second.await().abort();
          assertThrows(CancelledError.class, first::await);
          accepted.close();
          listener.close();
        });
  }

  @Test
  void whoIsNotAcceptedWhenAServerClosesIsReset() throws Exception {
    run(
        () -> {
          var options = ListenOptions.DEFAULT.withBacklog(1).withoutStartServing();
          var server = Net.listen("127.0.0.1", 80, options, MemoryNetworkTest::echo);
          var inside = Net.connect("127.0.0.1", 80);
          var outside = createTask(() -> Net.connect("127.0.0.1", 80));
          Testing.advance(ofMillis(1));
          server.close();
          assertThrows(ConnectException.class, outside::await);
          assertThrows(SocketException.class, () -> inside.readLine());
          inside.close();
          assertEquals(0, network.connections());
        });
  }

  /* ---- the end of connections ---- */

  /// Two ends of one connection.
  private interface Scene {
    void play(Connection client, Connection server) throws Exception;
  }

  private void play(Scene scene) throws Exception {
    run(
        () -> {
          var accepted = runningLoop().<Connection>createPromise();
          var over = new Event();
          var server =
              Net.listen(
                  "127.0.0.1",
                  80,
                  connection -> {
                    accepted.setResult(connection);
                    over.await();
                  });
          try (var client = Net.connect("127.0.0.1", 80)) {
            scene.play(client, accepted.await());
          } finally {
            over.set();
          }
          end(server);
        });
  }

  @Test
  void anEndThatIsClosedWithUnreadBytesResetsItsPeer() throws Exception {
    play(
        (client, server) -> {
          client.write("nobody reads this");
          server.close();
          var error = assertThrows(SocketException.class, () -> client.readLine());
          assertEquals("Connection reset", error.getMessage());
        });
  }

  @Test
  void whoWritesToAClosedEndFindsABrokenPipe() throws Exception {
    play(
        (client, server) -> {
          server.close();
          assertNull(client.readLine());
          client.write("nobody is there, which is not known yet");
          var error = assertThrows(IOException.class, () -> client.write("but now"));
          assertEquals("Broken pipe", error.getMessage());
        });
  }

  @Test
  void aClosedConnectionIsNotCounted() throws Exception {
    play(
        (client, server) -> {
          assertEquals(1, network.connections());
          client.close();
          assertEquals(1, network.connections());
          server.close();
          assertEquals(0, network.connections());
        });
  }

  @Test
  void whoWaitsForEachOtherIsFoundToBeInADeadlock() {
    assertThrows(
        DeadlockException.class,
        () ->
            play(
                (client, server) -> {
                  var reader = createTask(() -> server.readLine());
                  client.readLine();
                  reader.await();
                }));
  }

  /* ---- with the other tools ---- */

  @Test
  void aConversationIsTheSameInAnyOrderOfItsSteps() {
    Schedules.random(50)
        .check(
            () -> {
              try (var _ = Net.use(new MemoryNetwork())) {
                var server = Net.listen("server", 80, MemoryNetworkTest::echo);
                try (var client = Net.connect("server", 80)) {
                  assertEchoes(client);
                  assertEchoes(client);
                }
                end(server);
              }
            });
  }

  @Test
  void aConnectThatIsCancelledAnywhereLeavesNothingOpen() {
    var waits =
        EveryWait.ofFresh(
                () ->
                    new EveryWait.Scenario() {
                      private final MemoryNetwork own =
                          new MemoryNetwork(MemoryNetworkOptions.DEFAULT.withLatency(ofMillis(5)));
                      private final List<Server> servers = new ArrayList<>();

                      @Override
                      public void run() throws Exception {
                        try (var _ = Net.use(own);
                            var server =
                                Net.listen(
                                    "server", 80, MemoryNetworkTest::echoWhileThereIsSomebody)) {
                          servers.add(server);
                          try (var client = Net.connect("server", 80)) {
                            assertEchoes(client);
                          }
                        }
                      }

                      @Override
                      public void check() {
                        servers.forEach(Server::awaitClosed);
                        assertEquals(0, own.connections());
                      }
                    })
            .cancelling();

    assertEquals(4, waits); // there, back, for something to set out, and for it to arrive
  }
}
