package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.ErrorContext;
import dev.rondo.Event;
import dev.rondo.net.TlsOptions.ClientAuthentication;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is trusted, and what is said about it if not.
@Timeout(120)
class TlsHandshakeTest {
  private final ArrayList<ErrorContext> reported = new ArrayList<>();
  private final Event somethingReported = new Event();
  private int handled;

  private interface Body {
    void run(Server server) throws Exception;
  }

  /// A server that greets, and whose failures are collected.
  private void serve(TlsOptions options, Body body) throws Exception {
    run(
        () -> {
          runningLoop()
              .setExceptionHandler(
                  (_, context) -> {
                    reported.add(context);
                    somethingReported.set();
                  });
          var listening = ListenOptions.DEFAULT.withTls(options);
          try (var server = Net.listen("localhost", 0, listening, this::greet)) {
            body.run(server);
          }
        });
  }

  private void greet(Connection connection) throws IOException {
    handled++;
    connection.write("hello\n");
  }

  private static TlsOptions client() {
    return TlsOptions.of(Certificates.client());
  }

  private static Connection connect(Server server, TlsOptions options) throws IOException {
    return Net.connect("localhost", server.port(), ConnectOptions.DEFAULT.withTls(options));
  }

  private static void assertGreeted(Server server, TlsOptions options) throws IOException {
    try (var connection = connect(server, options)) {
      assertEquals("hello", connection.readLine());
      assertNull(connection.readLine());
    }
  }

  private static SSLHandshakeException assertRefused(Server server, TlsOptions options) {
    return assertThrows(SSLHandshakeException.class, () -> connect(server, options).abort());
  }

  private static String text(Throwable error) {
    return Objects.requireNonNull(error.getMessage());
  }

  private static void assertSays(String part, Throwable error) {
    assertTrue(text(error).contains(part), error::toString);
  }

  /// Waits for the next report of the server, which must be of a handshake.
  private Throwable report() {
    somethingReported.await();
    somethingReported.clear();
    var context = reported.removeFirst();
    assertTrue(context.message().startsWith("No TLS with "), context::message);
    assertTrue(context.message().contains("127.0.0.1") || context.message().contains("0:1"));
    return context.exception().orElseThrow();
  }

  /* ---- certificates ---- */

  /// The client refuses the server's certificate; both sides say why, and no handler is run.
  private void assertRefused(SSLContext context, String reason) throws Exception {
    serve(
        TlsOptions.of(context),
        server -> {
          var error = assertRefused(server, client());
          assertSays("the TLS handshake with localhost at localhost/", error);
          assertSays(reason, error);
          var answer = assertInstanceOf(SSLHandshakeException.class, report());
          assertSays("the peer refused with the alert ", answer);
          assertEquals(0, handled);
          assertEquals(0, server.connections());
        });
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    assertRefused(
        Certificates.expiredServer("localhost"),
        "expected a certificate that is valid now, but that of the peer has expired (NotAfter");
  }

  @Test
  void aCertificateOfTheFutureIsRefused() throws Exception {
    assertRefused(
        Certificates.futureServer("localhost"), "that of the peer is not valid yet (NotBefore");
  }

  @Test
  void theCertificateOfAnotherHostIsRefused() throws Exception {
    assertRefused(
        Certificates.server("other.example"),
        "expected the certificate of localhost, but the peer has another one");
  }

  @Test
  void aCertificateThatIsSignedByItselfIsRefused() throws Exception {
    assertRefused(
        Certificates.selfSignedServer("localhost"),
        "expected a certificate that an authority in the context's trust store has signed");
  }

  @Test
  void aNameCanBeExpectedThatIsNotTheHost() throws Exception {
    serve(
        TlsOptions.of(Certificates.server("other.example")),
        server -> {
          assertGreeted(server, client().withServerName("other.example"));
          assertGreeted(server, client().withoutHostCheck());
          assertSays(
              "expected the certificate of third.example",
              assertRefused(server, client().withServerName("third.example")));
        });
  }

