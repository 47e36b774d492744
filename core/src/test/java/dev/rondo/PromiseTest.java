package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Callbacks of promises, the exceptions that they keep, and what is said of those that nobody
/// looked at.
class PromiseTest {
  private static final int COLLECTIONS = 1000;

  private final List<String> log = new ArrayList<>();

  private void logReports() {
    runningLoop()
        .setExceptionHandler(
            (_, context) ->
                log.add(context.message() + ": " + context.exception().orElseThrow().getMessage()));
  }

  private static Promise<String> pending() {
    return runningLoop().createPromise();
  }

  private static Promise<String> failed(String text) {
    var promise = pending();
    promise.setException(new ValueError(text));
    return promise;
  }

  /* ---- callbacks ---- */

  @Test
  void callbacksAreCalledHoweverItEndsAndGetThePromise() throws Exception {
    VirtualTime.run(
        () -> {
          var succeeding = pending();
          var failing = pending();
          var cancelled = pending();
          var seen = new ArrayList<Object>();
          for (var promise : List.of(succeeding, failing, cancelled)) {
            promise.addDoneCallback(seen::add);
          }
          succeeding.setResult("x");
          failing.setException(new ValueError("v"));
          cancelled.cancel();
          assertEquals(List.of(), seen);
          yieldNow();
          assertEquals(List.of(succeeding, failing, cancelled), seen);
          assertTrue(failing.exception().isPresent());
        });
  }

  @Test
  void manyCallbacksAreCalledInOrder() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = pending();
          var seen = new ArrayList<Integer>();
          IntStream.range(0, 5000).forEach(i -> promise.addDoneCallback(_ -> seen.add(i)));
          promise.setResult("x");
          yieldNow();
          assertEquals(IntStream.range(0, 5000).boxed().toList(), seen);
        });
  }

  @Test
  void aCallbackMayAddAndRemoveOthersOfThePromiseThatCallsIt() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = pending();
          Consumer<Deferred<String>> last = _ -> log.add("last");
          promise.addDoneCallback(
              done -> {
                log.add("first, removed " + done.removeDoneCallback(last));
                done.addDoneCallback(_ -> log.add("added"));
              });
          promise.addDoneCallback(last);
          promise.setResult("x");
          yieldNow();
          yieldNow();
        });
    assertEquals(List.of("first, removed 0", "last", "added"), log);
  }

  /* ---- exceptions ---- */

  @Test
  void awaitingAFailureAgainAndAgainDoesNotChangeIt() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = failed("v");
          var error = promise.exception().orElseThrow();
          var trace = error.getStackTrace();
          for (var i = 0; i < 5; i++) {
            assertSame(error, assertThrows(ValueError.class, promise::await));
            assertSame(error, assertThrows(ValueError.class, promise::result));
            assertSame(error, assertThrows(ValueError.class, () -> shield(promise)));
            assertSame(error, assertThrows(ValueError.class, () -> Async.gather(promise)));
          }
          assertArrayEquals(trace, error.getStackTrace());
          assertArrayEquals(new Throwable[0], error.getSuppressed());
        });
  }

  @Test
  void aFailureThatCannotBeLookedAtAnyMoreIsReportedWhileTheLoopRuns() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          failed("lost");
          for (var i = 0; i < COLLECTIONS && log.isEmpty(); i++) {
            System.gc();
            runningLoop().failures.reportUnreachable();
          }
          assertEquals(List.of("Promise exception was never retrieved: lost"), log);
        });
    assertEquals(1, log.size());
  }

  @Test
  void aFailureThatAnybodyLookedAtIsNotReported() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          assertTrue(failed("exception").exception().isPresent());
          assertThrows(ValueError.class, () -> failed("result").result());
          assertThrows(ValueError.class, () -> failed("await").await());
          assertThrows(ValueError.class, () -> shield(failed("shield")));
          assertEquals(1, gatherOutcomes(failed("gather")).size());
          var awaited = failed("done callback");
          awaited.addDoneCallback(Deferred::exception);
        });
    assertEquals(List.of(), log);
  }

  @Test
  void aPromiseThatIsLeftPendingOrSucceededIsNotReported() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          pending();
          pending().setResult("x");
          pending().cancel();
        });
    assertEquals(List.of(), log);
  }

  @Test
  void cancellingWhatHasFailedNeitherChangesNorHidesTheFailure() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          var promise = failed("kept");
          assertFalse(promise.cancel());
          assertFalse(promise.cancelled());
        });
    assertEquals(List.of("Promise exception was never retrieved: kept"), log);
  }

  /* ---- for people ---- */

  private static String withoutIdentity(Object value) {
    return value.toString().replaceAll("@[0-9a-f]+", "");
  }

  @Test
  void theTextSaysHowItEnded() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = pending();
          assertEquals("Promise[pending]", withoutIdentity(promise));
          promise.setResult("x");
          assertEquals("Promise[done with x]", withoutIdentity(promise));
          var cancelled = pending();
          cancelled.cancel();
          assertEquals("Promise[cancelled]", withoutIdentity(cancelled));
          var failed = failed("v");
          assertEquals(
              "Promise[failed with dev.rondo.oracle.ValueError: v]", withoutIdentity(failed));
          assertTrue(failed.exception().isPresent());
          var task = createTask("waiting", pending());
          assertEquals("Task[waiting, pending]", task.toString());
          yieldNow();
          assertEquals("Task[waiting, waits for Promise[pending]]", withoutIdentity(task));
          task.cancel();
          yieldNow();
          assertEquals("Task[waiting, cancelled]", task.toString());
        });
  }

  @Test
  void theTextOfWhatContainsItselfHasAnEnd() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<@Nullable Object> promise = runningLoop().createPromise();
          promise.setResult(promise);
          var text = promise.toString();
          assertTrue(text.length() < 1000, () -> text.length() + " characters");
          var tasks = new ArrayList<Task<?>>();
          Action awaitsFirst = () -> tasks.getFirst().await();
          Action awaitsLast = () -> tasks.getLast().await();
          tasks.add(createTask("a", awaitsLast));
          tasks.add(createTask("b", awaitsFirst));
          yieldNow();
          assertEquals("Task[a, waits for b]", tasks.getFirst().toString());
          assertEquals("Task[b, waits for a]", tasks.getLast().toString());
          tasks.getFirst().cancel();
        });
  }
}
