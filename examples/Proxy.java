import static dev.rondo.Async.*;

import dev.rondo.net.Connection;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import dev.rondo.net.Signals;

/// Passes on what clients send to another server, and what that answers.
///
/// Each direction ends by itself: when one side has said all, the other may still answer. If a
/// connection breaks, or the other server cannot be reached, the client's connection is reset, so
/// that it does not take what it got for all there was. Clients above the limit wait until others
/// leave. Ctrl-C and TERM let the clients finish, for ten seconds.
void main(String[] args) throws Exception {
  if (args.length < 3
      || args.length > 4
      || !args[0].matches("\\d{1,5}")
      || !args[2].matches("\\d{1,5}")
      || (args.length > 3 && !args[3].matches("[1-9]\\d{0,5}"))) {
    System.err.println("Usage: Proxy.java PORT HOST PORT [LIMIT]");
    System.exit(2);
  }
  var target = InetSocketAddress.createUnresolved(args[1], Integer.parseInt(args[2]));
  var limit = args.length > 3 ? Integer.parseInt(args[3]) : 1000;
  try {
    run(() -> serve(Integer.parseInt(args[0]), target, limit));
  } catch (BindException taken) {
    System.err.println(taken.getMessage());
    System.exit(1);
  }
}

static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
static final Duration GRACE = Duration.ofSeconds(10);
static final int BUFFER = 16 * 1024;

void serve(int port, InetSocketAddress target, int limit) throws Exception {
  var options = ListenOptions.DEFAULT.withConnectionLimit(limit);
  try (var signals = Signals.of("INT", "TERM");
      var server = Net.listen("127.0.0.1", port, options, client -> relay(client, target))) {
    IO.println("Listening at port " + server.port());
    signals.next();
    var allFinished = server.shutdown(GRACE);
    IO.println(allFinished ? "Closed" : "Closed, some clients were cut off");
  }
}

/// What the server does with each client, in a task of its own.
void relay(Connection client, InetSocketAddress address) throws Exception {
  try (var target = connect(address)) {
    taskGroup(
        group -> {
          group.createTask(() -> copy(client, target));
          copy(target, client);
        });
  } catch (IOException | TimeoutException failure) {
    System.err.println(client.remoteAddress() + ": " + failure.getMessage());
    reset(client);
  }
}

Connection connect(InetSocketAddress address) throws Exception {
  return timeout(CONNECT_LIMIT, () -> Net.connect(address.getHostString(), address.getPort()));
}

/// Reads only when the last part is written, so it holds little, whoever is slow.
void copy(Connection from, Connection to) throws IOException {
  var buffer = ByteBuffer.allocate(BUFFER);
  while (from.read(buffer) >= 0) {
    to.write(buffer.flip());
    buffer.clear();
  }
  to.shutdownOutput();
}

/// Closes a connection so that the peer sees that something went wrong.
void reset(Connection connection) throws IOException {
  connection.setOption(StandardSocketOptions.SO_LINGER, 0);
  connection.abort();
}
