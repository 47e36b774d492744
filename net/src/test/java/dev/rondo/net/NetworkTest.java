package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Another network in place of the sockets.
@Timeout(30)
@SuppressWarnings("try") // closing early is what is tested
class NetworkTest {
  private static final InetSocketAddress WHERE =
      new InetSocketAddress(InetAddress.ofLiteral("10.1.2.3"), 80);

  /// Notes what it is asked for; connects to a peer that says hello, and listens nowhere.
  private static final class Hello implements Network {
    private final List<String> asked = new ArrayList<>();

    @Override
    public Transport connect(SocketAddress address, ConnectOptions options) {
      asked.add("connect " + address);
      var transport = new FedTransport(runningLoop());
      transport.feed("hello\n");
      return transport;
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) throws IOException {
      asked.add("listen " + address);
      throw new IOException("nobody listens here");
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
      asked.add("resolve " + host);
      return List.of(WHERE.getAddress());
    }

    @Override
    public String toString() {
      return "Hello";
    }
  }

  private static Network network() {
    return new Hello();
  }

  @Test
  void oneConnectsAndListensOverTheNetworkInUse() throws Exception {
    // @start region="use"
    run(
        () -> {
          try (var _ = Net.use(network());
              var connection = Net.connect("example.org", 80)) {
            assertEquals("hello", connection.readLine());
          }
        });
    // @end
    var hello = new Hello();
    run(
        () -> {
          try (var _ = Net.use(hello);
              var connection = Net.connect("example.org", 80)) {
            assertEquals("hello", connection.readLine());
            assertThrows(IOException.class, () -> Net.listen("b.example", 81, Connection::close));
          }
        });
    assertEquals(
        List.of(
            "resolve example.org",
            "connect /10.1.2.3:80",
            "resolve b.example",
            "listen /10.1.2.3:81"),
        hello.asked);
  }

  @Test
  void tasksInheritTheNetworkAndTheirCreatorGoesBackWithoutThem() throws Exception {
    run(
        () -> {
          dev.rondo.Task<String> child;
          try (var use = Net.use(new Hello())) {
            child =
                createTask(
                    () -> {
                      dev.rondo.Async.yieldNow();
                      try (var connection = Net.connect(WHERE, ConnectOptions.DEFAULT)) {
                        return String.valueOf(connection.readLine());
                      }
                    });
            use.close();
            use.close();
            assertSame(SocketNetwork.INSTANCE, NetworkInUse.get());
          }
          assertEquals("hello", child.await());
        });
  }

  @Test
  void theNetworkOfThisMachineIsBackAfterwards() throws Exception {
    run(
        () -> {
          int closed;
          try (var server = Net.listen("127.0.0.1", 0, Connection::close)) {
            closed = server.port();
          }
          try (var _ = Net.use(new Hello());
              var _ = Net.connect("127.0.0.1", closed)) {
            // goes nowhere
          }
          assertThrows(ConnectException.class, () -> Net.connect("127.0.0.1", closed));
        });
  }

  @Test
  void usesNest() throws Exception {
    var outer = new Hello();
    var inner = new Hello();
    run(
        () -> {
          try (var _ = Net.use(outer)) {
            try (var _ = Net.use(inner);
                var _ = Net.connect("inner", 1)) {
              // noted
            }
            try (var _ = Net.connect("outer", 1)) {
              // noted
            }
          }
        });
    assertEquals("resolve inner", inner.asked.getFirst());
    assertEquals("resolve outer", outer.asked.getFirst());
  }

  @Test
  void aResolverOfTheCallerComesBeforeTheNetwork() throws Exception {
    var hello = new Hello();
    run(
        () -> {
          var options =
              ConnectOptions.DEFAULT.withResolver(_ -> List.of(InetAddress.ofLiteral("10.9.9.9")));
          try (var _ = Net.use(hello);
              var _ = Net.connect("example.org", 80, options)) {
            assertEquals(List.of("connect /10.9.9.9:80"), hello.asked);
          }
        });
  }

  @Test
  void addressesOfAHostRaceOverTheNetworkInUse() throws Exception {
    var hello = new Hello();
    run(
        () -> {
          var options =
              ConnectOptions.DEFAULT.withResolver(
                  _ ->
                      List.of(
                          InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("10.0.0.2")));
          try (var _ = Net.use(hello);
              var _ = Net.connect("example.org", 80, options)) {
            assertEquals(List.of("connect /10.0.0.1:80"), hello.asked);
          }
        });
  }

  @Test
  void datagramsDoNotLeaveTheNetworkInUse() throws Exception {
    run(
        () -> {
          try (var _ = Net.use(new Hello())) {
            var error =
                assertThrows(
                    UnsupportedOperationException.class, () -> Net.bindDatagrams("127.0.0.1", 0));
            assertTrue(String.valueOf(error.getMessage()).contains("Hello"), error::toString);
            assertThrows(
                UnsupportedOperationException.class, () -> Net.connectDatagrams("127.0.0.1", 9));
          }
          Net.bindDatagrams("127.0.0.1", 0).close();
        });
  }

  @Test
  @SuppressWarnings({"NullAway", "MustBeClosed"})
  void noNetworkIsRefused() {
    assertThrows(NullPointerException.class, () -> Net.use(null));
  }
}
