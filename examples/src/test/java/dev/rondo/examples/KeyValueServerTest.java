package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
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
class KeyValueServerTest {
  private LiveProgram server;
  private int port;

  @BeforeEach
  void startServer() throws IOException {
    server = LiveProgram.start("KeyValueServer", "0");
    port = server.port();
  }

  @AfterEach
  void stopServer() throws IOException {
    server.close();
  }

  private static void asks(TextSocket client, String command, String answer) throws IOException {
    client.say(command);
    client.hears(answer);
  }

  @Test
  void commandsAreAnswered() throws Exception {
    try (var client = TextSocket.connect(port)) {
      asks(client, "GET name", "NONE");
      asks(client, "SET name Ada Lovelace ", "OK");
      asks(client, "get name", "VALUE Ada Lovelace");
      asks(client, "ADD count 2", "VALUE 2");
      asks(client, "ADD count -5", "VALUE -3");
      asks(client, "STATS", "STATS keys=2 connections=1");
      asks(client, "DEL name", "OK");
      asks(client, "DEL name", "NONE");
      client.say("SET many 1", "ADD many 1", "GET many", "QUIT", "GET many");
      client.hearsToTheEnd("OK", "VALUE 2", "VALUE 2", "BYE");
    }
  }

  @Test
  void whatIsWrongIsAnsweredAndTheClientMayGoOn() throws Exception {
    try (var client = TextSocket.connect(port)) {
      for (var wrong : List.of("FLY", "", "SET name", "GET one two", "QUIT now")) {
        asks(
            client,
            wrong,
            "ERROR expected SET key value, GET key, DEL key, ADD key n, STATS or QUIT");
      }
      asks(client, "ADD n x", "ERROR not a number");
      asks(client, "SET n x", "OK");
      asks(client, "ADD n 1", "ERROR not a number");
      asks(client, "GET n", "VALUE x");
    }
    assertEquals(List.of(), server.errors());
  }

  @Test
  void linesThatAreTooLongOrNoTextEndTheirConnectionOnly() throws Exception {
    try (var client = TextSocket.connect(port);
        var tooLong = TextSocket.connect(port);
        var binary = TextSocket.connect(port)) {
      tooLong.say("x".repeat(10_001));
      tooLong.hears("ERROR more than 10000 bytes in a line");
      binary.socket.getOutputStream().write(new byte[] {'G', (byte) 0xff, '\n'});
      binary.hears("ERROR not UTF-8 text");
      awaitConnections(client, 1);
    }
    assertEquals(List.of(), server.errors());
  }

  @Test
  void clientsShareTheValues() throws Exception {
    try (var one = TextSocket.connect(port);
        var two = TextSocket.connect(port)) {
      asks(one, "ADD n 1", "VALUE 1");
      asks(two, "ADD n 1", "VALUE 2");
      asks(one, "STATS", "STATS keys=1 connections=2");
    }
  }

  @Test
  void idleClientsAreSentAway() throws Exception {
    try (var impatient = LiveProgram.start("KeyValueServer", "0", "0.1");
        var silent = TextSocket.connect(impatient.port())) {
      silent.hearsToTheEnd("ERROR idle for too long");
      assertEquals(List.of(), impatient.errors());
    }
  }

  @Test
  void clientsThatAreKilledLeaveNothingBehind() throws Exception {
    try (var client = TextSocket.connect(port)) {
      var killed = startKilledClient(port, 50);
      try (var output = killed.inputReader()) {
        assertEquals("ready with 50", output.readLine());
        asks(client, "STATS", "STATS keys=1 connections=51");
      } finally {
        killed.destroyForcibly().waitFor();
      }
      awaitConnections(client, 1);
      asks(client, "GET sum", "VALUE 50"); // half a command is none
      asks(client, "SET name Ada", "OK");
    }
    assertEquals(List.of(), server.errors());
  }

  private static Process startKilledClient(int port, int connections) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes = Documents.classesOf(KilledClient.class).toString();
    var name = KilledClient.class.getName();
    var command = List.of(java, "-cp", classes, name, "" + port, "" + connections);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// Asks until the server has found out that the others are gone.
  private static void awaitConnections(TextSocket client, int connections) throws IOException {
    String answer;
    do {
      client.say("STATS");
      answer = String.valueOf(client.line());
    } while (!answer.endsWith(" connections=" + connections) && answer.startsWith("STATS"));
    assertEquals("STATS", answer.split(" ", -1)[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalEndsTheServerThoughClientsAreConnected(String signal) throws Exception {
    try (var client = TextSocket.connect(port)) {
      asks(client, "SET name Ada", "OK");
      server.signal(signal);
      client.hearsToTheEnd();
      assertEquals("Closed", server.line());
      assertNull(server.line());
      assertEquals(0, server.exitCode());
      assertEquals(List.of(), server.errors());
    }
  }

  @Test
  void wrongArgumentsGetUsageLine() throws Exception {
    var usage = List.of("Usage: KeyValueServer.java PORT [IDLE_SECONDS]");
    for (var arguments : List.of("", "0 x")) {
      var program = Program.run("KeyValueServer", arguments.split(" ", -1));
      assertEquals(new Program(2, List.of(), usage), program);
    }
  }
}
