package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The servers send back what they receive, and the client sees it if one does not.
@Timeout(120)
class EchoTest {
  @TempDir private static Path folder = Path.of("");

  private static Peers peers;

  private Client client;

  @BeforeAll
  static void findPeers() throws Exception {
    peers = Peers.find(Path.of("peers"), folder);
  }

  @BeforeEach
  void startClient() throws Exception {
    client = Client.start(folder.resolve("log").toFile());
  }

  @AfterEach
  void endClient() throws Exception {
    client.close();
  }

  static Stream<Contestant> servers() {
    return Arrays.stream(Contestant.values()).filter(Contestant::serves);
  }

  private static Entrant entrant(Contestant contestant) throws Exception {
    var entrant =
        Entrant.all(peers).stream().filter(each -> each.contestant() == contestant).findFirst();
    assumeTrue(entrant.isPresent(), () -> contestant.title() + ": " + peers.missing());
    return entrant.orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void serverSendsBackWhatItReceives(Contestant contestant) throws Exception {
    try (var server = ServerProcess.start(entrant(contestant), folder.resolve("log").toFile())) {
      for (var bytes : new int[] {1, 1024, 300 * 1024}) {
        var crowd = client.open(server.port(), 3, bytes);

        var turn = client.round(crowd, 1);

        assertTrue(turn.messages() >= 3, turn::toString);
        assertTrue(turn.nanos() > 0, turn::toString);
        client.close(crowd);
      }
      assertEquals(contestant.isInJvm(), server.heap().isPresent());
    }
  }

  /* ---- servers that lie ---- */

  /// What a bad server does with the first message, of which it has read a part.
  @FunctionalInterface
  private interface Lie {
    void tell(Socket client, byte[] bytes) throws IOException;
  }

  private void assertSeen(String reason, Lie lie) throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var server =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var accepted = listening.accept()) {
                      lie.tell(accepted, accepted.getInputStream().readNBytes(64));
                      // Until the client has seen it.
                      var _ = accepted.getInputStream().read();
                    } catch (IOException ended) {
                      // then the client has
                    }
                  });

      var failed =
          assertThrows(IOException.class, () -> client.open(listening.getLocalPort(), 1, 64));

      assertTrue(String.valueOf(failed.getMessage()).contains(reason), failed::toString);
      server.join();
    }
  }

  @Test
  void otherBytesAreSeen() throws Exception {
    assertSeen(
        "byte 63 came back as another",
        (accepted, bytes) -> {
          bytes[63]++;
          accepted.getOutputStream().write(bytes);
        });
  }

  @Test
  void moreBytesAreSeen() throws Exception {
    assertSeen(
        "more came back than was sent",
        (accepted, bytes) -> accepted.getOutputStream().write(Arrays.copyOf(bytes, 65)));
  }

  @Test
  void endIsSeen() throws Exception {
    assertSeen(
        "the server closed a connection",
        (accepted, bytes) -> {
          accepted.getOutputStream().write(bytes, 0, 63);
          accepted.shutdownOutput();
        });
  }

  @Test
  void whatFailsIsNotedForTheReport() throws Exception {
    var attempts = new Attempts(folder.resolve("log").toFile());

    var succeeded =
        attempts.attempt(
            Workload.ECHO_1K_1,
            entrant(Contestant.NIO),
            () -> {
              throw new IOException("nothing came back");
            });

    assertTrue(!succeeded);
    assertEquals(List.of("echo-1k-1, nio: nothing came back"), attempts.failures());
  }
}
