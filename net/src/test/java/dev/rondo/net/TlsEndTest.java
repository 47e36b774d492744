package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.net.TlsScene.Version;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The end of encrypted connections: told, awaited, or cut off.
@Timeout(120)
class TlsEndTest {
  private static void yieldOften() {
    for (var turn = 0; turn < 50; turn++) {
      yieldNow();
    }
  }

  private static void assertSays(String part, Throwable error) {
    assertTrue(Objects.requireNonNull(error.getMessage()).contains(part), error::toString);
  }

  /* ---- in good order ---- */

  @ParameterizedTest
  @EnumSource
  void closeTellsThePeerAndAwaitsItsEnd(Version version) throws Exception {
    TlsScene.playInMemory(
        version,
        (pipe, client, server) -> {
          client.write("bye\n");
          var closing = createTask(client::close);
          yieldOften();
          assertFalse(closing.done());
          assertFalse(pipe.closed);
          assertEquals("bye", server.readLine());
          assertNull(server.readLine());
          server.close();
          closing.await();
          assertTrue(pipe.closed && pipe.other().closed);
        });
  }

  @Test
  void whatThePeerStillSendsIsDropped() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          var closing = createTask(client::close);
          yieldOften();
          server.write(TlsScene.noise(200_000));
          server.close();
          closing.await();
          assertTrue(pipe.closed);
        });
  }

  @Test
  void bothMayCloseAtTheSameTime() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          var closing = createTask(client::close);
          server.close();
          closing.await();
        });
  }

  @Test
  void allIsSentBeforeTheEndIsTold() throws Exception {
    var bytes = TlsScene.noise(300_000);
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          client.setWriteBufferLimits(1_000_000, 0);
          pipe.other().setCapacity(1000);
          client.write(bytes);
          var closing = createTask(client::close);
          assertArrayEquals(bytes, server.readAll());
          server.close();
          closing.await();
        });
  }

  @Test
  void aCallbackCanCloseToo() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          client.write("bye\n");
          runningLoop()
              .callSoon(
                  () -> {
                    try {
                      client.close();
                    } catch (IOException impossible) {
                      throw new AssertionError(impossible);
                    }
                  });
          assertEquals("bye", server.readLine());
          assertNull(server.readLine());
          server.close();
          yieldOften();
          assertTrue(pipe.closed);
        });
  }

  @Test
  void whoClosesTheSecondTimeWaitsToo() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          var first = createTask(client::close);
          var second = createTask(client::close);
          yieldOften();
          assertFalse(first.done() || second.done());
          assertNull(server.readLine());
          server.close();
          first.await();
          second.await();
          client.close();
        });
  }

  @Test
  void aReaderFindsTheEndWhenItsOwnSideCloses() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          var reading = createTask(client::readLine);
          yieldOften();
          var closing = createTask(client::close);
          assertNull(reading.await());
          server.close();
          closing.await();
        });
  }

  /* ---- one direction ---- */

  @Test
  void oneDirectionCanEndAndTheOtherGoOn() throws Exception {
    TlsScene.play(
        Version.NEW,
        (client, server) -> {
          assertTrue(client.canShutdownOutput());
          client.write("question");
          client.shutdownOutput();
          assertArrayEquals("question".getBytes(UTF_8), server.readAll());
          var answer = TlsScene.noise(500_000);
          var reading = createTask(client::readAll);
          server.write(answer);
          server.shutdownOutput();
          assertArrayEquals(answer, reading.await());
          assertThrows(IllegalStateException.class, () -> client.write("more"));
        });
  }

  @Test
  void oldConnectionsEndBothDirectionsAtOnce() throws Exception {
    TlsScene.play(
        Version.OLD,
        (client, server) -> {
          assertFalse(client.canShutdownOutput());
          var error = assertThrows(UnsupportedOperationException.class, client::shutdownOutput);
          assertSays("TLSv1.2 ends both directions at once", error);
          client.write("goes on\n");
          assertEquals("goes on", server.readLine());
          var closing = createTask(client::close);
          assertNull(server.readLine());
          closing.await();
          var late = assertThrows(SocketException.class, () -> server.write("late"));
          assertSays("in TLSv1.2 both directions of it", late);
        });
  }

  /* ---- too late ---- */

  @Test
  void aPeerThatDoesNotEndIsLeftWhenTheTimeIsOver() throws Exception {
    var soon = Version.NEW.client().withShutdownTimeout(Duration.ofNanos(1));
    TlsScene.playInMemory(
        soon,
        TlsScene.server(),
        (pipe, client, server) -> {
          client.write("all of it\n");
          client.close();
          assertTrue(pipe.closed);
          assertEquals("all of it", server.readLine());
        });
  }

  @Test
  void bytesThatCannotBeSentInTimeAreAnError() throws Exception {
    var soon = Version.NEW.client().withShutdownTimeout(Duration.ofNanos(1));
    TlsScene.playInMemory(
        soon,
        TlsScene.server(),
        (pipe, client, server) -> {
          pipe.other().setCapacity(0);
          client.write("lost");
          var error = assertThrows(SocketTimeoutException.class, client::close);
          assertSays("bytes could not be sent to localhost at there", error);
          assertSays("within the shutdown timeout of PT0.000000001S", error);
          assertTrue(pipe.closed);
        });
  }

  @Test
  void whoIsCancelledWhileItClosesHasClosed() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          var closing = createTask(client::close);
          var second = createTask(client::close);
          yieldOften();
          assertFalse(pipe.closed);
          closing.cancel();
          assertThrows(CancelledError.class, closing::await);
          second.await();
          assertTrue(pipe.closed);
          assertNull(server.readLine());
        });
  }

  @Test
  void aConnectionThatIsAbortedWhileItClosesIsClosed() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          pipe.other().setCapacity(0);
          client.write("lost");
          var closing = createTask(client::close);
          yieldOften();
          client.abort();
          closing.await();
          assertTrue(pipe.closed);
        });
  }

  /* ---- cut off ---- */

  @ParameterizedTest
  @EnumSource
  void anEndThatNobodyToldIsAnErrorAfterAllThatCame(Version version) throws Exception {
    TlsScene.playInMemory(
        version,
        (pipe, client, server) -> {
          client.write("one\ntwo");
          client.abort();
          assertEquals("one", server.readLine());
          var error = assertThrows(TruncatedStreamException.class, () -> server.readLine());
          assertSays("expected close_notify, but the stream ended", error);
          assertSays(" ended the connection without ending TLS", error);
          assertSame(error, assertThrows(TruncatedStreamException.class, () -> server.read(1)));
          server.close();
          assertTrue(pipe.other().closed);
        });
  }

  @Test
  void halfARecordIsNoEnd() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          pipe.other().setCapacity(10);
          client.write("cut in the middle");
          client.abort();
          assertThrows(TruncatedStreamException.class, server::readAll);
        });
  }

  @Test
  void abortTellsNobody() throws Exception {
    TlsScene.play(
        Version.NEW,
        (client, server) -> {
          client.abort();
          assertThrows(TruncatedStreamException.class, () -> server.read(1));
        });
  }

  @Test
  void theSocketOfThePeerMayEndWithoutAWord() throws Exception {
    var context = Certificates.client();
    var options = TlsScene.server();
    run(
        () -> {
          var read = runningLoop().<String>createPromise();
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> {
                    try {
                      read.setResult("line " + connection.readLine());
                      connection.readLine();
                    } catch (TruncatedStreamException expected) {
                      connection.write("got it\n");
                      throw expected;
                    }
                  })) {
            var reported = runningLoop().<Throwable>createPromise();
            runningLoop()
                .setExceptionHandler(
                    (_, report) -> reported.setResult(report.exception().orElseThrow()));
            var port = server.port();
            toThread(
                () -> {
                  try (var raw = new Socket("localhost", port);
                      var secure =
                          (SSLSocket)
                              context
                                  .getSocketFactory()
                                  .createSocket(raw, "localhost", port, false)) {
                    secure.getOutputStream().write("hello\n".getBytes(UTF_8));
                    raw.shutdownOutput();
                    raw.getInputStream().readAllBytes();
                  }
                });
            assertEquals("line hello", read.await());
            assertTrue(reported.await() instanceof TruncatedStreamException);
          }
        });
  }

  @Test
  void bytesThatAreLostOnTheWayAreAnErrorOfClose() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          pipe.other().setCapacity(10);
          client.write("lost on the way");
          pipe.reset();
          var error = assertThrows(SocketException.class, client::close);
          assertEquals("Connection reset", error.getMessage());
          assertTrue(pipe.closed);
        });
  }

  @Test
  void aCloseThatFailedIsNotToldOnceMore() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          client.setWriteBufferLimits(1_000_000, 0);
          pipe.other().setCapacity(10);
          client.write(TlsScene.noise(200_000)); // more than TLS takes before some of it is sent
          var closing = createTask(client::close);
          yieldOften();
          pipe.reset();
          assertThrows(SocketException.class, closing::await);
          client.close();
        });
  }

  @Test
  void aPeerThatIsGoneAfterAllWasSentIsNoErrorOfClose() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          client.write("all of it\n");
          assertEquals("all of it", server.readLine());
          server.abort();
          client.close();
          assertTrue(pipe.closed);
        });
  }
}
