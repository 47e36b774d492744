package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.net.TlsScene.Version;
import java.io.EOFException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Connections that are encrypted in their middle, and the options.
@Timeout(120)
class TlsStartTest {
  private static void assertSays(String part, Throwable error) {
    assertTrue(Objects.requireNonNull(error.getMessage()).contains(part), error::toString);
  }

  private static TlsOptions client() {
    return Version.NEW.client();
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionIsEncryptedFromThenOn(Version version) throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          client.write("STARTTLS\n");
          assertEquals("STARTTLS", server.readLine());
          assertEquals(Optional.empty(), server.tls());
          assertEquals(Optional.empty(), server.applicationProtocol());
          server.write("go ahead\n");
          var answering = createTask(() -> server.startTls(TlsScene.server()));
          assertEquals("go ahead", client.readLine());
          client.startTls(version.client());
          answering.await();
          client.write("secret\n");
          assertTrue(pipe.other().unread() > "secret\n".length(), "it has a header and a tag");
          assertEquals("secret", server.readLine());
          assertTrue(server.tls().isPresent());
        });
  }

  @Test
  void viewsThatWereThereBeforeGoOn() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          var in = server.inputStream();
          var out = client.outputStream();
          TlsScene.secure(client, client(), server, TlsScene.server());
          out.write('x');
          assertEquals('x', in.read());
        });
  }

  @Test
  void whatWasWrittenBeforeIsSentBefore() throws Exception {
    var bytes = TlsScene.noise(100_000);
    TlsScene.playPlain(
        (pipe, client, server) -> {
          client.setWriteBufferLimits(1_000_000, 0);
          pipe.other().setCapacity(1000);
          client.write(bytes);
          var starting = createTask(() -> client.startTls(client()));
          assertArrayEquals(bytes, server.readExactly(bytes.length));
          server.startTls(TlsScene.server());
          starting.await();
          client.write("secret\n");
          assertEquals("secret", server.readLine());
        });
  }

  @Test
  void unreadBytesFromBeforeAreRefused() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          client.write("STARTTLS\nDELETE ALL\n");
          assertEquals("STARTTLS", server.readLine());
          var error = assertThrows(SSLException.class, () -> server.startTls(TlsScene.server()));
          assertSays("startTls() called with 11 bytes unread", error);
          assertSays("Read them first", error);
          assertFalse(server.isClosed());
          assertEquals("DELETE ALL", server.readLine());
          TlsScene.secure(client, client(), server, TlsScene.server());
        });
  }

  @Test
  void nobodyMayBeReadingOrWriting() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          var reading = createTask(client::readLine);
          yieldNow();
          assertSays(
              "waiting for incoming data",
              assertThrows(IllegalStateException.class, () -> client.startTls(client())));
          reading.cancel();
          assertThrows(CancelledError.class, reading::await);
          pipe.other().setCapacity(0);
          var writing = createTask(() -> client.write(new byte[100_000]));
          yieldNow();
          assertSays(
              "waiting to write",
              assertThrows(IllegalStateException.class, () -> client.startTls(client())));
          pipe.other().setCapacity(Integer.MAX_VALUE);
          writing.await();
          server.readExactly(100_000);
          TlsScene.secure(client, client(), server, TlsScene.server());
        });
  }

  @Test
  void duringTheHandshakeNobodyReadsOrWrites() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          var starting = createTask(() -> client.startTls(client()));
          yieldNow();
          for (var refused :
              List.<org.junit.jupiter.api.function.Executable>of(
                  () -> client.readLine(),
                  () -> client.write("x"),
                  client::shutdownOutput,
                  () -> client.startTls(client()))) {
            assertSays("during startTls()", assertThrows(IllegalStateException.class, refused));
          }
          server.startTls(TlsScene.server());
          starting.await();
          client.write("secret\n");
          assertEquals("secret", server.readLine());
        });
  }

  @Test
  void anEndedConnectionCannotStart() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          client.shutdownOutput();
          assertThrows(IllegalStateException.class, () -> client.startTls(client()));
          assertEquals(0, server.readAll().length);
          var ended = assertThrows(EOFException.class, () -> server.startTls(TlsScene.server()));
          assertSays("after the end of the stream", ended);
          server.write("still open\n");
          assertEquals("still open", client.readLine());
          client.close();
          assertThrows(SocketException.class, () -> client.startTls(client()));
        });
  }

  @Test
  void wrongOptionsLeaveItOpen() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          assertThrows(IllegalArgumentException.class, () -> server.startTls(TlsOptions.client()));
          var nameless = pipe.connection(TlsSide.NAMELESS);
          assertThrows(IllegalArgumentException.class, () -> nameless.startTls(client()));
          TlsScene.secure(client, client(), server, TlsScene.server());
        });
  }

  @Test
  void aHandshakeThatFailsCloses() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          server.write("this is no TLS");
          assertThrows(SSLHandshakeException.class, () -> client.startTls(client()));
          assertTrue(pipe.closed);
          assertTrue(client.isClosed());
          assertEquals(Optional.empty(), client.tls());
        });
  }

  @Test
  void aHandshakeThatIsCancelledCloses() throws Exception {
    for (var turns = 0; turns < 12; turns++) {
      var moment = turns;
      TlsScene.playPlain(
          (pipe, client, server) -> {
            var answering = createTask(() -> server.startTls(TlsScene.server()));
            var starting = createTask(() -> client.startTls(client()));
            for (var turn = 0; turn <= moment && !starting.done(); turn++) {
              yieldNow();
            }
            if (starting.cancel()) {
              assertThrows(CancelledError.class, starting::await);
              assertTrue(pipe.closed);
              answering.cancel();
            }
          });
    }
  }

  @Test
  void aConnectionThatIsClosedDuringTheHandshakeSaysSo() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          var starting = createTask(() -> client.startTls(client()));
          yieldNow();
          client.close();
          var error = assertThrows(SocketException.class, starting::await);
          assertSays("closed", error);
        });
  }

  @Test
  void aResetDuringTheHandshakeIsAFailureOfIt() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          var starting = createTask(() -> client.startTls(client()));
          yieldNow();
          pipe.reset();
          var error = assertThrows(SSLHandshakeException.class, starting::await);
          assertSays("failed: Connection reset", error);
        });
  }

  @Test
  void thereMayBeTlsInTls() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          TlsScene.secure(client, Version.OLD.client(), server, TlsScene.server());
          var bytes = TlsScene.noise(200_000);
          var reading = createTask(() -> server.readExactly(bytes.length));
          client.write(bytes);
          assertArrayEquals(bytes, reading.await());
          assertEquals("TLSv1.2", client.tls().orElseThrow().getProtocol());
          var closing = createTask(client::close);
          assertEquals(0, server.readAll().length);
          server.close();
          closing.await();
          assertTrue(pipe.closed);
        });
  }

  /* ---- options ---- */

  @Test
  void optionsAreChecked() {
    var options = TlsOptions.client();
    for (var limit : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertSays(
          "handshakeTimeout must be more than zero",
          assertThrows(IllegalArgumentException.class, () -> options.withHandshakeTimeout(limit)));
      assertSays(
          "shutdownTimeout must be more than zero",
          assertThrows(IllegalArgumentException.class, () -> options.withShutdownTimeout(limit)));
    }
    assertThrows(IllegalArgumentException.class, () -> options.withServerName(""));
    assertThrows(
        IllegalArgumentException.class, () -> options.withServerName("a".repeat(64) + ".example"));
    assertThrows(
        IllegalArgumentException.class, () -> options.withApplicationProtocols(List.of("")));
    assertThrows(
        IllegalArgumentException.class,
        () -> options.withApplicationProtocols(List.of("a".repeat(256))));
  }

  @Test
  void optionsHaveAsynciosLimitsAndCheckHosts() {
    var options = TlsOptions.client();
    assertEquals(Duration.ofSeconds(60), options.handshakeTimeout());
    assertEquals(Duration.ofSeconds(30), options.shutdownTimeout());
    assertTrue(options.hostCheck());
    assertFalse(options.withoutHostCheck().hostCheck());
    assertEquals(
        Optional.of("xn--bcher-kva.example"),
        options.withServerName("bücher.example").serverName());
  }
}
