package dev.rondo.net;

import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.toThread;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Async;
import dev.rondo.net.TlsScene.Version;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Encrypted connections with programs that have nothing to do with the JDK.
@Timeout(120)
class TlsPeersTest {
  private static void assumeInstalled(String program) {
    var found =
        Arrays.stream(
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    assumeTrue(found, program + " is not installed; it would be the peer");
  }

  private static String versionFlag(Version version) {
    return version == Version.NEW ? "-tls1_3" : "-tls1_2";
  }

  private static List<String> with(List<String> command, String last) {
    var all = new ArrayList<>(command);
    all.add(last);
    return all;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void send(Process process, String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
  }

  /// Reads lines until one has `part` in it.
  private static String awaitLine(BufferedReader output, String part) throws Exception {
    return toThread(
        () -> {
          for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(part)) {
              return line;
            }
          }
          throw new AssertionError("the program has ended without: " + part);
        });
  }

  /* ---- openssl ---- */

  @ParameterizedTest
  @EnumSource
  void opensslIsAClient(Version version) throws Exception {
    assumeInstalled("openssl");
    var command =
        List.of(
            "openssl",
            "s_client",
            versionFlag(version),
            "-quiet",
            "-verify_return_error",
            "-verify_hostname",
            "localhost",
            "-alpn",
            "echo,other",
            "-CAfile",
            Certificates.authorityFile().toString(),
            "-connect");
    var options = TlsScene.server().withApplicationProtocols(List.of("echo"));
    run(
        () -> {
          var ended = runningLoop().<Optional<String>>createPromise();
          try (var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> {
                    connection.write("you said " + connection.readLine() + "\n");
                    ended.setResult(connection.applicationProtocol());
                  })) {
            var process = start(with(command, "127.0.0.1:" + server.port()));
            try (var output = process.inputReader(UTF_8)) {
              send(process, "hello\n");
              assertEquals("you said hello", awaitLine(output, "you said"));
              assertEquals(0, toThread(() -> process.waitFor()));
            } finally {
              process.destroy();
            }
            assertEquals(Optional.of("echo"), ended.await());
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void opensslIsAServer(Version version) throws Exception {
    assumeInstalled("openssl");
    var key = Certificates.keyFile("localhost").toString();
    var command =
        List.of(
            "openssl",
            "s_server",
            versionFlag(version),
            "-rev",
            "-cert",
            key,
            "-key",
            key,
            "-accept",
            "127.0.0.1:0");
    var client = TlsOptions.of(Certificates.client()).withServerName("localhost");
    run(
        () -> {
          var process = start(command);
          try (var output = process.inputReader(UTF_8)) {
            var ready = awaitLine(output, "ACCEPT");
            var port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
            var options = ConnectOptions.DEFAULT.withTls(client);
            try (var connection = Net.connect("127.0.0.1", port, options)) {
              for (var text : List.of("hello", "x".repeat(10_000) + "y")) {
                connection.write(text + "\n");
                assertEquals(new StringBuilder(text).reverse().toString(), connection.readLine());
              }
              assertEquals(
                  version == Version.NEW ? "TLSv1.3" : "TLSv1.2",
                  connection.tls().orElseThrow().getProtocol());
              connection.write("CLOSE\n");
              assertNull(connection.readLine());
            }
          } finally {
            process.destroy();
          }
        });
  }

  @Test
  void aPeerThatWantsToNegotiateAgainIsRefused() throws Exception {
    assumeInstalled("openssl");
    var options = TlsScene.server();
    run(
        () -> {
          var failure = runningLoop().<SSLException>createPromise();
          try (var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> {
                    assertEquals("hello", connection.readLine());
                    connection.write("now\n");
                    failure.setResult(
                        assertThrows(SSLException.class, () -> connection.readLine()));
                  })) {
            var process =
                start(
                    List.of(
                        "openssl",
                        "s_client",
                        "-tls1_2",
                        "-connect",
                        "127.0.0.1:" + server.port()));
            try (var output = process.inputReader(UTF_8)) {
              send(process, "hello\n");
              assertNotNull(awaitLine(output, "now"));
              send(process, "R\n");
              assertTrue(
                  Objects.requireNonNull(failure.await().getMessage())
                      .contains("wants to negotiate again"));
            } finally {
              process.destroy();
            }
          }
        });
  }

  /* ---- curl ---- */

  private static int answer(Connection connection, Optional<byte[]> body) throws IOException {
    var length = 0;
    for (var line : connection.lines()) {
      if (line.isEmpty()) {
        break;
      }
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      } else if (line.startsWith("Expect: 100-continue")) {
        connection.write("HTTP/1.1 100 Continue\r\n\r\n");
      }
    }
    var received = connection.readExactly(length);
    var sent = body.orElse(received);
    connection.write(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + sent.length + "\r\n\r\n");
    connection.write(sent);
    return length;
  }

  @Test
  void curlSendsAndReceivesMuch(@TempDir Path directory) throws Exception {
    assumeInstalled("curl");
    var bytes = TlsScene.noise(2_000_000);
    var file = Files.write(directory.resolve("up"), bytes);
    var down = directory.resolve("down");
    var authority = Certificates.authorityFile().toString();
    var options = TlsScene.server();
    run(
        () -> {
          try (var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> assertEquals(bytes.length, answer(connection, Optional.empty())))) {
            var process =
                start(
                    List.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--http1.1",
                        "--noproxy",
                        "*",
                        "--cacert",
                        authority,
                        "--resolve",
                        "localhost:" + server.port() + ":127.0.0.1",
                        "--data-binary",
                        "@" + file,
                        "--output",
                        down.toString(),
                        "https://localhost:" + server.port() + "/"));
            assertFinished(process);
          }
        });
    assertArrayEquals(bytes, Files.readAllBytes(down));
  }

  private static void assertFinished(Process process) throws Exception {
    try {
      var output = toThread(() -> process.inputReader(UTF_8).readAllAsString());
      assertEquals(0, Async.<Integer>toThread(() -> process.waitFor()), output);
    } finally {
      process.destroy();
    }
  }

  @Test
  void curlThatDoesNotTrustTheServerIsReported() throws Exception {
    assumeInstalled("curl");
    var options = TlsScene.server();
    run(
        () -> {
          var reported = runningLoop().<Throwable>createPromise();
          runningLoop()
              .setExceptionHandler(
                  (_, context) -> reported.setResult(context.exception().orElseThrow()));
          try (var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> answer(connection, Optional.of(new byte[0])))) {
            var process =
                start(
                    List.of(
                        "curl",
                        "--silent",
                        "--noproxy",
                        "*",
                        "https://127.0.0.1:" + server.port() + "/"));
            try {
              var untrusted = 60;
              assertEquals(untrusted, toThread(() -> process.waitFor()));
            } finally {
              process.destroy();
            }
            var error = assertInstanceOf(SSLHandshakeException.class, reported.await());
            assertTrue(
                Objects.requireNonNull(error.getMessage()).contains("the alert unknown_ca"),
                error::toString);
          }
        });
  }
}
