package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Datagrams over the loopback interface, which loses none of the few that are sent here.
@Timeout(30)
class DatagramTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private interface Scene {
    void play(DatagramEndpoint bound, DatagramEndpoint connected) throws Exception;
  }

  private static void play(Scene scene) throws Exception {
    run(
        () -> {
          try (var bound = Net.bindDatagrams("127.0.0.1", 0);
              var connected = Net.connectDatagrams("127.0.0.1", bound.port())) {
            scene.play(bound, connected);
          }
        });
  }

  private static String text(Datagram datagram) {
    return new String(datagram.data(), UTF_8);
  }

  @Test
  void datagramsKeepTheirBordersAndOrder() throws Exception {
    play(
        (bound, connected) -> {
          for (var text : List.of("one", "x".repeat(9000), "four")) {
            connected.send(text.getBytes(UTF_8));
          }
          assertEquals("one", text(bound.receive()));
          assertEquals(9000, bound.receive().data().length);
          var last = bound.receive();
          assertEquals("four", text(last));
          assertEquals(connected.localAddress(), last.sender());
        });
  }

  @Test
  void thePortIsThatOfTheAddressAndIsKnownAfterTheEnd() throws Exception {
    play(
        (bound, _) -> {
          var port = bound.port();
          assertEquals(((InetSocketAddress) bound.localAddress()).getPort(), port);
          bound.close();
          assertEquals(port, bound.port());
        });
  }

  @Test
  void anEmptyDatagramIsOneToo() throws Exception {
    play(
        (bound, connected) -> {
          bound.send(new byte[0], connected.localAddress());
          bound.send(new byte[1], connected.localAddress());
          assertEquals(0, connected.receive().data().length);
          assertEquals(1, connected.receive().data().length);
        });
  }

  @Test
  void aConnectedEndpointSaysThatItCannotSendAnEmptyOne() throws Exception {
    play(
        (_, connected) ->
            assertThrows(UnsupportedOperationException.class, () -> connected.send(new byte[0])));
  }

  @Test
  void answersGoToTheSender() throws Exception {
    play(
        (bound, connected) -> {
          connected.send(ByteBuffer.wrap(new byte[] {1, 2}));
          var question = bound.receive();
          bound.send(new byte[] {3}, question.sender());
          assertArrayEquals(new byte[] {3}, connected.receive().data());
          connected.send(ByteBuffer.wrap(new byte[] {4}), bound.localAddress());
          assertArrayEquals(new byte[] {4}, bound.receive().data());
        });
  }

  @Test
  void endpointsKnowTheirAddresses() throws Exception {
    play(
        (bound, connected) -> {
          assertEquals(Optional.empty(), bound.remoteAddress());
          assertEquals(Optional.of(bound.localAddress()), connected.remoteAddress());
        });
  }

  @Test
  void aConnectedEndpointSendsToItsPeerOnlyAndABoundOneNeedsAnAddress() throws Exception {
    play(
        (bound, connected) -> {
          var other = new InetSocketAddress(LOOPBACK, 9);
          var error =
              assertThrows(
                  IllegalArgumentException.class, () -> connected.send(new byte[1], other));
          assertTrue(
              String.valueOf(error.getMessage()).startsWith("Invalid address"), error::toString);
          assertThrows(IllegalStateException.class, () -> bound.send(new byte[1]));
          var name = InetSocketAddress.createUnresolved("x.example", 9);
          assertThrows(IllegalArgumentException.class, () -> bound.send(new byte[1], name));
        });
  }

  @Test
  void aDatagramOfAStrangerDoesNotReachAConnectedEndpoint() throws Exception {
    play(
        (bound, connected) -> {
          try (var stranger = Net.bindDatagrams("127.0.0.1", 0)) {
            stranger.send("stranger".getBytes(UTF_8), connected.localAddress());
            bound.send("friend".getBytes(UTF_8), connected.localAddress());
            assertEquals("friend", text(connected.receive()));
          }
        });
  }

  @Test
  void whatABufferHasNoRoomForIsLost() throws Exception {
    play(
        (bound, connected) -> {
          connected.send("abcdef".getBytes(UTF_8));
          connected.send("next".getBytes(UTF_8));
          var buffer = ByteBuffer.allocate(3);
          assertEquals(connected.localAddress(), bound.receiveInto(buffer));
          assertEquals("abc", new String(buffer.array(), UTF_8));
          assertEquals("next", text(bound.receive()));
        });
  }

  @Test
  void aPeerThatIsGoneIsToldAndTheEndpointLives() throws Exception {
    run(
        () -> {
          var gone = Net.bindDatagrams("127.0.0.1", 0);
          var port = gone.port();
          try (var connected = Net.connectDatagrams("127.0.0.1", port)) {
            gone.close();
            connected.send("to nobody".getBytes(UTF_8));
            assertThrows(PortUnreachableException.class, connected::receive);
            try (var back = Net.bindDatagrams("127.0.0.1", port)) {
              connected.send("again".getBytes(UTF_8));
              assertEquals("again", text(back.receive()));
            }
          }
        });
  }

  @Test
  void aCancelledReceiveLosesNothing() throws Exception {
    play(
        (bound, connected) -> {
          var receiver = createTask(bound::receive);
          yieldNow();
          connected.send("kept".getBytes(UTF_8));
          assertTrue(receiver.cancel());
          assertThrows(CancelledError.class, receiver::await);
          assertEquals("kept", text(bound.receive()));
        });
  }

  @Test
  void aSecondReceiverIsRefused() throws Exception {
    play(
        (bound, connected) -> {
          var receiver = createTask(bound::receive);
          yieldNow();
          assertThrows(IllegalStateException.class, bound::receive);
          connected.send("x".getBytes(UTF_8));
          assertEquals("x", text(receiver.await()));
        });
  }

  @Test
  void theBufferOfAReceiverIsNotThatOfAnother() throws Exception {
    play(
        (bound, connected) -> {
          var first = createTask(bound::receive);
          var second = createTask(connected::receive);
          yieldNow();
          bound.send("second".getBytes(UTF_8), connected.localAddress());
          connected.send("first".getBytes(UTF_8));
          assertEquals("first", text(first.await()));
          assertEquals("second", text(second.await()));
        });
  }

  @Test
  @SuppressWarnings("try") // closing early is what is tested
  void closingEndsTheWaitOfAReceiver() throws Exception {
    play(
        (bound, connected) -> {
          var receiver = createTask(bound::receive);
          yieldNow();
          bound.close();
          bound.close();
          assertTrue(bound.isClosed());
          assertThrows(SocketException.class, receiver::await);
          assertThrows(SocketException.class, bound::receive);
          assertThrows(
              SocketException.class, () -> bound.send(new byte[1], connected.localAddress()));
          assertThrows(SocketException.class, () -> bound.option(StandardSocketOptions.SO_RCVBUF));
        });
  }

  @Test
  void aDatagramThatIsTooLongIsRefused() throws Exception {
    play(
        (bound, connected) -> {
          assertThrows(IOException.class, () -> connected.send(new byte[70_000]));
          connected.send("x".getBytes(UTF_8));
          assertEquals("x", text(bound.receive()));
        });
  }

  @Test
  void anAddressInUseIsNamed() throws Exception {
    play(
        (bound, _) -> {
          var error =
              assertThrows(BindException.class, () -> Net.bindDatagrams("127.0.0.1", bound.port()));
          assertTrue(
              String.valueOf(error.getMessage()).contains(":" + bound.port()), error::toString);
        });
  }

  @Test
  void optionsAreSet() throws Exception {
    run(
        () -> {
          var options =
              DatagramOptions.DEFAULT
                  .withSocketOption(StandardSocketOptions.SO_BROADCAST, true)
                  .withResolver(_ -> List.of(LOOPBACK));
          try (var bound = Net.bindDatagrams("here.example", 0, options)) {
            assertTrue(bound.option(StandardSocketOptions.SO_BROADCAST));
            bound.setOption(StandardSocketOptions.SO_BROADCAST, false);
            assertFalse(bound.option(StandardSocketOptions.SO_BROADCAST));
          }
          var local = new InetSocketAddress(LOOPBACK, 0);
          try (var connected =
              Net.connectDatagrams("there.example", 9, options.withLocalAddress(local))) {
            assertEquals(LOOPBACK, ((InetSocketAddress) connected.localAddress()).getAddress());
          }
        });
  }

  @Test
  void portsAndHostsThatAreNoneAreRefused() throws Exception {
    run(
        () -> {
          assertThrows(IllegalArgumentException.class, () -> Net.bindDatagrams("127.0.0.1", -1));
          assertThrows(
              IllegalArgumentException.class, () -> Net.connectDatagrams("127.0.0.1", 65_536));
          assertThrows(IllegalArgumentException.class, () -> Net.bindDatagrams("", 1));
        });
  }

  @Test
  void whatIsLeftOpenIsClosedWithTheLoop() throws Exception {
    var port = new int[1];
    run(
        () -> {
          port[0] = Net.bindDatagrams("127.0.0.1", 0).port();
        });
    try (var _ = new java.net.DatagramSocket(port[0], LOOPBACK)) {
      // the port is free again
    }
  }
}
