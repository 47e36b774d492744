package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The writing side of a connection, whatever carries its bytes.
@Timeout(30)
class WriteTest {
  private interface Scene {
    void play(FedTransport transport, Connection connection) throws Exception;
  }

  private static void play(Scene scene) throws Exception {
    run(
        () -> {
          var transport = new FedTransport(runningLoop());
          scene.play(transport, transport.connection());
        });
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Lets all callbacks run that are ready, and those that they make ready.
  private static void settle() {
    for (var turn = 0; turn < 5; turn++) {
      yieldNow();
    }
  }

  @Test
  void aWriteIsSentAtOnce() throws Exception {
    play(
        (transport, connection) -> {
          connection.write("a");
          connection.write(new byte[] {'b'});
          connection.write(buffer("c"));
          connection.writeAll(buffer("d"), buffer(""), buffer("e"));
          assertEquals("abcde", transport.sent());
          assertEquals(0, connection.writeBufferSize());
        });
  }

  @Test
  void anEmptyWriteDoesNothing() throws Exception {
    play(
        (transport, connection) -> {
          connection.write("");
          connection.writeAll();
          assertEquals("", transport.sent());
        });
  }

  @Test
  void aWriteThatFindsNoRoomReturnsBelowTheHighMark() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(2);
          connection.setWriteBufferLimits(4, 1);
          connection.write("abcdef");
          assertEquals(4, connection.writeBufferSize());
          assertEquals("ab", transport.sent());
          transport.setRoom(100);
          settle();
          assertEquals("abcdef", transport.sent());
          assertEquals(0, connection.writeBufferSize());
        });
  }

  @Test
  void aWriteAboveTheHighMarkWaitsUntilTheLowMark() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(0);
          connection.setWriteBufferLimits(4, 2);
          var task = createTask(() -> connection.write("abcde"));
          settle();
          assertFalse(task.done());
          transport.setRoom(2);
          settle();
          assertFalse(task.done());
          assertEquals(3, connection.writeBufferSize());
          transport.setRoom(1);
          settle();
          assertTrue(task.done());
          assertEquals("abc", transport.sent());
          assertEquals(2, connection.writeBufferSize());
        });
  }

  @Test
  void whatIsKeptIsSentFirst() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(1);
          connection.write("abc");
          connection.write("def");
          connection.writeAll(buffer("g"), buffer("h"));
          assertEquals("a", transport.sent());
          transport.setRoom(100);
          connection.write("i");
          settle();
          assertEquals("abcdefghi", transport.sent());
        });
  }

  @Test
  void piecesOfOneByteArriveInOrder() throws Exception {
    play(
        (transport, connection) -> {
          transport.setLargestPiece(1);
          connection.setWriteBufferLimits(4, 0);
          for (var count = 0; count < 20; count++) {
            connection.writeAll(buffer("0123"), buffer("456"), buffer("789"));
          }
          connection.close();
          assertEquals("0123456789".repeat(20), transport.sent());
        });
  }

  @Test
  void aWakeUpForNoReasonIsHarmless() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(0);
          connection.write("abc");
          transport.wakeWithoutReason();
          settle();
          assertEquals(3, connection.writeBufferSize());
          transport.setRoom(9);
          settle();
          assertEquals("abc", transport.sent());
        });
  }

  @Test
  void theBufferMayBeChangedAfterTheWrite() throws Exception {
    play(
        (transport, connection) -> {
          var bytes = "abcdef".getBytes(StandardCharsets.UTF_8);
          connection.setWriteBufferLimits(3, 2);
          transport.setRoom(0);
          var source = ByteBuffer.wrap(bytes);
          var task = createTask(() -> connection.write(source));
          settle();
          transport.setRoom(4);
          task.await();
          assertFalse(source.hasRemaining());
          java.util.Arrays.fill(bytes, (byte) 'x');
          transport.setRoom(100);
          settle();
          assertEquals("abcdef", transport.sent());
        });
  }

  @Test
  void aCancelledWriteIsSentNevertheless() throws Exception {
    play(
        (transport, connection) -> {
          var bytes = "abcdef".getBytes(StandardCharsets.UTF_8);
          connection.setWriteBufferLimits(3, 0);
          transport.setRoom(1);
          var task = createTask(() -> connection.write(bytes));
          settle();
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
          java.util.Arrays.fill(bytes, (byte) 'x');
          transport.setRoom(100);
          connection.write("!");
          settle();
          assertEquals("abcdef!", transport.sent());
        });
  }

  @Test
  void aSecondWriterIsRefusedAndTheFirstGoesOn() throws Exception {
    play(
        (transport, connection) -> {
          connection.setWriteBufferLimits(0, 0);
          transport.setRoom(0);
          var task = createTask(() -> connection.write("abc"));
          settle();
          assertThrows(IllegalStateException.class, () -> connection.write("x"));
          assertThrows(IllegalStateException.class, () -> connection.writeAll(buffer("x")));
          transport.setRoom(9);
          task.await();
          assertEquals("abc", transport.sent());
        });
  }

  @Test
  void badWaterMarksAreRefused() throws Exception {
    play(
        (_, connection) -> {
          assertThrows(IllegalArgumentException.class, () -> connection.setWriteBufferLimits(1, 2));
          assertThrows(
              IllegalArgumentException.class, () -> connection.setWriteBufferLimits(1, -1));
          assertEquals(
              new Connection.WriteBufferLimits(64 * 1024, 16 * 1024),
              connection.writeBufferLimits());
        });
  }

  @Test
  void aFailureIsThrownByEveryWriteFromThenOn() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          transport.failWrites(broken);
          assertSame(broken, assertThrows(IOException.class, () -> connection.write("a")));
          assertSame(broken, assertThrows(IOException.class, () -> connection.write("b")));
          assertSame(
              broken, assertThrows(IOException.class, () -> connection.writeAll(buffer("b"))));
          assertSame(broken, assertThrows(IOException.class, connection::shutdownOutput));
          connection.close();
          assertEquals(1, transport.closes);
        });
  }

  @Test
  void aFailureEndsTheWaitOfAWriter() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          connection.setWriteBufferLimits(0, 0);
          transport.setRoom(1);
          var task = createTask(() -> connection.write("abc"));
          settle();
          transport.failWrites(broken);
          assertSame(broken, assertThrows(IOException.class, task::await));
          assertEquals(0, connection.writeBufferSize());
        });
  }

  @Test
  void aFailureThatNobodySawIsThrownByClose() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          transport.setRoom(1);
          connection.write("abc");
          transport.failWrites(broken);
          settle();
          assertSame(broken, assertThrows(IOException.class, connection::close));
          assertEquals(1, transport.closes);
          connection.close();
        });
  }

  @Test
  void aFailureOfTheBodyIsNotSuppressedByItself() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          transport.failWrites(broken);
          var thrown =
              assertThrows(
                  IOException.class,
                  () -> {
                    try (connection) {
                      connection.write("a");
                    }
                  });
          assertSame(broken, thrown);
          assertEquals(0, thrown.getSuppressed().length);
        });
  }

  @Test
  void shutdownComesAfterWhatWasWritten() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(1);
          connection.write("abc");
          connection.shutdownOutput();
          connection.shutdownOutput();
          assertFalse(transport.outputShut);
          assertThrows(IllegalStateException.class, () -> connection.write("x"));
          transport.setRoom(9);
          settle();
          assertTrue(transport.outputShut);
          assertEquals("abc", transport.sent());
          transport.feed("still reads");
          assertEquals(11, connection.read(99).length);
        });
  }

  @Test
  void closeWaitsUntilAllIsSent() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(1);
          connection.write("abc");
          var task = createTask(connection::close);
          settle();
          assertFalse(task.done());
          assertTrue(connection.isClosed());
          assertEquals(0, transport.closes);
          transport.setRoom(2);
          task.await();
          assertEquals("abc", transport.sent());
          assertEquals(1, transport.closes);
        });
  }

  @Test
  void closeDoesNotWaitForEverWhenTheConnectionBreaks() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          transport.setRoom(1);
          connection.write("abc");
          var task = createTask(connection::close);
          settle();
          assertFalse(task.done());
          transport.failWrites(broken);
          assertSame(broken, assertThrows(IOException.class, task::await));
          assertEquals(1, transport.closes);
        });
  }

  @Test
  void twoClosesWaitForTheSameEnd() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(0);
          connection.write("abc");
          var first = createTask(connection::close);
          var second = createTask(connection::close);
          settle();
          assertTrue(first.cancel());
          assertThrows(CancelledError.class, first::await);
          second.await();
          assertEquals("", transport.sent());
        });
  }

  @Test
  void aCancelledCloseDropsWhatIsLeft() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(1);
          connection.write("abc");
          var task = createTask(connection::close);
          settle();
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
          assertEquals(1, transport.closes);
          assertEquals(0, connection.writeBufferSize());
          transport.setRoom(9);
          settle();
          assertEquals("a", transport.sent());
        });
  }

  @Test
  void aCallbackThatClosesDoesNotWait() throws Exception {
    play(
        (transport, connection) -> {
          transport.setRoom(1);
          connection.write("abc");
          runningLoop().callSoon(() -> closeUnchecked(connection));
          settle();
          assertEquals(0, transport.closes);
          transport.setRoom(9);
          settle();
          assertEquals("abc", transport.sent());
          assertEquals(1, transport.closes);
        });
  }

  private static void closeUnchecked(Connection connection) {
    try {
      connection.close();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void abortDropsWhatIsLeftAndEndsTheWaitOfAWriter() throws Exception {
    play(
        (transport, connection) -> {
          connection.setWriteBufferLimits(0, 0);
          transport.setRoom(1);
          var task = createTask(() -> connection.write("abc"));
          settle();
          connection.abort();
          connection.abort();
          assertThrows(SocketException.class, task::await);
          assertEquals("a", transport.sent());
          assertTrue(transport.closes >= 1);
        });
  }

  @Test
  void nothingCanBeWrittenAfterClose() throws Exception {
    play(
        (transport, connection) -> {
          connection.close();
          for (var action :
              new Action[] {
                () -> connection.write("x"),
                () -> connection.writeAll(buffer("x")),
                connection::shutdownOutput,
                () -> connection.outputStream().write(1),
                () -> connection.sendFile(java.nio.file.Path.of("x"))
              }) {
            var error = assertThrows(SocketException.class, action::run);
            assertTrue(String.valueOf(error.getMessage()).contains("closed"), error::toString);
          }
          var channel = connection.channel();
          assertFalse(channel.isOpen());
          assertThrows(ClosedChannelException.class, () -> channel.write(buffer("x")));
          assertThrows(ClosedChannelException.class, () -> channel.read(buffer("x")));
          assertEquals("", transport.sent());
        });
  }

  @Test
  void nullsAreRefusedByName() throws Exception {
    play(
        (transport, connection) -> {
          var seen = new ArrayList<String>();
          for (var action :
              new Action[] {
                () -> connection.write(WriteTest.<ByteBuffer>none()),
                () -> connection.write(WriteTest.<byte[]>none()),
                () -> connection.write(WriteTest.<String>none()),
                () -> connection.writeAll(buffer("x"), none()),
                () -> connection.sendFile(none()),
                () -> connection.read(none()),
                () -> connection.option(none()),
              }) {
            var error = assertThrows(NullPointerException.class, action::run);
            seen.add(String.valueOf(error.getMessage()).replaceAll(" .*", ""));
          }
          assertEquals("[source, source, text, source, file, target, option]", seen.toString());
          assertEquals("", transport.sent());
        });
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }
}
