package dev.rondo.net;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Task;
import java.io.IOException;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The connection is reset somewhere in the end of TLS: while what was written is still being sent,
/// while both sides say that they end, or just after.
@Timeout(120)
class ResetDuringEndOfTlsTest {
  private static final int SEEDS = Integer.getInteger("dev.rondo.faults.seeds", 40);
  private static final int MOST_BYTES = 50_000;
  private static final int MOST_TURNS = 60;

  private int reset;
  private int fine;

  @Test
  void whoClosesIsToldOrHasEndedAndNothingIsLeftOpen() throws Exception {
    for (var version : TlsScene.Version.values()) {
      for (var seed = 0; seed < SEEDS; seed++) {
        var random = new Random(seed);
        try {
          TlsScene.playInMemory(
              version,
              (pipe, client, server) -> {
                play(random, pipe, client, server);
                assertEquals(1, allTasks().size(), "tasks that are left");
              });
        } catch (Throwable failure) {
          throw new AssertionError(version + ", seed " + seed, failure);
        }
      }
    }
    assertTrue(reset > 0 && fine > 0, () -> reset + " were reset, " + fine + " were not");
  }

  private void play(Random random, PipeTransport pipe, Connection client, Connection server)
      throws Exception {
    client.setWriteBufferLimits(2 * MOST_BYTES, 0);
    pipe.other().setCapacity(1 + random.nextInt(MOST_BYTES));
    client.write(TlsScene.noise(random.nextInt(MOST_BYTES)));
    Action closing = client::close;
    Action reading =
        () -> {
          server.readAll();
          server.close();
        };
    var here = createTask(closing);
    var there = createTask(reading);
    for (var turns = random.nextInt(MOST_TURNS); turns > 0; turns--) {
      yieldNow();
    }
    pipe.reset();
    pipe.other().reset();
    end(here);
    end(there);
    server.abort(); // its reader may have been told, and then closes nothing
    assertTrue(client.isClosed() && pipe.closed && pipe.other().closed);
    client.close(); // says no more
  }

  private void end(Task<?> task) throws Exception {
    try {
      task.await();
      fine++;
    } catch (SocketException lost) {
      assertEquals("Connection reset", lost.getMessage());
      reset++;
    } catch (TruncatedStreamException cutOff) {
      // the other side was told before, and has closed
      reset++;
    } catch (IOException other) {
      throw new AssertionError("neither an end nor a reset", other);
    }
  }
}
