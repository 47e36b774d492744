package dev.rondo.net.suite;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.Event;
import dev.rondo.Task;
import dev.rondo.net.Connection;
import dev.rondo.net.Net;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections.
public abstract class StreamSuite extends NetworkSuite {
  /// Two ends of one connection, each in the hands of the test.
  private interface Scene {
    void play(Connection client, Connection server) throws Exception;
  }

  private void play(Scene scene) throws Exception {
    run(
        () -> {
          var accepted = dev.rondo.Async.runningLoop().<Connection>createPromise();
          var over = new Event();
          try (var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  connection -> {
                    accepted.setResult(connection);
                    over.await();
                  })) {
            try (var client = Net.connect("127.0.0.1", server.port())) {
              scene.play(client, accepted.await());
            } finally {
              over.set();
            }
          }
        });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] noise(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void bytesGoBothWays() throws Exception {
    play(
        (client, server) -> {
          client.write("hello\n");
          assertEquals("hello", server.readLine());
          server.write("hello yourself\n");
          assertEquals("hello yourself", client.readLine());
        });
  }

  @Test
  void bothEndsKnowTheirAddresses() throws Exception {
    play(
        (client, server) -> {
          assertEquals(client.localAddress(), server.remoteAddress());
          assertEquals(client.remoteAddress(), server.localAddress());
          assertTrue(client.localAddress() instanceof InetSocketAddress);
          client.close();
          assertEquals(client.localAddress(), server.remoteAddress());
        });
  }

  @Test
  void smallMessagesAreNotHeldBack() throws Exception {
    play(
        (client, server) -> {
          assertTrue(client.option(StandardSocketOptions.TCP_NODELAY));
          assertTrue(server.option(StandardSocketOptions.TCP_NODELAY));
          client.setOption(StandardSocketOptions.TCP_NODELAY, false);
          assertFalse(client.option(StandardSocketOptions.TCP_NODELAY));
        });
  }

  @Test
  void aHalfClosedConnectionGoesOnInTheOtherDirection() throws Exception {
    play(
        (client, server) -> {
          client.write("last");
          client.shutdownOutput();
          assertEquals("last", text(server.readAll()));
          assertTrue(server.atEof());
          server.write("still ");
          server.write("here");
          server.close();
          assertEquals("still here", text(client.readAll()));
        });
  }

  @Test
  void aPeerThatDoesNotReadHoldsTheWriterUpAndMemoryStaysSmall() throws Exception {
    play(
        (client, server) -> {
          var block = noise(256 * 1024);
          var blocks = 100;
          var written = new int[1];
          var writer =
              createTask(
                  () -> {
                    for (; written[0] < blocks; written[0]++) {
                      client.write(block);
                    }
                    client.shutdownOutput();
                  });
          letRun(writer);
          assertTrue(written[0] < blocks);
          assertTrue(client.writeBufferSize() <= block.length);
          var all = 0L;
          var buffer = ByteBuffer.allocate(block.length);
          for (var count = server.read(buffer); count >= 0; count = server.read(buffer)) {
            for (var index = 0; index < count; index++) {
              if (buffer.get(index) != block[(int) ((all + index) % block.length)]) {
                throw new AssertionError("byte " + (all + index));
              }
            }
            all += count;
            buffer.clear();
          }
          assertEquals((long) blocks * block.length, all);
          writer.await();
        });
  }

  /// Lets a task run until it has waited for a while.
  private static void letRun(Task<?> task) {
    for (var turn = 0; turn < 1000 && !task.done(); turn++) {
      yieldNow();
    }
  }

  @Test
  void closeDeliversWhatWasWritten() throws Exception {
    play(
        (client, server) -> {
          var sent = noise(10_000_000);
          var writer =
              createTask(
                  () -> {
                    client.write(sent);
                    client.close();
                  });
          assertArrayEquals(sent, server.readAll());
          writer.await();
        });
  }

  @Test
  void aCancelledReadLeavesTheBytesToTheNext() throws Exception {
    play(
        (client, server) -> {
          var reader = createTask(() -> server.read(10));
          yieldNow();
          client.write("race");
          assertTrue(reader.cancel());
          assertThrows(CancelledError.class, reader::await);
          assertEquals("race", text(server.readExactly(4)));
        });
  }

  @Test
  void bytesThatComeWhileNobodyReadsAreThereForTheNextReader() throws Exception {
    play(
        (client, server) -> {
          client.write("one");
          assertEquals("one", text(server.readExactly(3)));
          client.write("two");
          for (var turn = 0; turn < 1000; turn++) {
            yieldNow(); // the poller sees them, and nobody waits
          }
          assertEquals("two", text(server.readExactly(3)));
          client.write("three");
          assertEquals("three", text(server.readExactly(5)));
        });
  }

  @Test
  void aResetIsFoundByTheReaderAgainAndAgain() throws Exception {
    play(
        (client, server) -> {
          var reader = createTask(() -> server.readLine());
          yieldNow();
          reset(client);
          assertThrows(SocketException.class, reader::await);
          assertThrows(SocketException.class, () -> server.read(1));
        });
  }

  private static void reset(Connection connection) throws IOException {
    connection.setOption(StandardSocketOptions.SO_LINGER, 0);
    connection.close();
  }

  @Test
  void aResetEndsTheWaitOfAWriter() throws Exception {
    play(
        (client, server) -> {
          var writer = createTask(() -> client.write(new byte[50_000_000]));
          letRun(writer);
          assertFalse(writer.done());
          reset(server);
          assertThrows(IOException.class, writer::await);
          assertThrows(IOException.class, () -> client.write("x"));
        });
  }

  @Test
  void aLoopThatOnlyWritesFindsOutThatThePeerIsGone() throws Exception {
    play(
        (client, server) -> {
          reset(server);
          assertThrows(
              IOException.class,
              () -> {
                while (true) {
                  client.write("x".repeat(100));
                  yieldNow();
                }
              });
        });
  }

  @Test
  void theLastBytesComeBeforeTheEnd() throws Exception {
    play(
        (client, server) -> {
          server.write("last words");
          server.close();
          assertEquals("last words", text(client.readExactly(10)));
          assertEquals("", text(client.read(100)));
        });
  }

  @Test
  void aConnectionThatIsClosedWithUnreadBytesDoesNotHang() throws Exception {
    play(
        (client, server) -> {
          server.write("nobody reads this");
          client.write("x");
          assertEquals("x", text(server.read(1)));
          client.close();
          assertTrue(client.isClosed());
        });
  }

  @Test
  void abortGivesTheEndToItsReader() throws Exception {
    play(
        (client, server) -> {
          var reader = createTask(() -> client.readLine());
          yieldNow();
          client.abort();
          assertNull(reader.await());
        });
  }

  @Test
  void oneCoroutineReadsWhileAnotherWrites() throws Exception {
    play(
        (client, server) -> {
          var sent = noise(3_000_000);
          var echo =
              createTask(
                  () -> {
                    var buffer = ByteBuffer.allocate(10_000);
                    while (server.read(buffer) >= 0) {
                      server.write(buffer.flip());
                      buffer.clear();
                    }
                    server.close();
                  });
          var writer =
              createTask(
                  () -> {
                    client.write(sent);
                    client.shutdownOutput();
                  });
          assertArrayEquals(sent, client.readAll());
          writer.await();
          echo.await();
        });
  }

  @Test
  void manyConnectionsEchoAtOnce() throws Exception {
    run(
        () -> {
          try (var server =
              Net.listen(
                  "127.0.0.1",
                  0,
                  connection -> {
                    for (var line : connection.lines()) {
                      connection.write(line + "\n");
                    }
                  })) {
            dev.rondo.Async.taskGroup(
                group -> {
                  for (var number = 0; number < 100; number++) {
                    var mine = number;
                    group.createTask(() -> converse(server.port(), mine));
                  }
                });
          }
        });
  }

  private static void converse(int port, int number) throws IOException {
    try (var connection = Net.connect("127.0.0.1", port)) {
      for (var turn = 0; turn < 20; turn++) {
        var line = "client " + number + " turn " + turn;
        connection.write(line + "\n");
        assertEquals(line, connection.readLine());
      }
    }
  }

  /* ---- files ---- */

  @Test
  void aFileIsSent(@TempDir Path folder) throws Exception {
    var file = folder.resolve("file");
    var content = noise(1_000_003);
    Files.write(file, content);
    play(
        (client, server) -> {
          var reader = createTask(server::readAll);
          assertEquals(content.length, client.sendFile(file));
          client.shutdownOutput();
          assertArrayEquals(content, reader.await());
        });
  }

  @Test
  void aPartOfAFileIsSent(@TempDir Path folder) throws Exception {
    var file = folder.resolve("file");
    Files.writeString(file, "0123456789");
    play(
        (client, server) -> {
          try (var channel = FileChannel.open(file)) {
            assertEquals(3, client.sendFile(channel, 2, 3));
            assertEquals(2, client.sendFile(channel, 8, 5));
            assertEquals(0, client.sendFile(channel, 10, 5));
            assertEquals(0, client.sendFile(channel, 0, 0));
            assertEquals(0, channel.position());
            assertThrows(IllegalArgumentException.class, () -> client.sendFile(channel, -1, 5));
            assertThrows(IllegalArgumentException.class, () -> client.sendFile(channel, 0, -1));
          }
          client.shutdownOutput();
          assertEquals("23489", text(server.readAll()));
        });
  }

  @Test
  void aFileThatIsNotThereIsAnErrorAndTheConnectionLives(@TempDir Path folder) throws Exception {
    play(
        (client, server) -> {
          assertThrows(NoSuchFileException.class, () -> client.sendFile(folder.resolve("missing")));
          client.write("x");
          assertEquals("x", text(server.read(1)));
        });
  }

  @Test
  void sendingAFileToAPeerThatDoesNotReadCanBeCancelled(@TempDir Path folder) throws Exception {
    var file = folder.resolve("file");
    Files.write(file, new byte[30_000_000]);
    play(
        (client, server) -> {
          var sender = createTask(() -> client.sendFile(file));
          while (client.writeBufferSize() == 0) {
            yieldNow();
          }
          assertTrue(sender.cancel());
          assertThrows(CancelledError.class, sender::await);
          client.abort();
          assertFalse(server.isClosed());
        });
  }

  /* ---- the end of the loop ---- */

  @Test
  void aConnectionCanBeMadeOnEachLoopAnew() throws Exception {
    for (var round = 0; round < 3; round++) {
      play(
          (client, server) -> {
            client.write("x");
            assertEquals("x", text(server.read(1)));
          });
    }
  }
}
