package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.DeadlockException;
import dev.rondo.Event;
import dev.rondo.Loop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RondoTestTest {
  /* ---- used as users do ---- */

  @RondoTest
  void theMethodIsTheMainCoroutine() {
    assertEquals("main", currentTask().name());
    sleep(Duration.ofDays(1));
    assertEquals(Duration.ofDays(1).toNanos(), runningLoop().time());
  }

  @RondoTest
  void loopClockAndRecorderAreParameters(Loop loop, VirtualClock clock, Recorder recorder) {
    assertSame(runningLoop(), loop);
    sleep(Duration.ofSeconds(1));
    assertEquals(loop.time(), clock.now());
    recorder.record("event");
    recorder.assertExactly("event");
  }

  @RondoTest
  void parametersOfOtherExtensionsWorkAsWell(@TempDir Path folder, VirtualClock clock) {
    assertTrue(Files.isDirectory(folder));
    assertEquals(0, clock.now());
  }

  @RondoTest(byHand = true)
  void timeByHand(VirtualClock clock) {
    var task = createTask(() -> sleep(Duration.ofSeconds(1)));
    clock.advance(Duration.ofSeconds(1));
    assertTrue(task.done());
  }

  @RondoTest(allow = Check.TASK_LEFT)
  void whatIsAllowedMayStay() {
    createTask(() -> sleep(Duration.ofSeconds(1)));
  }

  /* ---- tests that fail ---- */

  static class Samples {
    @RondoTest
    void leavesATask() {
      createTask("left", () -> sleep(Duration.ofSeconds(1)));
    }

    @RondoTest
    void fails() {
      createTask("other", () -> new Event().await());
      yieldNow();
      assertEquals(1, 2);
    }

    @RondoTest
    void deadlocks() {
      new Event().await();
    }

    @RondoTest(limitSeconds = 1)
    void waitsForAThread() throws Exception {
      var never = new CountDownLatch(1);
      dev.rondo.Async.toThread(() -> never.await());
    }

    static volatile boolean enough;

    @RondoTest(limitSeconds = 1)
    void computesForEver() {
      while (!enough) {
        Thread.onSpinWait();
      }
    }

    @RondoTest(limitSeconds = 1)
    void yieldsForEver() {
      while (true) {
        yieldNow();
      }
    }
  }

  private static Throwable failure(String method) {
    var failure = new Engine().failure(Samples.class, method);
    assertTrue(failure != null, method + " passed");
    return failure;
  }

  @Test
  void checksAreMade() {
    var failure = assertInstanceOf(CheckFailure.class, failure("leavesATask"));
    assertTrue(failure.toString().contains("left has not ended"), failure.toString());
  }

  @Test
  void aFailureComesWithTheWaitGraph() {
    var failure = failure("fails");
    assertInstanceOf(AssertionError.class, failure);
    assertTrue(failure.getSuppressed()[0].toString().contains("other"));
  }

  @Test
  void aDeadlockFails() {
    assertInstanceOf(DeadlockException.class, failure("deadlocks"));
  }

  @Test
  void whoWaitsTooLongIsNamed() {
    var message = failure("waitsForAThread").toString();
    assertTrue(message.contains("did not end within 1 s"), message);
    assertTrue(message.contains("* main waits"), message);
    assertTrue(message.contains("RondoTestTest$Samples.waitsForAThread"), message);
  }

  @Test
  void whoHoldsTheLoopTooLongIsNamed() {
    var message = failure("computesForEver").toString();
    Samples.enough = true;
    assertTrue(message.contains("did not end within 1 s"), message);
    assertTrue(message.contains("main is here:"), message);
    assertTrue(message.contains("RondoTestTest$Samples.computesForEver"), message);
  }

  @Test
  void whoNeverEndsIsStopped() {
    var message = failure("yieldsForEver").toString();
    assertTrue(message.contains("did not end within 1 s"), message);
    assertTrue(message.contains("* main"), message);
  }
}
