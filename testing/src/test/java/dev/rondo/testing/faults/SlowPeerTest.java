package dev.rondo.testing.faults;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.testing.faults.Faults.connected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Awaitable;
import dev.rondo.net.Connection;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Much is to be sent to a peer that reads little or nothing: the writer waits, memory does not
/// grow, and the writer can give up.
class SlowPeerTest {
  private static final byte[] BLOCK = new byte[100_000];
  private static final int CAPACITY = 5_000;
  private static final int HIGH = 64 * 1024;

  private int blocks;

  private void writeForEver(Connection connection) throws IOException {
    for (blocks = 0; ; blocks++) {
      connection.write(BLOCK);
    }
  }

  @Test
  void aPeerThatNeverReadsHoldsTheWriterUpUntilItsTimeIsOver() throws Exception {
    Faults.forEachSeed(
        options -> options.withCapacity(CAPACITY).withPartialWrites(0.5),
        (_, random) ->
            connected(
                (client, _) -> {
                  var time = Duration.ofSeconds(1 + random.nextInt(1000));
                  var before = runningLoop().time();
                  assertFalse(moveOnAfter(time, () -> writeForEver(client)));
                  assertEquals(time.toNanos(), runningLoop().time() - before);
                  assertEquals(0, blocks);
                  assertTrue(client.writeBufferSize() <= HIGH + BLOCK.length);
                  client.abort();
                  assertEquals(0, client.writeBufferSize());
                }));
  }

  @Test
  void aPeerThatReadsAByteASecondIsSentWhatItReads() throws Exception {
    Faults.forEachSeed(
        options -> options.withCapacity(CAPACITY),
        (_, random) ->
            connected(
                (client, server) -> {
                  var writer = createTask(Awaitable.of(() -> writeForEver(client)));
                  for (var second = random.nextInt(60); second >= 0; second--) {
                    sleep(Duration.ofSeconds(1));
                    assertEquals(1, server.read(1).length);
                    assertTrue(client.writeBufferSize() <= HIGH + BLOCK.length);
                  }
                  assertEquals(0, blocks);
                  client.abort();
                  assertThrows(IOException.class, writer::await);
                }));
  }

  @Test
  void othersAreServedMeanwhile() throws Exception {
    Faults.forEachSeed(
        options -> options.withCapacity(CAPACITY),
        (_, _) ->
            connected(
                (client, _) -> {
                  var writer = createTask(Awaitable.of(() -> writeForEver(client)));
                  connected(
                      (other, peer) -> {
                        other.write("hello\n");
                        assertEquals("hello", peer.readLine());
                      });
                  assertFalse(writer.done());
                  client.abort();
                  assertThrows(IOException.class, writer::await);
                }));
  }
}
