package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A group that ends in good order: soft first, then hard, with a report of who was late.
class GroupShutdownTest {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final List<String> trace = new ArrayList<>();

  @Test
  void thoseWhoEndInTimeAreNotCancelled() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  group.createTask(
                      () -> {
                        group.closing().await();
                        sleep(GRACE.minusMillis(1));
                        trace.add("ended");
                      });
                  assertEquals(List.of(), group.shutdown(GRACE));
                  trace.add("shut down");
                }));

    assertEquals(List.of("ended", "shut down"), trace);
  }

  @Test
  void thoseWhoAreLateAreCancelledAndReportedAsTheyWere() throws Exception {
    var lock = new Lock();

    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  lock.acquire();
                  group.createTask("late for a lock", () -> lock.acquire());
                  group.createTask("asleep", () -> sleep(Duration.ofHours(1)));
                  group.createTask("in time", () -> sleep(Duration.ofSeconds(1)));
                  yieldNow();
                  var began = runningLoop().time();

                  var late = group.shutdown(GRACE);

                  assertEquals(GRACE.toNanos(), runningLoop().time() - began);
                  assertEquals(
                      List.of("late for a lock", "asleep"),
                      late.stream().map(each -> each.task().name()).toList());
                  assertTrue(late.getFirst().awaits().orElseThrow().startsWith("Lock["));
                  assertEquals("Task-1", late.getFirst().owner().orElseThrow());
                  assertEquals(GRACE, late.getFirst().age());
                  assertTrue(late.stream().allMatch(each -> each.task().cancelled()));
                  lock.release();
                }));
  }

  @Test
  void aTaskThatRefusesToEndIsAwaited() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  group.createTask(
                      () -> {
                        try {
                          sleep(Duration.ofHours(1));
                        } finally {
                          sleep(Duration.ofMinutes(1));
                          trace.add("cleaned up");
                        }
                      });
                  assertEquals(1, group.shutdown(GRACE).size());
                  trace.add("shut down");
                }));

    assertEquals(List.of("cleaned up", "shut down"), trace);
  }

  @Test
  void aGroupThatShutsDownTakesNoNewTasks() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  group.createTask(
                      () -> {
                        group.closing().await();
                        var refused =
                            assertThrows(
                                IllegalStateException.class, () -> group.createTask(() -> {}));
                        trace.add(String.valueOf(refused.getMessage()));
                      });
                  group.shutdown(GRACE);
                }));

    assertEquals(List.of("TaskGroup is shutting down"), trace);
  }

  @Test
  void aTaskOfTheGroupMayShutItDownAndIsNotWaitedFor() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  group.createTask("other", () -> sleep(Duration.ofHours(1)));
                  group.createTask(
                      "closer",
                      () -> {
                        for (var late : group.shutdown(GRACE)) {
                          trace.add(late.task().name());
                        }
                      });
                }));

    assertEquals(List.of("other"), trace);
  }

  @Test
  void aCancelledShutdownLeavesTheTasksAlone() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  var worker = group.createTask(() -> sleep(Duration.ofSeconds(2)));
                  var closer = createTask(() -> group.shutdown(GRACE));
                  yieldNow();
                  yieldNow();
                  closer.cancel();
                  assertThrows(CancelledError.class, closer::await);
                  assertFalse(worker.done());
                  worker.await();
                  assertFalse(worker.cancelled());
                }));
  }

  @Test
  void aGraceOfNothingIsOneTurn() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  group.createTask("asleep", () -> sleep(Duration.ofHours(1)));
                  assertEquals(1, group.shutdown(Duration.ZERO).size());
                }));
  }

  @Test
  void onlyCoroutinesShutDown() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  Promise<Throwable> refused = runningLoop().createPromise();
                  runningLoop()
                      .callSoon(
                          () ->
                              refused.setResult(
                                  assertThrows(
                                      IllegalStateException.class, () -> group.shutdown(GRACE))));
                  assertTrue(refused.await().toString().contains("shutdown"));
                  assertFalse(group.closing().isSet());
                }));
  }
}
