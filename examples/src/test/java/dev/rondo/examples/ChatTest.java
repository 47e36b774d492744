package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// Another thread, for a read from a socket or a process cannot be interrupted.
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ChatTest {
  private LiveProgram server;
  private int port;

  @BeforeEach
  void startServer() throws IOException {
    server = LiveProgram.start("ChatServer", "0");
    port = server.port();
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  /// A guest who has said its name and was let in.
  private TextSocket guest(String name) throws IOException {
    var guest = TextSocket.connect(port);
    guest.say(name);
    guest.hears("What is your name?", "* " + name + " has joined");
    return guest;
  }

  @Test
  void everybodyHearsWhatTheOthersSayAndWhoComesAndGoes() throws Exception {
    try (var ada = guest("Ada");
        var bob = guest("Bob")) {
      ada.hears("* Bob has joined");
      ada.say("hello", "how are you?");
      bob.hears("Ada: hello", "Ada: how are you?");
      bob.say("gräßlich");
      ada.hears("Bob: gräßlich");
      bob.fallSilent();
      bob.hearsToTheEnd();
      ada.hears("* Bob has left");
    }
    assertEquals(List.of(), server.errors());
  }

  @Test
  void nobodyGetsANameTwiceOrNone() throws Exception {
    try (var ada = guest("Ada");
        var second = TextSocket.connect(port);
        var nameless = TextSocket.connect(port)) {
      second.say(" Ada ");
      second.hearsToTheEnd("What is your name?", "Somebody has that name, or it is none");
      nameless.say("");
      nameless.hearsToTheEnd("What is your name?", "Somebody has that name, or it is none");
      try (var _ = guest("Bob")) {
        ada.hears("* Bob has joined"); // and of nobody else
      }
    }
  }

  @Test
  void aNameIsFreeAgainWhenItsOwnerHasLeft() throws Exception {
    try (var bob = guest("Bob")) {
      guest("Ada").close();
      bob.hears("* Ada has joined", "* Ada has left");
      guest("Ada").close();
      bob.hears("* Ada has joined", "* Ada has left");
    }
  }

  @Test
  void whatIsNoTextEndsOnlyTheConnectionOfWhoSentIt() throws Exception {
    try (var ada = guest("Ada");
        var bob = guest("Bob")) {
      ada.hears("* Bob has joined");
      bob.socket.getOutputStream().write(new byte[] {(byte) 0xff, '\n'});
      ada.hears("* Bob has left");
    }
    assertEquals(List.of(), server.errors());
  }

  @Test
  void whoReadsTooSlowlyIsThrownOutAndHoldsUpNobody() throws Exception {
    try (var slow = TextSocket.connectWithSmallBuffer(port)) {
      slow.say("Slow");
      slow.hears("What is your name?", "* Slow has joined"); // and reads nothing more
      try (var ada = guest("Ada");
          var bob = guest("Bob")) {
        ada.hears("* Bob has joined");
        var line = "x".repeat(60_000);
        // In turn, so that Bob is never slow.
        String heard;
        do {
          ada.say(line);
          heard = bob.line();
        } while (("Ada: " + line).equals(heard));
        assertEquals("* Slow was too slow", heard);
        bob.hears("Ada: " + line);
        ada.hears("* Slow was too slow");
      }
    }
    assertEquals(List.of(), server.errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalClosesTheRoomAndAllAreTold(String signal) throws Exception {
    try (var ada = guest("Ada");
        var nameless = TextSocket.connect(port)) {
      nameless.hears("What is your name?");
      server.signal(signal);
      ada.hearsToTheEnd("* The room closes");
      nameless.hearsToTheEnd();
    }
    assertEquals("Closed", server.line());
    assertNull(server.line());
    assertEquals(0, server.exitCode());
    assertEquals(List.of(), server.errors());
  }

  @Test
  void theClientSendsWhatIsTypedAndShowsWhatIsSaid() throws Exception {
    try (var ada = guest("Ada");
        var client = LiveProgram.start("ChatClient", "127.0.0.1", "" + port)) {
      assertEquals("What is your name?", client.line());
      client.type("Bob");
      assertEquals("* Bob has joined", client.line());
      client.type("hello");
      ada.hears("* Bob has joined", "Bob: hello");
      ada.say("good bye");
      assertEquals("Ada: good bye", client.line());
      client.endInput();
      ada.hears("* Bob has left");
      assertNull(client.line());
      assertEquals(0, client.exitCode());
      assertEquals(List.of(), client.errors());
    }
  }

  @Test
  void theClientEndsWithTheServerThoughNobodyTypes() throws Exception {
    try (var client = LiveProgram.start("ChatClient", "127.0.0.1", "" + port)) {
      assertEquals("What is your name?", client.line());
      server.signal("TERM");
      assertNull(client.line());
      assertEquals(0, client.exitCode());
      assertEquals(List.of(), client.errors());
    }
  }

  @Test
  void failuresAreToldInWords() throws Exception {
    var taken = Program.run("ChatServer", "" + port);
    assertEquals(1, taken.exitCode());
    assertEquals(List.of("Address already in use: /127.0.0.1:" + port), taken.errors());

    try (var deaf = new Socket()) { // has a port, but does not listen
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var alone = Program.run("ChatClient", "127.0.0.1", "" + deaf.getLocalPort());
      assertEquals(1, alone.exitCode());
      assertEquals(
          List.of("Connection refused: /127.0.0.1:" + deaf.getLocalPort()), alone.errors());
    }

    var usage = List.of("Usage: ChatServer.java PORT");
    assertEquals(new Program(2, List.of(), usage), Program.run("ChatServer", "x"));
    usage = List.of("Usage: ChatClient.java HOST PORT");
    assertEquals(new Program(2, List.of(), usage), Program.run("ChatClient", "localhost"));
  }
}