  @Test
  void anAddressIsCheckedToo() throws Exception {
    serve(
        TlsOptions.of(Certificates.server("127.0.0.1")),
        server -> {
          var options = ConnectOptions.DEFAULT.withTls(client());
          try (var connection = Net.connect("127.0.0.1", server.port(), options)) {
            assertEquals("hello", connection.readLine());
          }
          assertSays("expected the certificate of localhost", assertRefused(server, client()));
        });
  }

  @Test
  void theDefaultContextTrustsNoStranger() throws Exception {
    serve(
        TlsScene.server(),
        server -> assertSays("expected a certificate", assertRefused(server, TlsOptions.client())));
  }

  @Test
  void whomToExpectMustBeKnownBeforeAnythingIsOpened() throws Exception {
    run(
        () -> {
          var nowhere = java.net.UnixDomainSocketAddress.of(Path.of("/nowhere/socket"));
          var error =
              assertThrows(
                  IllegalArgumentException.class,
                  () -> Net.connect(nowhere, ConnectOptions.DEFAULT.withTls(client())));
          assertSays("withServerName", error);
        });
  }

  @Test
  void aServerNeedsAContext() throws Exception {
    run(
        () -> {
          var error =
              assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      Net.listen(
                          "localhost",
                          0,
                          ListenOptions.DEFAULT.withTls(TlsOptions.client()),
                          Connection::close));
          assertSays("TlsOptions.of(context)", error);
        });
  }

  /* ---- certificates of clients ---- */

  @Test
  void aClientShowsItsCertificate() throws Exception {
    var names = new ArrayList<String>();
    run(
        () -> {
          var options = TlsScene.server().withClientAuthentication(ClientAuthentication.NEED);
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> {
                    var session = connection.tls().orElseThrow();
                    names.add(session.getPeerPrincipal().getName());
                    connection.write("hello\n");
                  })) {
            assertGreeted(server, TlsOptions.of(Certificates.server("alice")));
          }
        });
    assertEquals(List.of("CN=alice"), names);
  }

  @Test
  void aClientWithoutCertificateIsRefusedIfItNeedsOne() throws Exception {
    serve(
        TlsScene.server().withClientAuthentication(ClientAuthentication.NEED),
        server -> {
          try (var connection = connect(server, client())) {
            var error = assertThrows(SSLException.class, () -> connection.readLine());
            assertSays("it wants a", error);
            assertSays("certificate of this side", error);
          }
          assertInstanceOf(SSLHandshakeException.class, report());
          var old = assertRefused(server, TlsOptions.of(Certificates.oldClient()));
          assertSays("the peer refused with the alert ", old);
          assertInstanceOf(SSLHandshakeException.class, report());
          assertEquals(0, handled);
          assertGreeted(server, TlsOptions.of(Certificates.server("alice")));
        });
  }

  @Test
  void aClientWithoutCertificateIsServedIfOneIsOnlyWanted() throws Exception {
    var unverified = new ArrayList<Boolean>();
    run(
        () -> {
          var options = TlsScene.server().withClientAuthentication(ClientAuthentication.WANT);
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  ListenOptions.DEFAULT.withTls(options),
                  connection -> {
                    var session = connection.tls().orElseThrow();
                    assertThrows(SSLPeerUnverifiedException.class, session::getPeerPrincipal);
                    unverified.add(true);
                    connection.write("hello\n");
                  })) {
            assertGreeted(server, client());
          }
        });
    assertEquals(List.of(true), unverified);
  }

  @Test
  void aClientThatIsNotTrustedIsRefusedEvenIfACertificateIsOnlyWanted() throws Exception {
    serve(
        TlsScene.server().withClientAuthentication(ClientAuthentication.WANT),
        server -> {
          var stranger = Certificates.stranger();
          try (var connection = connect(server, TlsOptions.of(stranger))) {
            assertThrows(SSLException.class, () -> connection.readLine());
          }
          assertSays("expected a certificate that an authority", report());
          assertEquals(0, handled);
        });
  }

  /* ---- application protocols ---- */

  @Test
  void theServersFirstProtocolInCommonIsTaken() throws Exception {
    TlsScene.play(
        client().withApplicationProtocols(List.of("a", "b", "c")),
        TlsScene.server().withApplicationProtocols(List.of("x", "c", "b")),
        (client, server) -> {
          assertEquals(Optional.of("c"), client.applicationProtocol());
          assertEquals(Optional.of("c"), server.applicationProtocol());
        });
  }

  @Test
  void thereIsNoProtocolIfOneSideNamesNone() throws Exception {
    TlsScene.play(
        client().withApplicationProtocols(List.of("a")),
        TlsScene.server(),
        (client, server) -> {
          assertEquals(Optional.empty(), client.applicationProtocol());
          assertEquals(Optional.empty(), server.applicationProtocol());
        });
  }

  @Test
  void noProtocolInCommonIsAnError() throws Exception {
    serve(
        TlsScene.server().withApplicationProtocols(List.of("a")),
        server -> {
          var error = assertRefused(server, client().withApplicationProtocols(List.of("b")));
          assertSays("no application protocol in common", error);
          assertInstanceOf(SSLHandshakeException.class, report());
        });
  }

  /* ---- peers that do not speak TLS ---- */

  @Test
  void plainTextThatIsSentToAServerIsShown() throws Exception {
    serve(
        TlsScene.server(),
        server -> {
          try (var plain = Net.connect("localhost", server.port())) {
            plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThrowsOrEnds(plain);
          }
          var error = report();
          assertSays("does not speak TLS: expected a record of TLS, but got the text", error);
          assertSays("'GET / HTTP/1.1 Host: lo", error);
          assertEquals(0, handled);
          assertGreeted(server, client());
        });
  }

  /// Bytes that the server did not read may make it a reset.
  private static void assertThrowsOrEnds(Connection connection) {
    try {
      assertEquals(0, connection.readAll().length);
    } catch (IOException reset) {
      assertSays("reset", reset);
    }
  }

  @Test
  void bytesThatAreNoTextAreShownAsNumbers() throws Exception {
    serve(
        TlsScene.server(),
        server -> {
          try (var plain = Net.connect("localhost", server.port())) {
            plain.write(new byte[] {(byte) 0x80, 0x2e, 1});
            assertThrowsOrEnds(plain);
          }
          assertSays("but got the bytes 80 2e 01", report());
        });
  }

  @Test
  void aServerThatGreetsInPlainTextIsShown() throws Exception {
    run(
        () -> {
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  connection -> {
                    connection.write("220 mail.example ESMTP\r\n");
                    connection.readAll();
                  })) {
            var error = assertRefused(server, client());
            assertSays("localhost", error);
            assertSays("the text '220 mail.example ESMTP'", error);
          }
        });
  }

  @Test
  void aServerThatHangsUpIsAnError() throws Exception {
    run(
        () -> {
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  connection -> {
                    connection.read(1);
                    connection.shutdownOutput();
                    connection.readAll();
                  })) {
            assertSays(
                "ended the connection during the handshake", assertRefused(server, client()));
          }
        });
  }

  @Test
  void aClientThatHangsUpIsReported() throws Exception {
    serve(
        TlsScene.server(),
        server -> {
          Net.connect("localhost", server.port()).close();
          assertSays("ended the connection during the handshake", report());
          assertGreeted(server, client());
        });
  }

  @Test
  void garbledBytesAreAnError() throws Exception {
    TlsScene.playPlain(
        (pipe, client, server) -> {
          pipe.other().garble();
          var answering = createTask(() -> server.startTls(TlsScene.server()));
          var error = assertThrows(SSLHandshakeException.class, () -> client.startTls(client()));
          assertSays("the TLS handshake with localhost at there", error);
          assertThrows(SSLHandshakeException.class, answering::await);
          assertTrue(client.isClosed() && server.isClosed());
        });
  }

  /* ---- time, and others ---- */

  @Test
  void aServerThatSaysNothingIsLeftAfterAMinute() throws Exception {
    VirtualTime.run(
        () -> {
          var pipe = PipeTransport.open(runningLoop());
          var connection = pipe.connection(new TlsSide(false, "localhost"));
          var began = runningLoop().time();
          var error =
              assertThrows(SocketTimeoutException.class, () -> connection.startTls(client()));
          assertSays("the TLS handshake with localhost at there", error);
          assertSays("took longer than PT1M", error);
          assertEquals(Duration.ofMinutes(1).toNanos(), runningLoop().time() - began);
          assertTrue(pipe.closed);
        });
  }

  @Test
  void aClientThatSaysNothingHoldsNobodyUp() throws Exception {
    serve(
        TlsScene.server(),
        server -> {
          try (var silent = Net.connect("localhost", server.port())) {
            assertGreeted(server, client());
            assertGreeted(server, client());
            assertFalse(silent.isClosed());
          }
          assertSays("ended the connection", report());
        });
  }

  @Test
  void aClientThatSaysNothingIsReportedWhenItsTimeIsOver() throws Exception {
    serve(
        TlsScene.server().withHandshakeTimeout(Duration.ofNanos(1)),
        server -> {
          try (var silent = Net.connect("localhost", server.port())) {
            assertEquals(0, silent.readAll().length);
          }
          var error = assertInstanceOf(SocketTimeoutException.class, report());
          assertSays("took longer than PT0.000000001S", error);
        });
  }

  @Test
  void whoIsCancelledWhileItConnectsLeavesNothingOpen() throws Exception {
    run(
        () -> {
          var left = runningLoop().<byte[]>createPromise();
          var begun = new Event();
          try (var server =
              Net.listen(
                  "localhost",
                  0,
                  connection -> {
                    connection.read(1);
                    begun.set();
                    left.setResult(connection.readAll());
                  })) {
            var connecting = createTask(() -> connect(server, client()));
            begun.await();
            connecting.cancel();
            assertThrows(CancelledError.class, connecting::await);
            assertTrue(left.await().length > 0, "the rest of the hello, then the end");
          }
        });
  }

  @Test
  void aServerThatShutsDownEndsItsHandshakes() throws Exception {
    serve(
        TlsScene.server(),
        server -> {
          try (var silent = Net.connect("localhost", server.port())) {
            while (server.connections() == 0) {
              yieldNow();
            }
            assertFalse(server.shutdown(Duration.ZERO));
            assertEquals(0, silent.readAll().length);
          }
        });
    assertEquals(List.of(), reported);
  }

  @Test
  void aHandshakeWhoseConnectionIsClosedHereIsNotReported() throws Exception {
    serve(
        TlsScene.server(),
        server -> {
          for (var abort : List.of(true, false)) {
            try (var silent = Net.connect("localhost", server.port())) {
              while (server.connections() == 0) {
                yieldNow();
              }
              if (abort) {
                server.abortClients();
              } else {
                server.closeClients();
              }
              assertEquals(0, silent.readAll().length);
            }
            while (server.connections() > 0) {
              yieldNow();
            }
          }
          assertGreeted(server, client());
        });
    assertEquals(List.of(), reported);
  }

  /* ---- checks in worker threads ---- */

  /// Trusts whom the test tells it to, when the test tells it to.
  private static SSLContext slowClient(
      CountDownLatch asked, CountDownLatch answer, List<Thread> threads) throws Exception {
    TrustManager manager =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {
            threads.add(Thread.currentThread());
            asked.countDown();
            try {
              answer.await();
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            }
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager}, null);
    return context;
  }

  @Test
  void certificatesAreCheckedWhileTheLoopGoesOn() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var threads = new ArrayList<Thread>();
    var context = slowClient(asked, answer, threads);
    serve(
        TlsScene.server(),
        server -> {
          var greeted = createTask(() -> assertGreeted(server, TlsOptions.of(context)));
          while (asked.getCount() > 0) {
            yieldNow();
          }
          answer.countDown();
          greeted.await();
          assertNotSame(Thread.currentThread(), threads.getFirst());
        });
  }

  @Test
  void whoIsCancelledDuringACheckDoesNotWaitForIt() throws Exception {
    var asked = new CountDownLatch(1);
    var context = slowClient(asked, new CountDownLatch(1), new ArrayList<>());
    serve(
        TlsScene.server(),
        server -> {
          var connecting = createTask(() -> connect(server, TlsOptions.of(context)));
          while (asked.getCount() > 0) {
            yieldNow();
          }
          connecting.cancel();
          assertThrows(CancelledError.class, connecting::await);
          assertSays("ended the connection during the handshake", report());
        });
  }
}
