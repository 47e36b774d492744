package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Event;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connecting, and finding out where.
@Timeout(30)
@SuppressWarnings("try") // closing early is what is tested
class ConnectTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static void greet(Connection connection) throws IOException {
    connection.write("hello");
  }

  /// A port at which nobody listens.
  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static void assertGreeted(Connection connection) throws IOException {
    try (connection) {
      assertEquals("hello", connection.readLine());
    }
  }

  @Test
  void aRefusedConnectionNamesTheAddress() throws Exception {
    run(
        () -> {
          var port = freePort();
          var error = assertThrows(ConnectException.class, () -> Net.connect("127.0.0.1", port));
          assertTrue(
              String.valueOf(error.getMessage()).contains("127.0.0.1:" + port), error::toString);
        });
  }

  @Test
  void theResolverOfTheOptionsIsAsked() throws Exception {
    run(
        () -> {
          var asked = new ArrayList<String>();
          try (var server = Net.listen("127.0.0.1", 0, ConnectTest::greet)) {
            var options =
                ConnectOptions.DEFAULT.withResolver(
                    host -> {
                      asked.add(host);
                      return List.of(LOOPBACK);
                    });
            assertGreeted(Net.connect("somewhere.example", server.port(), options));
            var address = InetSocketAddress.createUnresolved("elsewhere.example", server.port());
            assertGreeted(Net.connect(address, options));
            assertEquals(List.of("somewhere.example", "elsewhere.example"), asked);
          }
        });
  }

  @Test
  void aNameIsLookedUpByTheSystem() throws Exception {
    run(
        () -> {
          try (var server = Net.listen(0, ConnectTest::greet)) {
            assertGreeted(Net.connect("localhost", server.port()));
          }
        });
  }

  @Test
  void theServerLooksItsHostUpToo() throws Exception {
    run(
        () -> {
          var options = ListenOptions.DEFAULT.withResolver(_ -> List.of(LOOPBACK));
          try (var server = Net.listen("here.example", 0, options, ConnectTest::greet)) {
            assertGreeted(Net.connect("127.0.0.1", server.port()));
          }
        });
  }

  @Test
  void ifOneAddressOfAHostFailsTheNextIsTried() throws Exception {
    run(
        () -> {
          var unusable = InetAddress.ofLiteral("127.0.0.2"); // nobody listens there
          try (var server = Net.listen("127.0.0.1", 0, ConnectTest::greet)) {
            var options =
                ConnectOptions.DEFAULT
                    .withResolver(_ -> List.of(unusable, LOOPBACK))
                    .withHappyEyeballsDelay(Duration.ZERO);
            assertGreeted(Net.connect("both.example", server.port(), options));
          }
        });
  }

  @Test
  void ifAllAddressesFailOneErrorTellsOfAll() throws Exception {
    run(
        () -> {
          var port = freePort();
          var other = InetAddress.ofLiteral("127.0.0.2");
          var options = ConnectOptions.DEFAULT.withResolver(_ -> List.of(LOOPBACK, other));
          var error =
              assertThrows(
                  ConnectException.class, () -> Net.connect("both.example", port, options));
          assertTrue(String.valueOf(error.getMessage()).contains("127.0.0.1"), error::toString);
          assertEquals(1, error.getSuppressed().length);
          assertTrue(
              String.valueOf(error.getSuppressed()[0].getMessage()).contains("127.0.0.2"),
              error::toString);
        });
  }

  @Test
  void aFailureOfTheResolverIsThrown() throws Exception {
    var unknown = new UnknownHostException("no such host");
    run(
        () -> {
          var options =
              ConnectOptions.DEFAULT.withResolver(
                  _ -> {
                    throw unknown;
                  });
          assertSame(
              unknown,
              assertThrows(UnknownHostException.class, () -> Net.connect("x.example", 1, options)));
          var none = ConnectOptions.DEFAULT.withResolver(_ -> List.of());
          assertThrows(UnknownHostException.class, () -> Net.connect("x.example", 1, none));
        });
  }

  @Test
  void aLookUpCanBeCancelled() throws Exception {
    run(
        () -> {
          var never = new Event();
          var options =
              ConnectOptions.DEFAULT.withResolver(
                  _ -> {
                    never.await();
                    return List.of(LOOPBACK);
                  });
          var task = createTask(() -> Net.connect("x.example", 1, options));
          yieldNow();
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
        });
  }

  @Test
  void aSocketIsBoundBeforeItConnects() throws Exception {
    run(
        () -> {
          var port = freePort();
          try (var server = Net.listen("127.0.0.1", 0, ConnectTest::greet)) {
            var options =
                ConnectOptions.DEFAULT
                    .withLocalAddress(new InetSocketAddress(LOOPBACK, port))
                    .withSocketOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .withSocketOption(StandardSocketOptions.SO_LINGER, 0);
            var connection = Net.connect("127.0.0.1", server.port(), options);
            assertEquals(new InetSocketAddress(LOOPBACK, port), connection.localAddress());
            assertEquals(0, connection.option(StandardSocketOptions.SO_LINGER));
            assertGreeted(connection);
          }
        });
  }

  @Test
  void aLocalAddressInUseIsNamed() throws Exception {
    run(
        () -> {
          try (var server = Net.listen("127.0.0.1", 0, ConnectTest::greet)) {
            var taken = new InetSocketAddress(LOOPBACK, server.port());
            var options = ConnectOptions.DEFAULT.withLocalAddress(taken);
            var error =
                assertThrows(
                    BindException.class, () -> Net.connect("127.0.0.1", server.port(), options));
            assertTrue(
                String.valueOf(error.getMessage()).contains(":" + server.port()), error::toString);
          }
        });
  }

  @Test
  void theReadLimitIsThatOfTheOptions() throws Exception {
    run(
        () -> {
          try (var server = Net.listen("127.0.0.1", 0, connection -> connection.write("12345\n"));
              var connection =
                  Net.connect(
                      "127.0.0.1", server.port(), ConnectOptions.DEFAULT.withReadLimit(4))) {
            assertThrows(LimitOverrunException.class, () -> connection.readLine());
          }
        });
  }

  @Test
  void aCancelledConnectLeavesNoSocketAtWhateverPassItIsCancelled() throws Exception {
    run(
        () -> {
          var reached = new boolean[2];
          try (var server = Net.listen("127.0.0.1", 0, connection -> connection.readAll())) {
            for (var turns = 0; turns < 12; turns++) {
              var task = createTask(() -> Net.connect("127.0.0.1", server.port()));
              for (var turn = 0; turn < turns; turn++) {
                yieldNow();
              }
              var cancelled = task.cancel();
              if (Async.gatherOutcomes(task).getFirst()
                  instanceof dev.rondo.Outcome.Success<Connection> success) {
                success.value().close();
                reached[0] = true;
              } else {
                assertTrue(cancelled);
                reached[1] = true;
              }
            }
            server.close();
            server.awaitClosed(); // every handler has found the end
          }
          assertTrue(reached[0] && reached[1]);
        });
  }

  @Test
  void aConnectThatTakesLongCanBeCancelled() throws Exception {
    run(
        () -> {
          // A full backlog: the last ones wait for a place.
          try (var full = new java.net.ServerSocket(0, 1, LOOPBACK)) {
            var waiting = new ArrayList<dev.rondo.Task<Connection>>();
            for (var count = 0; count < 8; count++) {
              waiting.add(
                  createTask(
                      () ->
                          Net.connect(
                              new InetSocketAddress(LOOPBACK, full.getLocalPort()),
                              ConnectOptions.DEFAULT)));
            }
            for (var turn = 0; turn < 100; turn++) {
              yieldNow();
            }
            var late = waiting.stream().filter(task -> !task.done()).toList();
            assertTrue(!late.isEmpty());
            late.forEach(task -> task.cancel());
            for (var task : late) {
              assertThrows(CancelledError.class, task::await);
            }
          }
        });
  }

  /* ---- bad input ---- */

  private static void refuses(Class<? extends Exception> type, Action action) {
    var error = assertThrows(type, action::run);
    assertTrue(error.getMessage() != null && error.getMessage().length() > 8, error::toString);
  }

  @Test
  void portsThatAreNoneAreRefused() throws Exception {
    run(
        () -> {
          for (var port : new int[] {-1, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            refuses(IllegalArgumentException.class, () -> Net.connect("127.0.0.1", port));
            refuses(
                IllegalArgumentException.class,
                () -> Net.listen("127.0.0.1", port, ConnectTest::greet));
            refuses(IllegalArgumentException.class, () -> Net.listen(port, ConnectTest::greet));
          }
        });
  }

  @Test
  void hostsThatAreNoneAreRefusedWithoutALookUp() throws Exception {
    run(
        () -> {
          var options =
              ConnectOptions.DEFAULT.withResolver(
                  host -> {
                    throw new AssertionError("looked up " + host);
                  });
          for (var host : List.of("", " ", "a b", "a\0b", "a\nb", "\t")) {
            refuses(IllegalArgumentException.class, () -> Net.connect(host, 1, options));
          }
          for (var host :
              List.of("x".repeat(64), "x.".repeat(127) + "x", "1:2:3", "fe80::1%nosuch", ":")) {
            refuses(UnknownHostException.class, () -> Net.connect(host, 1, options));
          }
        });
  }

  @Test
  void namesInOtherScriptsAreTranslated() throws Exception {
    run(
        () -> {
          var asked = new ArrayList<String>();
          var options =
              ConnectOptions.DEFAULT.withResolver(
                  host -> {
                    asked.add(host);
                    throw new UnknownHostException(host);
                  });
          assertThrows(UnknownHostException.class, () -> Net.connect("bücher.example", 1, options));
          assertEquals(List.of("xn--bcher-kva.example"), asked);
        });
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    refuses(IllegalArgumentException.class, () -> ConnectOptions.DEFAULT.withReadLimit(0));
    refuses(IllegalArgumentException.class, () -> ConnectOptions.DEFAULT.withReadLimit(-1));
    refuses(
        IllegalArgumentException.class,
        () -> ConnectOptions.DEFAULT.withHappyEyeballsDelay(Duration.ofMillis(-1)));
    refuses(IllegalArgumentException.class, () -> ListenOptions.DEFAULT.withBacklog(0));
    refuses(IllegalArgumentException.class, () -> ListenOptions.DEFAULT.withBacklog(-1));
    refuses(IllegalArgumentException.class, () -> ListenOptions.DEFAULT.withConnectionLimit(-1));
    refuses(IllegalArgumentException.class, () -> ListenOptions.DEFAULT.withReadLimit(0));
  }

  @Test
  void nullsAreRefusedByName() throws Exception {
    run(
        () -> {
          var seen = new ArrayList<String>();
          for (var action :
              new Action[] {
                () -> Net.connect(none(), 1),
                () -> Net.connect("x", 1, none()),
                () -> Net.connect(ConnectTest.<Path>none()),
                () -> Net.connect(none(), ConnectOptions.DEFAULT),
                () -> Net.listen(ConnectTest.<String>none(), 1, ConnectTest::greet),
                () -> Net.listen("x", 1, none()),
                () -> Net.listen(1, none()),
                () -> Net.listen(ConnectTest.<Path>none(), ConnectTest::greet),
                () -> Net.listen(none(), ListenOptions.DEFAULT, ConnectTest::greet),
                () -> ConnectOptions.DEFAULT.withResolver(none()),
                () -> ConnectOptions.DEFAULT.withSocketOption(none(), 1),
                () -> ListenOptions.DEFAULT.withResolver(none()),
              }) {
            var error = assertThrows(NullPointerException.class, action::run);
            seen.add(String.valueOf(error.getMessage()).replaceAll(" .*", ""));
          }
          assertEquals(
              "[host, options, path, address, host, handler, handler, path, addresses, resolver,"
                  + " option, resolver]",
              seen.toString());
        });
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  @Test
  void addressesOfAnotherKindAreRefused() throws Exception {
    run(
        () -> {
          var strange =
              new SocketAddress() {
                private static final long serialVersionUID = 1L;
              };
          refuses(
              IllegalArgumentException.class, () -> Net.connect(strange, ConnectOptions.DEFAULT));
          refuses(
              IllegalArgumentException.class,
              () -> Net.listen(List.of(strange), ListenOptions.DEFAULT, ConnectTest::greet));
          refuses(
              IllegalArgumentException.class,
              () -> Net.listen(List.of(), ListenOptions.DEFAULT, ConnectTest::greet));
        });
  }

  @Test
  void callersThatCannotWaitAreRefused() throws Exception {
    assertThrows(IllegalStateException.class, () -> Net.connect("127.0.0.1", 1));
    assertThrows(IllegalStateException.class, () -> Net.listen("127.0.0.1", 0, ConnectTest::greet));
    run(
        () -> {
          var refused = runningLoop().<Throwable>createPromise();
          runningLoop()
              .callSoon(
                  () ->
                      refused.setResult(
                          assertThrows(
                              IllegalStateException.class, () -> Net.connect("127.0.0.1", 1))));
          assertTrue(String.valueOf(refused.await().getMessage()).contains("in a callback"));
        });
  }
}
