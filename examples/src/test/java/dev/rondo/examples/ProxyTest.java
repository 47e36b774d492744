package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// Another thread, for a read from a socket or a process cannot be interrupted.
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ProxyTest {
  private ServerSocketChannel target;

  @BeforeEach
  void openTarget() throws IOException {
    target = ServerSocketChannel.open();
    target.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void closeTarget() throws IOException {
    target.close();
  }

  private int targetPort() {
    return target.socket().getLocalPort();
  }

  private LiveProgram startProxy(String... limit) throws IOException {
    var arguments = new String[3 + limit.length];
    arguments[0] = "0";
    arguments[1] = "127.0.0.1";
    arguments[2] = "" + targetPort();
    System.arraycopy(limit, 0, arguments, 3, limit.length);
    return LiveProgram.start("Proxy", arguments);
  }

  /// The other end of a client's connection.
  private TextSocket accept() throws IOException {
    return TextSocket.of(target.accept().socket());
  }

  @Test
  void bothDirectionsArePassedOn() throws Exception {
    try (var proxy = startProxy();
        var client = TextSocket.connect(proxy.port());
        var served = accept()) {
      client.say("a question");
      served.hears("a question");
      served.say("an answer");
      client.hears("an answer");
      client.say("another");
      served.hears("another");
    }
  }

  @Test
  void whoHasSaidAllStillGetsTheAnswer() throws Exception {
    try (var proxy = startProxy();
        var client = TextSocket.connect(proxy.port());
        var served = accept()) {
      client.say("all I have to say");
      client.fallSilent();
      served.hearsToTheEnd("all I have to say");
      served.say("late answer");
      served.fallSilent();
      client.hearsToTheEnd("late answer");
      assertEquals(List.of(), proxy.errors());
    }
  }

  @Test
  void theServerMayEndItsDirectionFirst() throws Exception {
    try (var proxy = startProxy();
        var client = TextSocket.connect(proxy.port());
        var served = accept()) {
      served.say("welcome, and that is all");
      served.fallSilent();
      client.hearsToTheEnd("welcome, and that is all");
      client.say("thank you");
      client.fallSilent();
      served.hearsToTheEnd("thank you");
      assertEquals(List.of(), proxy.errors());
    }
  }

  @Test
  void muchInBothDirectionsAtOnceArrivesWhole() throws Exception {
    var random = new Random(1);
    var there = new byte[5_000_000];
    var back = new byte[3_000_000];
    random.nextBytes(there);
    random.nextBytes(back);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var proxy = startProxy();
        var client = TextSocket.connect(proxy.port());
        var served = accept()) {
      var sent = threads.submit(() -> sendAll(client.socket, there));
      var answered = threads.submit(() -> sendAll(served.socket, back));
      var received = threads.submit(() -> served.socket.getInputStream().readAllBytes());
      assertArrayEquals(back, client.socket.getInputStream().readAllBytes());
      assertArrayEquals(there, received.get());
      sent.get();
      answered.get();
    }
  }

  private static Void sendAll(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.shutdownOutput();
    return null;
  }

  @Test
  void ifTheServerCannotBeReachedTheClientIsResetAndTheProxyGoesOn() throws Exception {
    try (var deaf = new Socket()) { // has a port, but does not listen
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (var proxy = LiveProgram.start("Proxy", "0", "127.0.0.1", "" + deaf.getLocalPort())) {
        var port = proxy.port();
        for (int count = 0; count < 2; count++) {
          try (var client = TextSocket.connect(port)) {
            client.isReset();
          }
        }
        var refused = "Connection refused: /127.0.0.1:" + deaf.getLocalPort();
        assertEquals(
            List.of(refused, refused),
            proxy.errors().stream()
                .map(line -> line.replaceFirst("^/127.0.0.1:[0-9]+: ", ""))
                .toList());
      }
    }
  }

  @Test
  void aBrokenConnectionIsPassedOnAsABrokenOne() throws Exception {
    try (var proxy = startProxy();
        var client = TextSocket.connect(proxy.port())) {
      try (var served = accept()) {
        client.say("hello");
        served.hears("hello");
        served.socket.setSoLinger(true, 0); // has it reset, as a process that is killed may do
      }
      client.isReset();
    }
  }

  @Test
  void clientsAboveTheLimitWaitUntilOthersLeave() throws Exception {
    try (var proxy = startProxy("1")) {
      var port = proxy.port();
      try (var first = TextSocket.connect(port);
          var served = accept();
          var second = TextSocket.connect(port)) {
        second.say("from the second");
        for (int round = 0; round < 100; round++) {
          first.say("round " + round);
          served.hears("round " + round);
        }
        target.configureBlocking(false);
        assertNull(target.accept());
        target.configureBlocking(true);

        first.socket.close();
        served.hearsToTheEnd();
        served.socket.close();
        try (var servedNext = accept()) {
          servedNext.hears("from the second");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalLetsTheClientsFinish(String signal) throws Exception {
    try (var proxy = startProxy();
        var client = TextSocket.connect(proxy.port());
        var served = accept()) {
      client.say("begun");
      served.hears("begun");
      proxy.signal(signal);
      client.say("finished");
      client.fallSilent();
      served.hearsToTheEnd("finished");
      served.say("done");
      served.fallSilent();
      client.hearsToTheEnd("done");
      assertEquals("Closed", proxy.line());
      assertEquals(0, proxy.exitCode());
      assertEquals(List.of(), proxy.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 localhost", "x localhost 1", "0 localhost 1 0"})
  void wrongArgumentsGetUsageLine(String arguments) throws Exception {
    var usage = List.of("Usage: Proxy.java PORT HOST PORT [LIMIT]");
    var program = Program.run("Proxy", arguments.split(" ", -1));
    assertEquals(new Program(2, List.of(), usage), program);
  }
}
