package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// When nothing can happen any more the run ends with who waits for whom; but only when that is
/// certain.
class DeadlockTest {
  private static DeadlockException deadlock(Action main) {
    return assertThrows(DeadlockException.class, () -> VirtualTime.run(main));
  }

  private static Stream<CallGraph> all(List<CallGraph> graphs) {
    return graphs.stream()
        .flatMap(graph -> Stream.concat(Stream.of(graph), all(graph.awaitedBy())));
  }

  private static CallGraph of(DeadlockException deadlock, String task) {
    return all(deadlock.graph())
        .filter(graph -> graph.task().name().equals(task))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoWaitsForAnEventThatNobodySetsIsShown() {
    var deadlock =
        deadlock(
            () -> {
              currentTask().setName("main");
              new Event().await();
            });

    var main = of(deadlock, "main");
    assertEquals(Optional.of("Event[unset, 1 waiting]"), main.awaits());
    var message = String.valueOf(deadlock.getMessage());
    assertTrue(message.startsWith("all tasks wait, and nothing can wake any of them:"), message);
    assertTrue(message.contains("main"), message);
  }

  @Test
  void locksThatAreTakenInTwoOrdersAreShownWithTheirOwners() {
    var first = new Lock();
    var second = new Lock();
    var deadlock =
        deadlock(
            () ->
                taskGroup(
                    group -> {
                      group.createTask("one", () -> takes(first, second));
                      group.createTask("two", () -> takes(second, first));
                    }));

    assertEquals(Optional.of("two"), of(deadlock, "one").owner());
    assertEquals(Optional.of("one"), of(deadlock, "two").owner());
  }

  private static void takes(Lock first, Lock second) throws Exception {
    try (var _ = first.hold()) {
      sleep(Duration.ofSeconds(1));
      try (var _ = second.hold()) {
        throw new AssertionError("got both");
      }
    }
  }

  @Test
  void tasksThatAwaitEachOtherAreShownInTheirCircle() {
    var deadlock =
        deadlock(
            () -> {
              currentTask().setName("main");
              var tasks = new ArrayList<Task<?>>();
              tasks.add(createTask("one", () -> tasks.get(1).await()));
              tasks.add(createTask("two", () -> tasks.get(0).await()));
              tasks.getFirst().await();
            });

    assertEquals(
        List.of("main", "one", "two"),
        all(deadlock.graph()).map(graph -> graph.task().name()).sorted().toList());
  }

  @Test
  void theTasksAreCancelledAndCleanUp() {
    var log = new ArrayList<String>();
    deadlock(
        () -> {
          try {
            new Event().await();
          } finally {
            log.add("cleaned up");
          }
        });
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void aTimerThatIsDueSomeTimeIsAWayOut() throws Exception {
    VirtualTime.run(
        () -> {
          var event = new Event();
          createTask(
              () -> {
                sleep(Duration.ofDays(1000));
                event.set();
              });
          event.await();
        });
  }

  @Test
  void aResultThatAThreadOwesIsAWayOut() throws Exception {
    var latch = new CountDownLatch(1);
    VirtualTime.run(
        () -> {
          var working = createTask(() -> toThread(() -> latch.await()));
          createTask(latch::countDown);
          working.await();
        });
  }

  @Test
  void whoHasTheLoopMayStillCall() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var event = new Event();
          var caller = Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(event::set));
          event.await();
          caller.join();
        });
  }

  @Test
  void anotherRunOfTheSameThreadIsNotHarmed() throws Exception {
    deadlock(() -> new Event().await());
    VirtualTime.run(() -> sleep(Duration.ofSeconds(1)));
  }
}
