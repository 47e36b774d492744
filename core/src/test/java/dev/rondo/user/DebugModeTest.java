package dev.rondo.user;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
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
  void whoSwallowsTwoRequestsIsReportedOnceAtItsEnd() throws Exception {
    Async.run(
        () -> {
          debugging();
          var task =
              createTask(
                  "stubborn",
                  () -> {
                    swallows();
                    swallows();
                  });
          yieldNow();
          task.cancel();
          yieldNow();
          task.cancel();
          task.await();
        });
    assertEquals(List.of("swallowed", "swallowed"), log.subList(0, 2));
    assertEquals(3, log.size());
    assertTrue(log.getLast().startsWith("stubborn swallowed a cancellation"), log.getLast());
    assertTrue(log.getLast().endsWith("throw it again, or call uncancel()"), log.getLast());
  }

  @Test
  void whoIsCancelledAgainWhileAFinallyWaitsIsNotReported() throws Exception {
    var reports =
        cancelledTwice(
            CancelledError.class,
            () -> {
              try {
                sleep(Duration.ofDays(1));
              } finally {
                sleep(Duration.ofDays(1));
              }
            });
    assertEquals(List.of(), reports);
  }

  /// The request that ends the block of the group is its own, and taken back in the end.
  @Test
  void whoIsCancelledWhileAGroupThatEndsWaitsForItsTasksIsNotReported() throws Exception {
    var reports =
        cancelledTwice(
            IllegalStateException.class,
            () ->
                taskGroup(
                    group -> {
                      group.createTask(DebugModeTest::cleansUp);
                      yieldNow();
                      group.createTask(DebugModeTest::fails);
                      sleep(Duration.ofDays(1));
                    }));
    assertEquals(List.of(), reports);
  }

  private static void cleansUp() {
    try {
      sleep(Duration.ofDays(1));
    } finally {
      yieldNow();
      yieldNow();
      yieldNow();
    }
  }

  /// What is reported of a task that is cancelled twice and then ends with an exception.
  private List<String> cancelledTwice(Class<? extends Throwable> end, Action body)
      throws Exception {
    Async.run(
        () -> {
          debugging();
          var task = createTask("patient", body);
          for (var pass = 0; pass < 3; pass++) {
            yieldNow();
          }
          for (var request = 0; request < 2; request++) {
            assertTrue(task.cancel());
            yieldNow();
          }
          assertThrows(end, task::await);
        });
    return log;
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
