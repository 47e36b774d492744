package dev.rondo.net;

import static dev.rondo.Async.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The examples of the documentation. The regions are shown there; what follows them is what they
/// must do.
@Timeout(30)
class NetSnippetsTest {
  private final ArrayList<String> seen = new ArrayList<>();

  private void print(@Nullable String line) {
    seen.add(String.valueOf(line));
  }

  @Test
  void connect() throws Exception {
    run(
        () -> {
          try (var server = Net.listen("127.0.0.1", 0, this::greet)) {
            var port = server.port();
            // @start region="connect"
            try (var connection = Net.connect("127.0.0.1", port)) {
              connection.write("hello\n");
              print(connection.readLine());
            }
            // @end
          }
        });
    assertEquals("[you said hello]", seen.toString());
  }

  private void greet(Connection connection) throws Exception {
    connection.write("you said " + connection.readLine() + "\n");
  }

  @Test
  void listen() throws Exception {
    run(
        () -> {
          // @start region="listen"
          var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  connection -> {
                    for (var line : connection.lines()) {
                      connection.write(line + "\n");
                    }
                  });
          // @end
          try (server;
              var connection = Net.connect("127.0.0.1", server.port())) {
            connection.write("one\ntwo\n");
            connection.shutdownOutput();
            connection.lines().forEach(this::print);
          }
        });
    assertEquals("[one, two]", seen.toString());
  }

  @Test
  void datagrams() throws Exception {
    run(
        () -> {
          // @start region="datagrams"
          try (var one = Net.bindDatagrams("127.0.0.1", 0);
              var other = Net.bindDatagrams("127.0.0.1", 0)) {
            one.send("ping".getBytes(UTF_8), other.localAddress());
            var ping = other.receive();
            other.send("pong".getBytes(UTF_8), ping.sender());
            print(new String(one.receive().data(), UTF_8));
          }
          // @end
        });
    assertEquals("[pong]", seen.toString());
  }
}
