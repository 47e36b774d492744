package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.CancelledError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When a pipe is read by a thread, and what becomes of what the thread has read.
@Timeout(30)
class PipeReaderTest {
  /// A stream that a test feeds by hand, and that blocks who reads while there is nothing.
  private static final class FedPipe extends InputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> readers = new ArrayList<>();
    private boolean ended;
    private @Nullable IOException failure;
    private boolean closed;
    final CountDownLatch inRead = new CountDownLatch(1);
    final CountDownLatch afterClose = new CountDownLatch(1);

    synchronized void feed(String text) {
      bytes.writeBytes(text.getBytes(UTF_8));
      notifyAll();
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized void fail(IOException broken) {
      failure = broken;
      notifyAll();
    }

    /// Who called `read`, in order.
    synchronized List<String> readers() {
      return List.copyOf(readers);
    }

    synchronized boolean isClosed() {
      return closed;
    }

    @Override
    public synchronized int available() {
      return bytes.size();
    }

    @Override
    public int read() {
      throw new AssertionError("byte for byte");
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
      readers.add(Thread.currentThread().isVirtual() ? "coroutine" : "thread");
      inRead.countDown();
      while (bytes.size() == 0 && !ended && failure == null) {
        try {
          wait();
        } catch (InterruptedException nobodyDoes) {
          throw new AssertionError(nobodyDoes);
        }
      }
      if (failure != null) {
        throw failure;
      }
      var there = bytes.toByteArray();
      if (there.length == 0) {
        return -1;
      }
      var count = Math.min(length, there.length);
      System.arraycopy(there, 0, target, offset, count);
      bytes.reset();
      bytes.write(there, count, there.length - count);
      return count;
    }

    @Override
    public synchronized void close() {
      closed = true;
      afterClose.countDown();
    }
  }

  /// What happens between a pipe that is fed by hand and its reader.
  private interface Scene {
    void play(FedPipe pipe, PipeReader reader) throws Exception;
  }

  private static void play(Scene scene) throws Exception {
    run(
        () -> {
          var pipe = new FedPipe();
          scene.play(pipe, new PipeReader(runningLoop(), pipe, 100));
        });
  }

  @Test
  void whatIsThereIsReadWithoutAThread() throws Exception {
    play(
        (pipe, reader) -> {
          pipe.feed("one\ntwo\n");
          assertEquals("one", reader.readLine());
          assertEquals("two", reader.readLine());
          pipe.feed("three\n");
          assertEquals("three", reader.readLine());
          assertEquals(List.of("coroutine", "coroutine"), pipe.readers());
        });
  }

  @Test
  void aThreadReadsOnlyWhileSomebodyWaitsAndNothingIsThere() throws Exception {
    play(
        (pipe, reader) -> {
          yieldNow();
          assertEquals(List.of(), pipe.readers());
          var reading = createTask(() -> reader.readLine());
          pipe.inRead.await();
          assertEquals(List.of("thread"), pipe.readers());
          pipe.feed("line\n");
          assertEquals("line", reading.await());
          yieldNow();
          assertEquals(List.of("thread"), pipe.readers());
        });
  }

  @Test
  void aCancelledReaderLeavesTheThreadToTheNext() throws Exception {
    play(
        (pipe, reader) -> {
          for (var round = 0; round < 5; round++) {
            var reading = createTask(() -> reader.readLine());
            pipe.inRead.await();
            yieldNow();
            reading.cancel();
            assertThrows(CancelledError.class, reading::await);
          }
          pipe.feed("kept\n");
          assertEquals("kept", reader.readLine());
          assertEquals(List.of("thread"), pipe.readers());
        });
  }

  @Test
  void moreThanThereIsRoomForStaysForTheNextRead() throws Exception {
    play(
        (pipe, reader) -> {
          var reading = createTask(() -> reader.read(3));
          pipe.inRead.await();
          pipe.feed("abcdefgh");
          assertEquals("abc", new String(reading.await(), UTF_8));
          assertEquals("defgh", new String(reader.read(100), UTF_8));
          pipe.feed("x".repeat(50_000));
          pipe.end();
          assertEquals(50_000, reader.readAll().length);
        });
  }

  @Test
  void aFailureReachesWhoReads() throws Exception {
    play(
        (pipe, reader) -> {
          var broken = new IOException("broken");
          var reading = createTask(() -> reader.readLine());
          pipe.inRead.await();
          pipe.fail(broken);
          assertSame(broken, assertThrows(IOException.class, reading::await));
          assertSame(broken, assertThrows(IOException.class, () -> reader.read(1)));
        });
  }

  @Test
  void aPipeIsClosedOnlyAfterTheReadThatAThreadIsIn() throws Exception {
    play(
        (pipe, reader) -> {
          var reading = createTask(() -> reader.readLine());
          pipe.inRead.await();
          reader.close();
          assertNull(reading.await());
          assertFalse(pipe.isClosed());
          pipe.feed("too late\n");
          pipe.afterClose.await();
          assertNull(reader.readLine());
        });
  }

  @Test
  void aPipeThatNobodyReadsIsClosedAtOnce() throws Exception {
    play(
        (pipe, reader) -> {
          reader.close();
          reader.close();
          assertEquals(0, pipe.afterClose.getCount());
          assertNull(reader.readLine());
          assertEquals(List.of(), pipe.readers());
        });
  }
}
