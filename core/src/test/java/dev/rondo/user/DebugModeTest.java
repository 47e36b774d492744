package dev.rondo.user;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What debug mode reports, which names lines outside of the library's package.
@Timeout(60)
class DebugModeTest {
  private final List<String> log = new ArrayList<>();

  private void debugging() {
    var loop = runningLoop();
    loop.setDebug(true);
    assertTrue(loop.debug());
    loop.setExceptionHandler((_, context) -> log.add(context.message()));
  }

  private void swallows() {
    try {
      sleep(Duration.ofDays(1));
    } catch (CancelledError swallowed) {
      log.add("swallowed");
    }
  }

  @Test
  void aCancellationThatIsSwallowedIsReportedWithTheLineThatWaited() throws Exception {
    Async.run(
        () -> {
          debugging();
          var task = createTask("stubborn", this::swallows);
          yieldNow();
          task.cancel();
          task.await();
        });
    assertEquals("swallowed", log.getFirst());
    assertEquals(2, log.size());
    var report = log.getLast();
    assertTrue(report.startsWith("stubborn swallowed a cancellation"), report);
    assertTrue(report.contains("DebugModeTest.swallows("), report);
    assertTrue(report.contains("returned a result"), report);
  }

  @Test
  void aCancellationThatIsTakenBackIsNotReported() throws Exception {
    Async.run(
        () -> {
          debugging();
          var task =
              createTask(
                  () -> {
                    swallows();
                    currentTask().uncancel();
                  });
          yieldNow();
          task.cancel();
          task.await();
        });
    assertEquals(List.of("swallowed"), log);
  }

  @Test
  void aTaskThatHasToBeCancelledAgainIsReported() throws Exception {
    Async.run(
        () -> {
          debugging();
          var task =
              createTask(
                  "stubborn",
                  () -> {
                    swallows();
                    sleep(Duration.ofDays(1));
                  });
          yieldNow();
          task.cancel();
          yieldNow();
          task.cancel();
        });
    assertEquals(2, log.size());
    assertTrue(log.getLast().endsWith("throw it again, or call uncancel()"), log.getLast());
    assertTrue(log.getLast().contains("had to be cancelled again"), log.getLast());
  }

  private static void fails() {
    throw new IllegalStateException("mine");
  }

  @Test
  void aFailureThatNobodyLookedAtIsReportedWithTheLineThatCreatedTheTask() throws Exception {
    Async.run(
        () -> {
          debugging();
          createTask("lost", DebugModeTest::fails);
          yieldNow();
        });
    assertEquals(1, log.size());
    assertTrue(
        log.getFirst().startsWith("Task exception was never retrieved: lost, created at "),
        log.getFirst());
    assertTrue(log.getFirst().contains("DebugModeTest"), log.getFirst());
  }
}
