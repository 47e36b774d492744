package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryStreamsTest {
  private static final MemoryStreams.Options DEFAULT = MemoryStreams.Options.DEFAULT;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] readAll(MemoryStream stream) throws IOException {
    return Channels.newInputStream(stream).readAllBytes();
  }

  @Test
  void whatOneEndWritesTheOtherReads() throws Exception {
    Testing.run(
        () -> {
          try (var pair = MemoryStreams.pair()) {
            pair.first().writeAll(bytes("there"));
            pair.second().writeAll(bytes("back"));
            assertEquals("there", text(pair.second().read(100)));
            assertEquals("ba", text(pair.first().read(2)));
            assertEquals("ck", text(pair.first().read(2)));
          }
        });
  }

  @Test
  void readingWaitsForBytes() throws Exception {
    Testing.run(
        () -> {
          try (var pair = MemoryStreams.pair()) {
            var reading = createTask(() -> pair.second().read(10));
            Testing.awaitIdle();
            assertFalse(reading.done());
            Testing.assertDoesNotSuspend(() -> pair.first().writeAll(bytes("now")));
            assertEquals("now", text(reading.await()));
          }
        });
  }

  @Test
  void writingWaitsForRoom() throws Exception {
    Testing.run(
        () -> {
          try (var pair = MemoryStreams.pair(DEFAULT.withCapacity(4))) {
            var writing = createTask(() -> pair.first().writeAll(bytes("123456")));
            Testing.awaitIdle();
            assertFalse(writing.done());
            assertEquals("12", text(pair.second().read(2)));
            writing.await();
            assertEquals("34", text(pair.second().read(2)));
            assertEquals("56", text(pair.second().read(2)));
          }
        });
  }

  @Test
  void theEndIsReadAfterAllBytesAgainAndAgain() throws Exception {
    Testing.run(
        () -> {
          try (var pair = MemoryStreams.pair()) {
            pair.first().writeAll(bytes("last"));
            pair.first().shutdownOutput();
            assertEquals("last", text(pair.second().read(10)));
            assertEquals(0, pair.second().read(10).length);
            assertEquals(-1, pair.second().read(ByteBuffer.allocate(1)));
            pair.second().writeAll(bytes("still open"));
            assertEquals("still open", text(pair.first().read(100)));
            assertThrows(ClosedChannelException.class, () -> pair.first().writeAll(bytes("more")));
          }
        });
  }

  @Test
  void aReaderThatWaitsSeesTheEnd() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair();
          var reading = createTask(() -> pair.second().read(10));
          yieldNow();
          pair.first().close();
          assertEquals(0, reading.await().length);
          pair.second().close();
        });
  }

  @Test
  void aClosedPeerIsABrokenPipe() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair(DEFAULT.withCapacity(1));
          var writing = createTask(() -> pair.first().writeAll(bytes("12")));
          yieldNow();
          pair.second().close();
          assertEquals("Broken pipe", error(writing::await));
          assertEquals("Broken pipe", error(() -> pair.first().writeAll(bytes("3"))));
          pair.close();
        });
  }

  private static String error(org.junit.jupiter.api.function.Executable body) {
    return "" + assertThrows(IOException.class, body).getMessage();
  }

  @Test
  void whoWaitsAtAnEndThatIsClosedIsTold() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair(DEFAULT.withCapacity(1));
          var reading = createTask(() -> pair.first().read(1));
          var writing = createTask(() -> pair.first().writeAll(bytes("12")));
          Testing.awaitIdle();
          pair.first().close();
          assertThrows(AsynchronousCloseException.class, reading::await);
          assertThrows(AsynchronousCloseException.class, writing::await);
          assertThrows(ClosedChannelException.class, () -> pair.first().read(1));
          assertFalse(pair.first().isOpen());
          assertEquals("1", text(readAll(pair.second())));
          pair.close();
        });
  }

  @Test
  void abortBreaksBothEnds() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair();
          pair.first().writeAll(bytes("lost"));
          var reading = createTask(() -> pair.first().read(1));
          yieldNow();
          pair.second().abort();
          assertEquals("Connection reset", error(reading::await));
          assertEquals("Connection reset", error(() -> pair.first().writeAll(bytes("x"))));
          assertThrows(ClosedChannelException.class, () -> pair.second().read(1));
          pair.close();
        });
  }

  @Test
  void aFaultComesAfterSoManyBytesWereRead() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair(DEFAULT.withFaultAfter(5));
          pair.first().writeAll(bytes("1234567"));
          assertEquals("123", text(pair.second().read(3)));
          assertEquals("45", text(pair.second().read(10)));
          assertEquals("Connection reset", error(() -> pair.second().read(1)));
          assertEquals("Connection reset", error(() -> pair.first().read(1)));
          var broken = MemoryStreams.pair(DEFAULT.withFaultAfter(0));
          assertEquals("Connection reset", error(() -> broken.first().writeAll(bytes("x"))));
          assertTrue(broken.first().toString().contains("broken"));
        });
  }

  @Test
  void bytesTravelForAsLongAsIsSaid() throws Exception {
    Testing.run(
        () -> {
          var loop = runningLoop();
          try (var pair = MemoryStreams.pair(DEFAULT.withDelay(Duration.ofSeconds(2)))) {
            pair.first().writeAll(bytes("slow"));
            assertEquals("slow", text(pair.second().read(10)));
            assertEquals(Duration.ofSeconds(2).toNanos(), loop.time());
            pair.first().close();
            assertEquals(0, pair.second().read(1).length);
            assertEquals(Duration.ofSeconds(4).toNanos(), loop.time());
          }
        });
  }

  @Test
  void randomDelaysKeepTheOrderAndDependOnTheSeed() throws Exception {
    assertEquals(arrivals(3), arrivals(3));
    assertFalse(arrivals(3).equals(arrivals(4)));
  }

  private static List<String> arrivals(long seed) throws Exception {
    return Testing.run(
        () -> {
          var arrivals = new ArrayList<String>();
          var options =
              DEFAULT.withDelay(Duration.ofMillis(1), Duration.ofSeconds(1)).withSeed(seed);
          try (var pair = MemoryStreams.pair(options)) {
            for (var number = 0; number < 10; number++) {
              pair.first().writeAll(bytes("" + number));
            }
            for (var number = 0; number < 10; number++) {
              assertEquals("" + number, text(pair.second().read(1)));
              arrivals.add(runningLoop().time() + "");
            }
          }
          return arrivals;
        });
  }

  @Test
  void smallPiecesAddUpToTheWhole() throws Exception {
    var sent = new byte[10_000];
    new Random(1).nextBytes(sent);
    for (var chunk : List.of(1, 7, 1_000)) {
      Testing.run(
          () -> {
            var pair = MemoryStreams.pair(DEFAULT.withChunk(chunk).withCapacity(100));
            taskGroup(
                group -> {
                  group.createTask(
                      () -> {
                        pair.first().writeAll(sent);
                        pair.first().shutdownOutput();
                      });
                  assertTrue(pair.second().read(0 + 5_000).length <= chunk);
                  // the first read is part of what was sent
                  var rest = readAll(pair.second());
                  assertArrayEquals(
                      java.util.Arrays.copyOfRange(sent, sent.length - rest.length, sent.length),
                      rest);
                  assertTrue(rest.length >= sent.length - chunk);
                });
            pair.close();
          });
    }
  }

  @Test
  void codeThatReadsStreamsReadsThese() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair(DEFAULT.withChunk(1));
          var lines =
              createTask(
                  () ->
                      new BufferedReader(
                              new InputStreamReader(
                                  Channels.newInputStream(pair.second()), StandardCharsets.UTF_8))
                          .lines()
                          .toList());
          pair.first().writeAll(bytes("one\ntwo\n"));
          pair.first().shutdownOutput();
          assertEquals(List.of("one", "two"), lines.await());
          pair.close();
        });
  }

  @Test
  void aReadThatIsCancelledTookNothing() {
    var waits =
        EveryWait.ofFresh(
                () ->
                    new EveryWait.Scenario() {
                      private final MemoryStreams.Pair pair =
                          MemoryStreams.pair(DEFAULT.withDelay(Duration.ofSeconds(1)));
                      private String read = "";

                      @Override
                      public void run() throws Exception {
                        pair.first().writeAll(bytes("bytes"));
                        read += text(pair.second().read(3));
                      }

                      @Override
                      public void check() throws Exception {
                        pair.first().shutdownOutput();
                        assertEquals("bytes", read + text(readAll(pair.second())));
                      }
                    })
            .cancelling();

    assertEquals(1, waits);
  }

  @Test
  void aWriteThatIsCancelledWroteNothing() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair(DEFAULT.withCapacity(1));
          pair.first().writeAll(bytes("1"));
          var source = ByteBuffer.wrap(bytes("2"));
          var writing = createTask(() -> pair.first().write(source));
          yieldNow();
          Async.cancelAndWait(writing);
          assertThrows(CancelledError.class, writing::await);
          assertEquals(1, source.remaining());
          pair.first().shutdownOutput();
          assertEquals("1", text(readAll(pair.second())));
          pair.close();
        });
  }

  @Test
  void oneReaderAndOneWriterAtATime() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair(DEFAULT.withCapacity(1));
          var reading = createTask(() -> pair.first().read(1));
          var writing = createTask(() -> pair.first().writeAll(bytes("12")));
          Testing.awaitIdle();
          assertThrows(ReadPendingException.class, () -> pair.first().read(1));
          assertThrows(WritePendingException.class, () -> pair.first().writeAll(bytes("3")));
          Async.cancelAndWait(reading);
          Async.cancelAndWait(writing);
          pair.close();
        });
  }

  @Test
  void nothingToReadOrWriteDoesNotWait() throws Exception {
    Testing.run(
        () -> {
          var pair = MemoryStreams.pair();
          Testing.assertDoesNotSuspend(
              () -> {
                assertEquals(0, pair.first().read(ByteBuffer.allocate(0)));
                assertEquals(0, pair.first().write(ByteBuffer.allocate(0)));
              });
          pair.close();
          pair.close();
        });
  }

  @Test
  void misuseNamesWhatIsWrong() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> DEFAULT.withCapacity(0));
    assertThrows(IllegalArgumentException.class, () -> DEFAULT.withChunk(0));
    assertThrows(IllegalArgumentException.class, () -> DEFAULT.withFaultAfter(-1));
    assertThrows(IllegalArgumentException.class, () -> DEFAULT.withDelay(Duration.ofNanos(-1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> DEFAULT.withDelay(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertThrows(
        IllegalStateException.class, () -> MemoryStreams.pair().first().read(1), "no coroutine");
    Testing.run(
        () ->
            assertThrows(
                IllegalArgumentException.class, () -> MemoryStreams.pair().first().read(0)));
  }
}
