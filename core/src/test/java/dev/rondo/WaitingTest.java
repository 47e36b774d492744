package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.waitUntil;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.ReturnWhen.ALL_COMPLETED;
import static dev.rondo.ReturnWhen.FIRST_COMPLETED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Waiting for several tasks, and shields: what they leave behind.
class WaitingTest {
  private final List<String> log = new ArrayList<>();

  private static Task<String> after(int seconds, String name) {
    return createTask(
        name,
        () -> {
          sleep(Duration.ofSeconds(seconds));
          return name;
        });
  }

  /// What waits for a promise.
  private record Registered(Deferred<?> deferred) {
    int count() {
      try {
        var field = Deferred.class.getDeclaredField("waiters");
        field.setAccessible(true);
        return switch (field.get(deferred)) {
          case null -> 0;
          case List<?> list -> list.size();
          default -> 1;
        };
      } catch (ReflectiveOperationException impossible) {
        throw new LinkageError(impossible.getMessage(), impossible);
      }
    }
  }

  /* ---- waitUntil ---- */

  @Test
  void whatIsDoneWhenTheTimeIsOverIsDone() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          runningLoop().callLater(Duration.ofSeconds(1), () -> promise.setResult("x"));
          var result = waitUntil(ALL_COMPLETED, List.of(promise), Duration.ofSeconds(1));
          assertEquals(Set.of(promise), result.done());
          assertEquals(Set.of(), result.pending());
        });
  }

  @Test
  void aWaitThatIsCancelledLeavesTheTasksAloneAndNothingBehind() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = after(5, "a");
          var waiter = createTask(() -> waitUntil(FIRST_COMPLETED, List.of(promise, task)));
          sleep(Duration.ofSeconds(1));
          assertEquals(1, new Registered(promise).count());
          waiter.cancel();
          assertThrows(CancelledError.class, waiter::await);
          assertEquals(0, new Registered(promise).count());
          assertEquals(0, new Registered(task).count());
          assertEquals(0, task.cancelling());
          assertFalse(promise.done());
          assertEquals("a", task.await());
        });
  }

  @Test
  void aWaitThatIsOverLeavesNothingBehind() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          waitUntil(ALL_COMPLETED, List.of(promise), Duration.ofSeconds(1));
          waitUntil(FIRST_COMPLETED, List.of(promise, after(1, "a")));
          assertEquals(0, new Registered(promise).count());
          assertEquals(Duration.ofSeconds(2).toNanos(), runningLoop().time());
        });
  }

  @Test
  void waitingAgainForWhatIsDoneTakesNoTime() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks = List.of(after(1, "a"), after(2, "b"));
          waitUntil(ALL_COMPLETED, tasks);
          var before = runningLoop().time();
          assertEquals(Set.copyOf(tasks), waitUntil(ALL_COMPLETED, tasks).done());
          assertEquals(before, runningLoop().time());
        });
  }

  /* ---- asCompleted ---- */

  @Test
  void severalTasksMayTakeFromOneLoopAndEachGetsWhatTheOthersDoNot() throws Exception {
    VirtualTime.run(
        () -> {
          var completions =
              Async.<String>asCompleted(List.of(after(3, "c"), after(1, "a"), after(2, "b")))
                  .iterator();
          Awaitable<String> takes = () -> completions.next().await();
          assertEquals(
              List.of("a", "b", "c"),
              Async.gather(List.of(createTask(takes), createTask(takes), createTask(takes))));
          assertFalse(completions.hasNext());
        });
  }

  @Test
  void whoComesTooLateForTheLastOneIsRefusedInsteadOfWaitingForEver() throws Exception {
    VirtualTime.run(
        () -> {
          var completions = Async.<String>asCompleted(List.of(after(1, "a"))).iterator();
          var first = createTask(() -> completions.next().await());
          yieldNow();
          assertThrows(NoSuchElementException.class, completions::next);
          assertEquals("a", first.await());
        });
  }

  @Test
  void whoIsCancelledWhileItWaitsForTheNextLeavesItToOthers() throws Exception {
    VirtualTime.run(
        () -> {
          var completions = Async.<String>asCompleted(List.of(after(2, "a"))).iterator();
          var first = createTask(() -> completions.next().await());
          sleep(Duration.ofSeconds(1));
          first.cancel();
          assertThrows(CancelledError.class, first::await);
          assertTrue(completions.hasNext());
          assertEquals("a", completions.next().await());
        });
  }

  /* ---- shield ---- */

  @Test
  void aShieldWhoseCallerIsCancelledLeavesNothingBehind() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          for (var i = 0; i < 3; i++) {
            var caller = createTask(() -> shield(promise));
            yieldNow();
            assertEquals(1, new Registered(promise).count());
            caller.cancel();
            assertThrows(CancelledError.class, caller::await);
          }
          assertEquals(0, new Registered(promise).count());
        });
  }

  private void shieldsAFailure(Consumer<Task<?>> afterwards) throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
          var inner =
              createTask(
                  "inner",
                  () -> {
                    sleep(Duration.ofSeconds(2));
                    throw new ValueError("v");
                  });
          var caller = createTask(() -> shield(inner));
          sleep(Duration.ofSeconds(1));
          caller.cancel();
          assertThrows(CancelledError.class, caller::await);
          sleep(Duration.ofSeconds(2));
          afterwards.accept(inner);
        });
  }

  @Test
  void whatFailsAfterItsCallerWasCancelledIsReportedOnce() throws Exception {
    shieldsAFailure(_ -> {});
    assertEquals(
        List.of(
            "Task exception was never retrieved: inner (debug mode tells where it was created)"),
        log);
  }

  @Test
  void whatFailsAfterItsCallerWasCancelledIsNotReportedIfSomebodyElseLooks() throws Exception {
    shieldsAFailure(inner -> assertThrows(ValueError.class, inner::await));
    assertEquals(List.of(), log);
  }
}
