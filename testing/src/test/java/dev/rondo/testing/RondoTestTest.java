package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.DeadlockException;
import dev.rondo.Event;
import dev.rondo.Loop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
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

  /* ---- many schedules ---- */

  private final List<String> field = new ArrayList<>();
  private int before;

  @BeforeEach
  void setUp() {
    before++;
  }

  @RondoTest(schedules = 50)
  void eachScheduleHasANewInstance(Recorder recorder) throws Exception {
    field.add("used");
    gather(() -> yieldNow(), () -> yieldNow());
    recorder.record("event");
    recorder.assertExactly("event");
    assertEquals(List.of("used"), field);
    assertEquals(1, before);
  }

  @RondoTest(exhaustive = true)
  void parametersOfOthersAreThereInEachSchedule(@TempDir Path folder) throws Exception {
    gather(() -> yieldNow(), () -> yieldNow());
    assertTrue(Files.isDirectory(folder));
  }

  @Nested
  class Inner {
    private int beforeInner;

    @BeforeEach
    void setUpInner(VirtualClock clock) {
      assertEquals(0, clock.now());
      beforeInner++;
    }

    @RondoTest(schedules = 10, order = RondoTest.Order.PCT, depth = 2, seed = 3)
    void instancesAroundItAreNewToo() {
      assertEquals(1, before);
      assertEquals(1, beforeInner);
    }
  }

  /* ---- tests that fail ---- */

  static class Samples {
    static int after;
    int value;

    @AfterEach
    void tearDown() {
      after++;
    }

    private void add() {
      var read = value;
      yieldNow();
      value = read + 1;
    }

    private void inverse() throws Exception {
      var events = new Recorder();
      gather(() -> events.record("a"), () -> events.record("b"));
      events.assertOrder("a", "b");
    }

    @RondoTest(schedules = 100, seed = 5)
    void losesAnUpdate() throws Exception {
      gather(this::add, this::add);
      assertEquals(2, value);
    }

    @RondoTest(schedules = 100, order = RondoTest.Order.PCT)
    void failsInTheOtherOrder() throws Exception {
      inverse();
    }

    @RondoTest(exhaustive = true, maxSchedules = 100)
    void failsInOneOfAll() throws Exception {
      inverse();
    }

    @RondoTest(replay = "0.1")
    void failsInOneSchedule() throws Exception {
      inverse();
    }

    @RondoTest(replay = "0")
    void passesInAnother() throws Exception {
      inverse();
    }

    @RondoTest(schedules = 2, limitSeconds = 1)
    void hangsInASchedule() {
      while (true) {
        yieldNow();
      }
    }

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

  @Test
  void schedulesFindALostUpdate() {
    Samples.after = 0;
    var failure = assertInstanceOf(ScheduleFailure.class, failure("losesAnUpdate"));
    assertTrue(failure.toString().contains("seed 5"), failure.toString());
    assertInstanceOf(AssertionError.class, failure.failure());
    assertTrue(Samples.after > 2, "what comes after each is done for each schedule");
  }

  @Test
  void prioritiesAllSchedulesAndReplaysFindTheSame() {
    for (var method : List.of("failsInTheOtherOrder", "failsInOneOfAll", "failsInOneSchedule")) {
      var failure = assertInstanceOf(ScheduleFailure.class, failure(method));
      assertEquals("0.1", failure.token(), failure.toString());
      assertTrue(failure.toString().contains("@RondoTest(replay = \"0.1\")"));
    }
    assertNull(new Engine().failure(Samples.class, "passesInAnother"));
  }

  @Test
  void theLimitHoldsForEachSchedule() {
    var message = failure("hangsInASchedule").toString();
    assertTrue(message.contains("did not end within"), message);
  }
}
