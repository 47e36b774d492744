package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Awaitable;
import dev.rondo.CancelledError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The reading side of a connection, whatever carries its bytes.
@Timeout(30)
class ReadTest {
  /// What happens between a transport that is fed by hand and its connection.
  private interface Scene {
    void play(FedTransport transport, Connection connection) throws Exception;
  }

  private static void play(Scene scene) throws Exception {
    play(Connection.DEFAULT_READ_LIMIT, scene);
  }

  private static void play(int limit, Scene scene) throws Exception {
    run(
        () -> {
          var transport = new FedTransport(runningLoop());
          scene.play(transport, transport.connection(limit));
        });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aReadReturnsWhatIsThereAndNoMoreThanAskedFor() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("abcdef");
          assertEquals("abcd", text(connection.read(4)));
          assertEquals("ef", text(connection.read(100)));
        });
  }

  @Test
  void aReadWaitsForAByte() throws Exception {
    play(
        (transport, connection) -> {
          var task = createTask(() -> text(connection.read(5)));
          yieldNow();
          assertFalse(task.done());
          transport.feed("a");
          assertEquals("a", task.await());
        });
  }

  @Test
  void aReadThatWakesForNoReasonGoesOnWaiting() throws Exception {
    play(
        (transport, connection) -> {
          var task = createTask(() -> text(connection.read(5)));
          yieldNow();
          transport.wakeWithoutReason();
          yieldNow();
          yieldNow();
          assertFalse(task.done());
          transport.feed("a");
          assertEquals("a", task.await());
        });
  }

  @Test
  void aReadOfNothingDoesNotWait() throws Exception {
    play(
        (_, connection) -> {
          assertEquals("", text(connection.read(0)));
          assertEquals(0, connection.read(ByteBuffer.allocate(0)));
          assertEquals("", text(connection.readExactly(0)));
        });
  }

  @Test
  void theEndOfTheStreamIsFoundAgainAndAgain() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("x");
          transport.feedEof();
          assertFalse(connection.atEof());
          assertEquals("x", text(connection.readAll()));
          assertTrue(connection.atEof());
          assertEquals("", text(connection.read(5)));
          assertEquals(-1, connection.read(ByteBuffer.allocate(5)));
          assertEquals("", text(connection.readAll()));
          assertNull(connection.readLine());
        });
  }

  @Test
  void aBufferIsFilledWithWhatIsLeftOverFirst() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("a;bcd", "ef");
          assertEquals("a;", text(connection.readUntil(";")));
          var buffer = ByteBuffer.allocate(8);
          assertEquals(3, connection.read(buffer));
          assertEquals(2, connection.read(buffer));
          assertEquals("bcdef", text(java.util.Arrays.copyOf(buffer.array(), 5)));
        });
  }

  @Test
  void anExactReadWaitsForAllOfIt() throws Exception {
    play(
        (transport, connection) -> {
          transport.setLargestPiece(1);
          transport.feed("abc", "def");
          assertEquals("abcde", text(connection.readExactly(5)));
        });
  }

  @Test
  void anExactReadAtTheEndSaysWhatThereWas() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("ef");
          transport.feedEof();
          var error = assertThrows(IncompleteReadException.class, () -> connection.readExactly(4));
          assertArrayEquals("ef".getBytes(StandardCharsets.UTF_8), error.partial());
          assertEquals(OptionalInt.of(4), error.expected());
          assertEquals("", text(connection.read(1)));
        });
  }

  @Test
  void anExactReadOfMoreThanThereWillEverBeTakesNoMemoryForIt() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("0123456789");
          transport.feedEof();
          var error =
              assertThrows(
                  IncompleteReadException.class, () -> connection.readExactly(Integer.MAX_VALUE));
          assertEquals(10, error.partial().length);
        });
  }

  @Test
  void aSeparatorMayLieAcrossChunks() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("k1=v1;;k2", "=v2;", ";tail");
          transport.feedEof();
          assertEquals("k1=v1;;", text(connection.readUntil(";;")));
          assertEquals("k2=v2;;", text(connection.readUntil(";;")));
          var error = assertThrows(IncompleteReadException.class, () -> connection.readUntil(";;"));
          assertEquals("tail", text(error.partial()));
          assertEquals(OptionalInt.empty(), error.expected());
        });
  }

  @Test
  void ofSeveralSeparatorsTheOneThatEndsFirstCounts() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("head+++---tail;x");
          assertEquals("head+++", text(connection.readUntil("+++---tail", "+++", ";")));
          assertEquals("---tail;", text(connection.readUntil("nothing", ";")));
        });
  }

  @Test
  void aLongSeparatorIsNotMissedBecauseOfAShortOne() throws Exception {
    play(
        (transport, connection) -> {
          transport.setLargestPiece(1);
          transport.feed("ab--END.");
          assertEquals("ab--END", text(connection.readUntil("--END", "?")));
        });
  }

  @Test
  void whatIsExactlyAsLongAsTheLimitIsFine() throws Exception {
    play(
        8,
        (transport, connection) -> {
          transport.feed("12345678\nab\n");
          assertEquals("12345678", connection.readLine());
          assertEquals("ab", connection.readLine());
        });
  }

  @Test
  void whatIsLongerThanTheLimitStaysWhereItIs() throws Exception {
    play(
        8,
        (transport, connection) -> {
          transport.feed("123456789\nab");
          var error = assertThrows(LimitOverrunException.class, () -> connection.readUntil("\n"));
          assertEquals(9, error.consumed());
          assertThrows(LimitOverrunException.class, () -> connection.readLine());
          assertEquals("123456789\nab", text(connection.readExactly(12)));
        });
  }

  @Test
  void aLineWithoutEndIsGivenUpOnceItIsOverTheLimit() throws Exception {
    play(
        8,
        (transport, connection) -> {
          transport.feed("1234", "5678", "9");
          var error = assertThrows(LimitOverrunException.class, () -> connection.readLine());
          assertEquals(9, error.consumed());
          assertEquals("123456789", text(connection.read(100)));
        });
  }

  @Test
  void exactReadsKnowNoLimit() throws Exception {
    play(
        4,
        (transport, connection) -> {
          transport.feed("12345678", "9012");
          transport.feedEof();
          assertEquals("1234567890", text(connection.readExactly(10)));
          assertEquals("12", text(connection.readAll()));
        });
  }

  @Test
  void linesEndWithNewlineOrReturnAndNewlineOrTheStream() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("one\ntwo\r\n\n\rthree\r\nl", "ast");
          transport.feedEof();
          var lines = new ArrayList<String>();
          connection.lines().forEach(lines::add);
          assertEquals(List.of("one", "two", "", "\rthree", "last"), lines);
        });
  }

  @Test
  void aLineThatIsNoTextStaysWhereItIs() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("x");
          assertEquals("x", text(connection.read(1)));
          feedBytes(transport, 0xff, '\n');
          assertThrows(MalformedInputException.class, () -> connection.readLine());
          assertArrayEquals(new byte[] {(byte) 0xff, '\n'}, connection.readUntil("\n"));
        });
  }

  private static void feedBytes(FedTransport transport, int... values) {
    var bytes = new byte[values.length];
    for (var index = 0; index < bytes.length; index++) {
      bytes[index] = (byte) values[index];
    }
    transport.feed(ByteBuffer.wrap(bytes));
  }

  @Test
  void textMayLieAcrossChunks() throws Exception {
    play(
        (transport, connection) -> {
          transport.setLargestPiece(1);
          transport.feed("größer → 😀\n");
          assertEquals("größer → 😀", connection.readLine());
        });
  }

  @Test
  void anIteratorOfLinesPassesFailuresOn() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          transport.failReads(broken);
          var lines = connection.lines().iterator();
          assertSame(broken, assertThrows(UncheckedIOException.class, lines::hasNext).getCause());
        });
  }

  @Test
  void aFailureIsThrownByEveryReadFromThenOn() throws Exception {
    play(
        (transport, connection) -> {
          var broken = new SocketException("broken");
          var task = createTask(() -> connection.readLine());
          yieldNow();
          transport.failReads(broken);
          assertSame(broken, assertThrows(SocketException.class, task::await));
          assertSame(broken, assertThrows(SocketException.class, () -> connection.read(0)));
          assertSame(broken, assertThrows(SocketException.class, connection::readAll));
        });
  }

  @Test
  void aFailureAfterACancelledReadIsForTheNextOne() throws Exception {
    play(
        (transport, connection) -> {
          var task = createTask(() -> connection.readLine());
          yieldNow();
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
          var broken = new SocketException("broken");
          transport.failReads(broken);
          assertSame(broken, assertThrows(SocketException.class, () -> connection.readLine()));
        });
  }

  @Test
  void aSecondReaderIsRefusedAndTheFirstGoesOn() throws Exception {
    play(
        (transport, connection) -> {
          var task = createTask(() -> connection.readLine());
          yieldNow();
          var error = assertThrows(IllegalStateException.class, () -> connection.read(1));
          assertTrue(
              String.valueOf(error.getMessage())
                  .startsWith(
                      "read() called while another coroutine is already waiting for incoming"
                          + " data"));
          transport.feed("line\n");
          assertEquals("line", task.await());
        });
  }

  @Test
  void aReadThatWasCancelledLosesNothing() throws Exception {
    checkCancelledReadLosesNothing(Connection::readLine);
    checkCancelledReadLosesNothing(connection -> connection.readExactly(9));
    checkCancelledReadLosesNothing(connection -> connection.readUntil("#"));
    checkCancelledReadLosesNothing(Connection::readAll);
    checkCancelledReadLosesNothing(connection -> connection.inputStream().readAllBytes());
  }

  private interface Read {
    @Nullable Object from(Connection connection) throws IOException;
  }

  private static void checkCancelledReadLosesNothing(Read read) throws Exception {
    play(
        (transport, connection) -> {
          Awaitable<@Nullable Object> body = () -> read.from(connection);
          var task = createTask(body);
          yieldNow();
          transport.feed("par");
          yieldNow();
          yieldNow();
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
          transport.feed("tial\n");
          assertEquals("partial", connection.readLine());
        });
  }

  @Test
  void dataAndCancellationInTheSamePassLeaveTheData() throws Exception {
    play(
        (transport, connection) -> {
          var task = createTask(() -> connection.read(5));
          yieldNow();
          transport.feed("race");
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
          assertEquals("race", text(connection.read(5)));
        });
  }

  @Test
  void closingGivesTheEndToWhoWaitsAndToWhoComesLater() throws Exception {
    play(
        (transport, connection) -> {
          var task = createTask(() -> connection.readLine());
          yieldNow();
          connection.close();
          assertNull(task.await());
          assertEquals("", text(connection.read(5)));
          assertEquals(1, transport.closes);
        });
  }

  @Test
  void abortingGivesTheEndToWhoWaits() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("par");
          var task = createTask(() -> connection.readLine());
          yieldNow();
          connection.abort();
          assertEquals("par", task.await());
        });
  }

  @Test
  void badArgumentsAreRefusedAtOnce() throws Exception {
    play(
        (transport, connection) -> {
          transport.feed("data");
          assertThrows(IllegalArgumentException.class, () -> connection.read(-1));
          assertThrows(IllegalArgumentException.class, () -> connection.readExactly(-1));
          assertThrows(IllegalArgumentException.class, () -> connection.readUntil(""));
          assertThrows(IllegalArgumentException.class, () -> connection.readUntil("a", ""));
          assertThrows(IllegalArgumentException.class, () -> connection.readUntil(new byte[0][]));
          assertThrows(IllegalArgumentException.class, () -> connection.readUntil(new String[0]));
          assertEquals("data", text(connection.read(9)));
        });
  }

  @Test
  void callersOutsideOfTheLoopAreRefused() throws Exception {
    var kept = new ArrayList<Connection>();
    play(
        (_, connection) -> {
          kept.add(connection);
          var other = new java.util.concurrent.FutureTask<>(() -> connection.read(1));
          var thread = Thread.ofPlatform().start(other);
          thread.join();
          var error =
              assertThrows(java.util.concurrent.ExecutionException.class, () -> other.get());
          assertTrue(error.getCause() instanceof IllegalStateException, error::toString);
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      run(
                          () -> {
                            assertThrows(WrongThreadException.class, () -> connection.read(1));
                            assertThrows(WrongThreadException.class, connection::close);
                            assertThrows(WrongThreadException.class, connection::abort);
                          });
                      kept.clear();
                    } catch (Exception failed) {
                      throw new AssertionError(failed);
                    }
                  })
              .join();
          assertEquals(List.of(), kept);
        });
  }
}
