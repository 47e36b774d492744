package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Lock;
import dev.rondo.Semaphore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// The examples of docs/testing.md. Those in nested classes must fail; [TestingPageTest] runs them,
/// and looks that the page shows what stands here.
class TestingPageExamplesTest {
  /* ---- time ---- */

  @RondoTest
  void whoIsTooSlowMeetsTheLimit(VirtualClock clock) {
    assertThrows(
        TimeoutException.class,
        () -> timeout(Duration.ofHours(1), () -> sleep(Duration.ofDays(1))));
    assertEquals(Duration.ofHours(1), clock.elapsed());
  }

  static final class Lamp {
    boolean on = true;

    void switchOffAfterAWhile() {
      sleep(Duration.ofMinutes(5));
      on = false;
    }
  }

  @RondoTest(byHand = true)
  void theLampGoesOffAfterFiveMinutes() throws Exception {
    var lamp = new Lamp();
    taskGroup(
        group -> {
          group.createTask(lamp::switchOffAfterAWhile);
          Testing.advance(Duration.ofMinutes(4));
          assertTrue(lamp.on);
          Testing.advance(Duration.ofMinutes(1));
          assertFalse(lamp.on);
        });
  }

  /* ---- what is left behind ---- */

  static final class LeftBehind {
    @RondoTest
    void somethingIsSaved() {
      createTask("save", () -> sleep(Duration.ofSeconds(1)));
    }
  }

  @RondoTest(allow = Check.TASK_LEFT)
  void somethingIsSavedSomeTime() {
    createTask("save", () -> sleep(Duration.ofSeconds(1)));
  }

  /* ---- schedules ---- */

  static class Concert {
    int free = 1;

    boolean buy() {
      if (free == 0) {
        return false;
      }
      pay();
      free--;
      return true;
    }

    void pay() {
      yieldNow(); // stands for a bank
    }
  }

  static final class FairConcert extends Concert {
    private final Lock lock = new Lock();

    @Override
    boolean buy() {
      try (var _ = lock.hold()) {
        return super.buy();
      }
    }
  }

  static void sell(Concert concert) throws Exception {
    taskGroup(
        group -> {
          group.createTask("Ada", () -> concert.buy());
          group.createTask(
              "Bob",
              () -> {
                yieldNow(); // looks for a card
                yieldNow();
                concert.buy();
              });
        });
    assertEquals(0, concert.free, "free seats");
  }

  @RondoTest
  void oneSeatIsSoldOnce() throws Exception {
    sell(new Concert());
  }

  static final class InManyOrders {
    @RondoTest(schedules = 1_000)
    void oneSeatIsSoldOnceInAnyOrder() throws Exception {
      sell(new Concert());
    }
  }

  @RondoTest(schedules = 1_000)
  void aLockSellsItOnceInAnyOrder() throws Exception {
    sell(new FairConcert());
  }

  @RondoTest(exhaustive = true)
  void aLockSellsItOnceInAllOrders() throws Exception {
    sell(new FairConcert());
  }

  /* ---- cancellation ---- */

  static final class Download implements EveryWait.Scenario {
    final Semaphore connections = new Semaphore(1);

    @Override
    public void run() {
      connections.acquire();
      sleep(Duration.ofSeconds(1)); // stands for a slow network
      connections.release();
    }

    @Override
    public void check() {
      assertEquals(1, connections.statistics().permits(), "free connections");
    }
  }

  static final class CarefulDownload implements EveryWait.Scenario {
    final Semaphore connections = new Semaphore(1);

    @Override
    public void run() {
      try (var _ = connections.hold()) {
        sleep(Duration.ofSeconds(1));
      }
    }

    @Override
    public void check() {
      assertEquals(1, connections.statistics().permits(), "free connections");
    }
  }

  static final class Interrupted {
    @Test
    void aDownloadGivesItsConnectionBack() {
      EveryWait.ofFresh(Download::new).cancelling();
    }
  }

  @Test
  void aDownloadGivesItsConnectionBack() {
    var test = EveryWait.ofFresh(CarefulDownload::new);
    test.cancelling();
    test.cancellingTwice();
    test.timingOut();
    test.failingASibling();
  }

  /* ---- plain Java ---- */

  static final class PlainJava {
    @RondoTest(schedules = 100)
    void lettersArriveInOrder() throws Exception {
      var letters = new LinkedBlockingQueue<String>();
      var ada = Thread.startVirtualThread(() -> letters.add("from Ada"));
      var bob = Thread.startVirtualThread(() -> letters.add("from Bob"));
      ada.join();
      bob.join();
      assertEquals("from Ada", letters.take());
    }
  }

  /* ---- helpers ---- */

  @RondoTest
  void theSecondReaderComesBeforeTheWriterEnds(Recorder events) throws Exception {
    var order = new Sequencer();
    taskGroup(
        group -> {
          group.createTask(
              () -> {
                order.at(0, () -> events.record("writer begins"));
                order.at(2, () -> events.record("writer ends"));
              });
          group.createTask(() -> order.at(1, () -> events.record("reader")));
        });
    events.assertExactly("writer begins", "reader", "writer ends");
  }

  /// Reads a message of a known length, however it comes.
  static byte[] readMessage(MemoryStream stream, int length) throws IOException {
    var message = new ByteArrayOutputStream();
    while (message.size() < length) {
      message.writeBytes(stream.read(length - message.size()));
    }
    return message.toByteArray();
  }

  @RondoTest
  void aMessageThatComesByteByByteIsRead() throws Exception {
    var slow = MemoryStreams.Options.DEFAULT.withChunk(1).withDelay(Duration.ofMillis(50));
    try (var connection = MemoryStreams.pair(slow)) {
      taskGroup(
          group -> {
            group.createTask(() -> connection.first().writeAll(new byte[] {1, 2, 3}));
            assertArrayEquals(new byte[] {1, 2, 3}, readMessage(connection.second(), 3));
          });
    }
  }

  /* ---- without JUnit ---- */

  @Test
  void withoutAnnotation() {
    var explored =
        Schedules.exhaustive(10_000)
            .check(
                () -> {
                  var list = new ArrayList<String>();
                  gather(() -> list.add("a"), () -> list.add("b"));
                  assertEquals(2, list.size());
                });

    assertTrue(explored.complete());
  }
}
