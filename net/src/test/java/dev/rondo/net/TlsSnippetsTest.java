package dev.rondo.net;

import static dev.rondo.Async.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The examples of the documentation about TLS.
@Timeout(120)
class TlsSnippetsTest {
  private final ArrayList<String> seen = new ArrayList<>();

  private void print(@Nullable String line) {
    seen.add(String.valueOf(line));
  }

  @Test
  void options() throws Exception {
    var serverContext = Certificates.server("localhost");
    var clientContext = Certificates.client();
    run(
        () -> {
          // @start region="options"
          var server =
              Net.listen(
                  "localhost",
                  0,
                  ListenOptions.DEFAULT.withTls(TlsOptions.of(serverContext)),
                  connection -> connection.write("hello " + connection.readLine() + "\n"));
          var options = ConnectOptions.DEFAULT.withTls(TlsOptions.of(clientContext));
          try (server;
              var connection = Net.connect("localhost", server.port(), options)) {
            connection.write("world\n");
            print(connection.readLine());
          }
          // @end
        });
    assertEquals("[hello world]", seen.toString());
  }

  @Test
  void startTls() throws Exception {
    var serverOptions = TlsOptions.of(Certificates.server("localhost"));
    var clientOptions = TlsOptions.of(Certificates.client());
    run(
        () -> {
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  connection -> {
                    print(connection.readLine());
                    connection.write("go ahead\n");
                    connection.startTls(serverOptions);
                    connection.write("secret\n");
                  })) {
            // @start region="start_tls"
            try (var connection = Net.connect("localhost", server.port())) {
              connection.write("STARTTLS\n");
              if ("go ahead".equals(connection.readLine())) {
                connection.startTls(clientOptions);
                print(connection.readLine());
              }
            }
            // @end
          }
        });
    assertEquals("[STARTTLS, secret]", seen.toString());
  }
}
