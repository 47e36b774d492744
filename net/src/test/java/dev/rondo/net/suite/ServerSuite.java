package dev.rondo.net.suite;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.ErrorContext;
import dev.rondo.Event;
import dev.rondo.Queue;
import dev.rondo.net.ConnectOptions;
import dev.rondo.net.Connection;
import dev.rondo.net.ConnectionHandler;
import dev.rondo.net.LimitOverrunException;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import dev.rondo.net.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The life of a server.
@SuppressWarnings("try") // closing early is what is tested
public abstract class ServerSuite extends NetworkSuite {
  private final List<ErrorContext> reported = new ArrayList<>();

  private static Server listen(ConnectionHandler handler) throws IOException {
    return listen(ListenOptions.DEFAULT, handler);
  }

  private static Server listen(ListenOptions options, ConnectionHandler handler)
      throws IOException {
    return Net.listen("127.0.0.1", 0, options, handler);
  }

  private static Connection connect(Server server) throws IOException {
    return Net.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
        ConnectOptions.DEFAULT);
  }

  private static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  private void collectReports() {
    runningLoop().setExceptionHandler((_, context) -> reported.add(context));
  }

  /* ---- serving ---- */

  @Test
  void aServerKnowsWhereItListensAndWhetherItServes() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          assertTrue(server.isServing());
          assertEquals(
              List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())),
              server.addresses());
          server.close();
          server.close();
          assertFalse(server.isServing());
          assertEquals(List.of(), server.addresses());
          server.awaitClosed();
          var error = assertThrows(IllegalStateException.class, server::serveForever);
          assertTrue(String.valueOf(error.getMessage()).endsWith("is closed"), error::toString);
          assertThrows(IllegalStateException.class, server::startServing);
        });
  }

  @Test
  void aServerThatWasNotStartedServesLater() throws Exception {
    run(
        () -> {
          var server = listen(ListenOptions.DEFAULT.withoutStartServing(), ServerSuite::echo);
          assertFalse(server.isServing());
          try (var early = connect(server)) {
            early.write("early\n");
            server.startServing();
            server.startServing();
            assertTrue(server.isServing());
            assertEquals("early", early.readLine());
          }
          server.close();
          server.awaitClosed();
        });
  }

  @Test
  void aServerThatNeverStartedCloses() throws Exception {
    run(
        () -> {
          var server = listen(ListenOptions.DEFAULT.withoutStartServing(), ServerSuite::echo);
          server.close();
          server.awaitClosed();
          assertTrue(server.shutdown(Duration.ZERO));
        });
  }

  @Test
  void whoConnectsAfterCloseIsRefused() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          server.close();
          assertThrows(ConnectException.class, () -> connect(server));
        });
  }

  @Test
  void aConnectionOutlivesTheCloseOfItsServer() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          try (var client = connect(server)) {
            client.write("one\n");
            assertEquals("one", client.readLine());
            server.close();
            client.write("two\n");
            assertEquals("two", client.readLine());
            assertEquals(1, server.connections());
            var closed = createTask(server::awaitClosed);
            yieldNow();
            assertFalse(closed.done());
            client.close();
            closed.await();
            assertEquals(0, server.connections());
          }
        });
  }

  @Test
  void awaitClosedWaitsForCloseEvenWithoutConnections() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          var closed = createTask(server::awaitClosed);
          for (var turn = 0; turn < 10; turn++) {
            yieldNow();
          }
          assertFalse(closed.done());
          server.close();
          closed.await();
        });
  }

  @Test
  void awaitClosedCanBeCancelledAndTheServerGoesOn() throws Exception {
    run(
        () -> {
          try (var server = listen(ServerSuite::echo)) {
            var closed = createTask(server::awaitClosed);
            yieldNow();
            assertTrue(closed.cancel());
            assertThrows(CancelledError.class, closed::await);
            assertTrue(server.isServing());
          }
        });
  }

  @Test
  void serveForeverEndsWithClose() throws Exception {
    run(
        () -> {
          var server = listen(ListenOptions.DEFAULT.withoutStartServing(), ServerSuite::echo);
          var forever = createTask(server::serveForever);
          yieldNow();
          assertTrue(server.isServing());
          assertThrows(IllegalStateException.class, server::serveForever);
          server.close();
          forever.await();
        });
  }

  @Test
  void cancellingServeForeverClosesTheServerAndWaitsForItsHandlers() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          try (var client = connect(server)) {
            client.write("x\n");
            assertEquals("x", client.readLine());
            var forever = createTask(server::serveForever);
            yieldNow();
            assertTrue(forever.cancel());
            yieldNow();
            yieldNow();
            assertFalse(server.isServing());
            assertFalse(forever.done());
            client.close();
            assertThrows(CancelledError.class, forever::await);
          }
        });
  }

  /* ---- handlers ---- */

  @Test
  void theConnectionIsClosedWhenItsHandlerReturns() throws Exception {
    run(
        () -> {
          var handlers = new ArrayList<Connection>();
          try (var server =
                  listen(
                      connection -> {
                        handlers.add(connection);
                        connection.write("bye");
                      });
              var client = connect(server)) {
            assertEquals(3, client.readAll().length);
            server.close();
            server.awaitClosed();
            assertTrue(handlers.getFirst().isClosed());
          }
        });
  }

  @Test
  void aHandlerThatFailsIsReportedAndClosesItsConnectionOnly() throws Exception {
    var failure = new IllegalStateException("handler");
    run(
        () -> {
          collectReports();
          try (var server =
                  listen(
                      connection -> {
                        if ("fail".equals(connection.readLine())) {
                          throw failure;
                        }
                        echo(connection);
                      });
              var first = connect(server);
              var second = connect(server)) {
            first.write("go on\n");
            second.write("fail\n");
            assertNull(second.readLine());
            first.write("still here\n");
            assertEquals("still here", first.readLine());
          }
        });
    assertEquals(1, reported.size());
    assertSame(failure, reported.getFirst().exception().orElseThrow());
    assertTrue(reported.getFirst().message().startsWith("Unhandled exception in the handler of"));
  }

  @Test
  void aHandlerThatThrowsAnErrorIsReportedToo() throws Exception {
    run(
        () -> {
          collectReports();
          try (var server =
                  listen(
                      _ -> {
                        throw new StackOverflowError();
                      });
              var client = connect(server)) {
            assertNull(client.readLine());
            try (var next = connect(server)) {
              assertNull(next.readLine());
            }
          }
        });
    assertEquals(2, reported.size());
  }

  @Test
  void aCancelledHandlerIsNotReportedAndDropsItsConnection() throws Exception {
    run(
        () -> {
          collectReports();
          var handlers = new Queue<dev.rondo.Task<?>>();
          try (var server =
                  listen(
                      connection -> {
                        handlers.putNowait(dev.rondo.Async.currentTask());
                        connection.readAll();
                      });
              var client = connect(server)) {
            assertTrue(handlers.get().cancel());
            assertNull(client.readLine());
            server.close();
            server.awaitClosed();
          }
        });
    assertEquals(List.of(), reported);
  }

  @Test
  void aPeerThatDoesNotTakeTheRestIsNotReported() throws Exception {
    run(
        () -> {
          collectReports();
          runningLoop().setDebug(false);
          try (var server =
                  listen(
                      connection -> {
                        connection.setWriteBufferLimits(100_000_000, 0);
                        connection.write(new byte[50_000_000]);
                      });
              var client = connect(server)) {
            assertEquals(1, client.read(1).length);
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
            client.close();
            server.close();
            server.awaitClosed();
          }
        });
    assertEquals(List.of(), reported);
  }

  /* ---- the end of clients ---- */

  @Test
  void closingTheClientsGivesTheirHandlersTheEnd() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          try (var client = connect(server)) {
            client.write("x\n");
            assertEquals("x", client.readLine());
            server.close();
            server.closeClients();
            server.awaitClosed();
            assertNull(client.readLine());
          }
        });
  }

  @Test
  void abortingTheClientsEndsAHandlerThatWaitsToWrite() throws Exception {
    run(
        () -> {
          collectReports();
          var began = new Event();
          var server =
              listen(
                  connection -> {
                    began.set();
                    connection.write(new byte[50_000_000]);
                  });
          try (var _ = connect(server)) {
            began.await();
            server.close();
            server.abortClients();
            server.awaitClosed();
          }
        });
    assertEquals(1, reported.size());
    assertTrue(reported.getFirst().exception().orElseThrow() instanceof SocketException);
  }

  @Test
  void shutdownWaitsForHandlersThatEndInTime() throws Exception {
    runInVirtualTime(
        () -> {
          var working = new Event();
          var release = new Event();
          var server =
              listen(
                  connection -> {
                    working.set();
                    release.await();
                    connection.write("done");
                  });
          try (var client = connect(server)) {
            working.await();
            var shutdown = createTask(() -> server.shutdown(Duration.ofSeconds(10)));
            runningLoop().callLater(Duration.ofSeconds(5), release::set);
            assertTrue(shutdown.await());
            assertEquals(4, client.readAll().length);
            server.awaitClosed();
          }
        });
  }

  @Test
  void shutdownCancelsHandlersThatAreLate() throws Exception {
    runInVirtualTime(
        () -> {
          var working = new Event();
          var server =
              listen(
                  connection -> {
                    working.set();
                    connection.readAll();
                  });
          try (var client = connect(server)) {
            working.await();
            var before = runningLoop().time();
            assertFalse(server.shutdown(Duration.ofSeconds(10)));
            assertEquals(Duration.ofSeconds(10).toNanos(), runningLoop().time() - before);
            server.awaitClosed();
            assertEquals(0, client.readAll().length);
          }
        });
  }

  @Test
  void shutdownRefusesNewConnectionsWhileHandlersFinish() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          try (var client = connect(server)) {
            client.write("x\n");
            assertEquals("x", client.readLine());
            var shutdown = createTask(() -> server.shutdown(Duration.ofHours(1)));
            yieldNow();
            assertThrows(ConnectException.class, () -> connect(server));
            client.write("still served\n");
            assertEquals("still served", client.readLine());
            client.close();
            assertTrue(shutdown.await());
          }
        });
  }

  @Test
  void shutdownCancelsTheHandlersThatACancelledServeForeverWaitsFor() throws Exception {
    runInVirtualTime(
        () -> {
          var working = new Event();
          var server =
              listen(
                  connection -> {
                    working.set();
                    connection.readAll();
                  });
          try (var client = connect(server)) {
            working.await();
            var forever = createTask(server::serveForever);
            yieldNow();
            forever.cancel();
            yieldNow();
            yieldNow();
            assertFalse(forever.done());
            assertFalse(server.shutdown(Duration.ofSeconds(10)));
            assertThrows(CancelledError.class, forever::await);
            assertEquals(0, client.readAll().length);
            assertEquals(0, server.connections());
          }
        });
  }

  @Test
  void aCancelledShutdownLeavesTheHandlersAlone() throws Exception {
    run(
        () -> {
          var server = listen(ServerSuite::echo);
          try (var client = connect(server)) {
            client.write("x\n");
            assertEquals("x", client.readLine());
            var shutdown = createTask(() -> server.shutdown(Duration.ofHours(1)));
            yieldNow();
            shutdown.cancel();
            assertThrows(CancelledError.class, shutdown::await);
            assertFalse(server.isServing());
            client.write("still served\n");
            assertEquals("still served", client.readLine());
          }
          server.awaitClosed();
        });
  }

  /* ---- limits ---- */

  @Test
  void noMoreThanTheLimitAreServedAtATime() throws Exception {
    run(
        () -> {
          var most = new int[1];
          var now = new int[1];
          try (var server =
              listen(
                  ListenOptions.DEFAULT.withConnectionLimit(2),
                  connection -> {
                    most[0] = Math.max(most[0], ++now[0]);
                    echo(connection);
                    now[0]--;
                  })) {
            dev.rondo.Async.taskGroup(
                group -> {
                  for (var count = 0; count < 10; count++) {
                    group.createTask(
                        () -> {
                          try (var client = connect(server)) {
                            client.write("x\n");
                            assertEquals("x", client.readLine());
                          }
                        });
                  }
                });
          }
          assertEquals(2, most[0]);
        });
  }

  @Test
  void aFailedHandlerGivesItsPlaceBack() throws Exception {
    run(
        () -> {
          collectReports();
          try (var server =
              listen(
                  ListenOptions.DEFAULT.withConnectionLimit(1),
                  _ -> {
                    throw new IOException("no");
                  })) {
            for (var count = 0; count < 5; count++) {
              try (var client = connect(server)) {
                assertNull(client.readLine());
              }
            }
          }
        });
    assertEquals(5, reported.size());
  }

  @Test
  void theReadLimitIsThatOfTheOptions() throws Exception {
    run(
        () -> {
          try (var server =
                  listen(
                      ListenOptions.DEFAULT.withReadLimit(3),
                      connection -> {
                        assertThrows(LimitOverrunException.class, () -> connection.readLine());
                        connection.write("ok");
                      });
              var client = connect(server)) {
            client.write("12345\n");
            assertEquals(2, client.readExactly(2).length);
          }
        });
  }

  /* ---- addresses ---- */

  @Test
  void aPortInUseIsAnErrorThatNamesIt() throws Exception {
    run(
        () -> {
          try (var server = listen(ServerSuite::echo)) {
            var error =
                assertThrows(
                    BindException.class,
                    () -> Net.listen("127.0.0.1", server.port(), ServerSuite::echo));
            assertTrue(
                String.valueOf(error.getMessage()).contains(":" + server.port()), error::toString);
          }
        });
  }

  @Test
  void ifOneOfSeveralAddressesIsTakenNoneIsListenedAt() throws Exception {
    run(
        () -> {
          var loopback = InetAddress.getLoopbackAddress();
          int free;
          try (var earlier = listen(ServerSuite::echo)) {
            free = earlier.port();
          }
          try (var server = listen(ServerSuite::echo)) {
            assertThrows(
                BindException.class,
                () ->
                    Net.listen(
                        List.of(
                            new InetSocketAddress(loopback, free),
                            new InetSocketAddress(loopback, server.port())),
                        ListenOptions.DEFAULT,
                        ServerSuite::echo));
          }
          try (var again = Net.listen("127.0.0.1", free, ServerSuite::echo)) {
            assertEquals(free, again.port());
          }
        });
  }

  @Test
  void aServerListensAtSeveralAddresses() throws Exception {
    run(
        () -> {
          var loopback = InetAddress.getLoopbackAddress();
          try (var server =
              Net.listen(
                  List.of(new InetSocketAddress(loopback, 0), new InetSocketAddress(loopback, 0)),
                  ListenOptions.DEFAULT,
                  ServerSuite::echo)) {
            assertEquals(2, server.addresses().size());
            for (var address : server.addresses()) {
              try (var client = Net.connect(address, ConnectOptions.DEFAULT)) {
                client.write("x\n");
                assertEquals("x", client.readLine());
              }
            }
          }
        });
  }

  @Test
  void aServerOfAllAddressesIsReachedByBothFamilies() throws Exception {
    run(
        () -> {
          try (var server = Net.listen(0, ServerSuite::echo);
              var client = Net.connect("127.0.0.1", server.port())) {
            client.write("x\n");
            assertEquals("x", client.readLine());
          }
        });
  }

  @Test
  void optionsOfSocketsAreSet() throws Exception {
    run(
        () -> {
          try (var server =
                  listen(
                      ListenOptions.DEFAULT
                          .withSocketOption(StandardSocketOptions.SO_RCVBUF, 8192)
                          .withConnectionOption(StandardSocketOptions.SO_KEEPALIVE, true)
                          .withConnectionOption(StandardSocketOptions.TCP_NODELAY, false),
                      connection ->
                          connection.write(
                              connection.option(StandardSocketOptions.SO_KEEPALIVE)
                                  + " "
                                  + connection.option(StandardSocketOptions.TCP_NODELAY)));
              var client = connect(server)) {
            assertEquals("true false", client.readLine());
          }
        });
  }
}
