package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.runCoroutineThreadsafe;
import static dev.rondo.Async.runInExecutor;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Coroutines and threads wait for each other, and whenever one side ends or gives up, the other
/// learns of it.
class ThreadBridgeRaceTest {
  /* ---- a coroutine waits for a thread ---- */

  /// A way to await a stage: ours, or a broken one.
  private interface Await {
    String await(Task<?> caller, CompletionStage<String> stage) throws Exception;
  }

  private static void assertResultComes(Await await) throws Exception {
    Gaps.inEach(
        gaps -> {
          try (var loop = gaps.newLoop()) {
            var future = gaps.<String>newFuture();
            gaps.setCall(() -> future.complete("result"));
            var waiter = loop.createTask(() -> await.await(Task.requireCurrent("test"), future));
            assertEquals("result", loop.runUntilComplete(waiter));
            assertEquals(0, loop.outside);
          }
        });
  }

  @Test
  void aResultComesWheneverAThreadHasIt() throws Exception {
    assertResultComes(Stages::await);
  }

  @Test
  void aFailureComesWheneverAThreadHasIt() throws Exception {
    Gaps.inEach(
        gaps -> {
          try (var loop = gaps.newLoop()) {
            var future = gaps.<String>newFuture();
            gaps.setCall(() -> future.completeExceptionally(new IOException("mine")));
            var waiter = loop.createTask(() -> await(future));
            var error = assertThrows(IOException.class, () -> loop.runUntilComplete(waiter));
            assertEquals("mine", error.getMessage());
            assertEquals(0, loop.outside);
          }
        });
  }

  @Test
  void aThreadMayCancelWheneverItLikes() throws Exception {
    Gaps.inEach(
        gaps -> {
          try (var loop = gaps.newLoop()) {
            var future = new CompletableFuture<String>();
            gaps.setCall(() -> future.cancel(true));
            var waiter = loop.createTask(() -> await(future));
            assertThrows(CancelledError.class, () -> loop.runUntilComplete(waiter));
            assertEquals(0, loop.outside);
          }
        });
  }

  /// The waiter is cancelled in its second pass, and a thread completes the future at any time: the
  /// result is with the waiter, or in the future, or was refused.
  private static void assertCancelledOrDone(Await await) throws Exception {
    Gaps.inEach(
        gaps -> {
          var reported = new ArrayList<String>();
          try (var loop = gaps.newLoop()) {
            loop.setExceptionHandler((_, context) -> reported.add(context.message()));
            var future = gaps.<String>newFuture();
            var accepted = new ArrayList<Boolean>();
            gaps.setCall(() -> accepted.add(future.complete("result")));
            var waiter = loop.createTask(() -> await.await(Task.requireCurrent("test"), future));
            loop.callSoon(() -> loop.callSoon(() -> waiter.cancel("enough")));
            var came = new ArrayList<String>();
            try {
              came.add(loop.runUntilComplete(waiter));
            } catch (CancelledError error) {
              assertEquals("enough", error.reason().orElse("none"));
              assertTrue(future.isDone(), "nobody told the future");
            }
            gaps.noMore();
            sleepIn(loop, Duration.ofSeconds(1));
            assertEquals(0, loop.outside);
            if (gaps.called()) {
              assertEquals(List.of(!future.isCancelled()), accepted);
            }
            assertTrue(came.isEmpty() || !future.isCancelled(), "came, and was cancelled as well");
          }
          assertEquals(List.of(), reported);
        });
  }

  private static void sleepIn(Loop loop, Duration time) throws Exception {
    var slept =
        loop.runUntilComplete(
            () -> {
              sleep(time);
              return "slept";
            });
    assertEquals("slept", slept);
  }

  @Test
  void aResultThatMeetsACancellationIsNotLost() throws Exception {
    assertCancelledOrDone(Stages::await);
  }

  @Test
  void aWorkerThatEndsWhenItsWaiterIsCancelledLeavesNothing() throws Exception {
    Gaps.inEach(
        gaps -> {
          var reported = new ArrayList<String>();
          try (var loop = gaps.newLoop()) {
            loop.setExceptionHandler((_, context) -> reported.add(context.message()));
            var work = new AtomicReference<@Nullable Runnable>();
            gaps.setCall(
                () -> {
                  var call = work.getAndSet(null);
                  if (call != null) {
                    call.run();
                  }
                });
            var waiter =
                loop.createTask(
                    () ->
                        runInExecutor(
                            call -> {
                              gaps.here("before the work is given away");
                              work.set(call);
                              gaps.here("after the work was given away");
                            },
                            () -> "result"));
            loop.callSoon(() -> loop.callSoon(() -> waiter.cancel("enough")));
            try {
              assertEquals("result", loop.runUntilComplete(waiter));
            } catch (CancelledError error) {
              assertEquals("enough", error.reason().orElse("none"));
            }
            var late = work.getAndSet(null);
            if (late != null) {
              late.run(); // the worker comes to it at last, and finds it cancelled
            }
            gaps.noMore();
            sleepIn(loop, Duration.ofSeconds(1));
            assertEquals(0, loop.outside);
          }
          assertEquals(List.of(), reported);
        });
  }

  /* ---- a thread waits for a coroutine ---- */

  /// A way to run a coroutine for a thread: ours, or a broken one.
  private interface RunOn {
    CompletableFuture<String> runOn(Loop loop, Awaitable<String> body);
  }

  /// A thread asks for a coroutine, and cancels it at any time: the coroutine does not begin, or is
  /// cancelled where it waits, or was done before. It may end one wait more, if that was over when
  /// the cancellation came in.
  private static void assertCancellationArrives(RunOn bridge) throws Exception {
    Gaps.inEach(
        gaps -> {
          var log = new ArrayList<String>();
          var accepted = new ArrayList<Boolean>();
          CompletableFuture<String> future;
          try (var loop = gaps.newLoop()) {
            future =
                bridge.runOn(
                    loop,
                    () -> {
                      gaps.here("when the coroutine begins");
                      for (var i = 0; i < 3; i++) {
                        sleep(Duration.ofSeconds(1));
                        log.add("slept");
                      }
                      gaps.here("when the coroutine ends");
                      return "result";
                    });
            gaps.setCall(
                () -> {
                  accepted.add(future.cancel(true));
                  log.add("asked");
                });
            sleepIn(loop, Duration.ofSeconds(5));
          }
          assertTrue(future.isDone(), "nobody will ever complete the future");
          if (accepted.equals(List.of(true))) {
            assertTrue(future.isCancelled());
            assertTrue(log.size() - log.indexOf("asked") <= 2, log::toString);
          } else {
            assertEquals("result", future.get());
          }
        });
  }

  @Test
  void aCoroutineIsCancelledWheneverItsThreadGivesUp() throws Exception {
    assertCancellationArrives(Stages::runOn);
  }

  @Test
  void aThreadThatAsksAtAnyTimeGetsItsResult() throws Exception {
    Gaps.inEach(
        gaps -> {
          var futures = new ArrayList<CompletableFuture<String>>();
          try (var loop = gaps.newLoop()) {
            gaps.setCall(
                () ->
                    futures.add(
                        runCoroutineThreadsafe(
                            () -> {
                              sleep(Duration.ofNanos(1));
                              return "result";
                            },
                            loop)));
            sleepIn(loop, Duration.ofSeconds(1));
            gaps.noMore();
            sleepIn(loop, Duration.ofSeconds(1));
            for (var future : futures) {
              assertEquals("result", future.getNow("not done"));
            }
          }
        });
  }

  /* ---- calling off ---- */

  @Test
  void aCallThatAThreadCallsOffIsNotMadeAfterThat() throws Exception {
    Gaps.inEach(
        gaps -> {
          var log = new ArrayList<String>();
          try (var loop = gaps.newLoop()) {
            var handles = new ArrayList<Handle>();
            loop.callSoon(
                () -> {
                  gaps.here("before the call is asked for");
                  handles.add(loop.callSoonThreadsafe(() -> log.add("made")));
                  gaps.here("after the call was asked for");
                });
            gaps.setCall(
                () -> {
                  handles.forEach(Handle::cancel);
                  log.add("called off " + handles.size());
                });
            sleepIn(loop, Duration.ofSeconds(1));
          }
          assertFalse(
              log.indexOf("called off 1") >= 0 && log.indexOf("called off 1") < log.indexOf("made"),
              log::toString);
          assertTrue(log.contains("made") || log.contains("called off 1"), log::toString);
        });
  }

  @Test
  void aTimerIsForItsLoopAloneWhateverThatDoes() throws Exception {
    Gaps.inEach(
        gaps -> {
          var log = new ArrayList<String>();
          try (var loop = gaps.newLoop()) {
            var timer = loop.callLater(Duration.ofSeconds(1), () -> log.add("rang"));
            gaps.setCall(
                () -> {
                  if (!loop.isClosed()) {
                    assertThrows(WrongThreadException.class, timer::cancel);
                  }
                });
            sleepIn(loop, Duration.ofSeconds(2));
          }
          assertEquals(List.of("rang"), log);
        });
  }

  /* ---- what it would find ---- */

  /// Completes the promise in whatever thread has the result.
  private static String awaitWithoutHandingOver(Task<?> caller, CompletionStage<String> stage)
      throws Exception {
    var promise = new Promise<String>(caller.loop);
    var _ = stage.whenComplete((value, _) -> promise.succeed(value));
    return promise.await();
  }

  @Test
  void aResultThatIsNotHandedOverWouldBeFound() {
    var found =
        assertThrows(
            AssertionError.class,
            () -> assertResultComes(ThreadBridgeRaceTest::awaitWithoutHandingOver));
    assertEquals("the loop waits, and nobody will wake it", found.getMessage());
  }

  /// Counts down where the result comes and where the waiter leaves, which may both happen.
  private static String awaitThatCountsTwice(Task<?> caller, CompletionStage<String> stage)
      throws Exception {
    var loop = caller.loop;
    var promise = new Promise<String>(loop);
    loop.outside++;
    var _ =
        stage.whenComplete(
            (value, failure) ->
                loop.handOver(
                    new Handle(
                        loop,
                        () -> {
                          if (failure == null) {
                            loop.outside--;
                          }
                          if (!promise.isDone()) {
                            promise.succeed(value);
                          }
                        },
                        null)));
    try {
      return promise.await();
    } catch (CancelledError error) {
      loop.outside--;
      stage.toCompletableFuture().cancel(true);
      throw error;
    }
  }

  @Test
  void aResultThatIsCountedTwiceWouldBeFound() throws Exception {
    assertResultComes(
        ThreadBridgeRaceTest::awaitThatCountsTwice); // without a cancellation it works
    var found =
        assertThrows(
            AssertionError.class,
            () -> assertCancelledOrDone(ThreadBridgeRaceTest::awaitThatCountsTwice));
    assertEquals("expected: <0> but was: <-1>", found.getMessage());
  }

  /// Asks the future once, and from then on relies on a registration that came before the task.
  private static CompletableFuture<String> runOnThatLooksOnce(Loop loop, Awaitable<String> body) {
    var future = new CompletableFuture<String>();
    var task = new AtomicReference<@Nullable Deferred<String>>();
    var _ =
        future.whenComplete(
            (_, _) -> {
              var running = task.get();
              if (running != null) {
                loop.handOver(new Handle(loop, () -> running.cancel("given up"), null));
              }
            });
    loop.callSoonThreadsafe(
        () -> {
          if (!future.isDone()) {
            var running = loop.ensureDeferred(body);
            running.addDoneCallback(done -> copy(done, future));
            task.set(running);
          }
        });
    return future;
  }

  private static void copy(Deferred<String> done, CompletableFuture<String> future) {
    try {
      future.complete(done.get());
    } catch (Throwable failure) {
      future.completeExceptionally(failure);
    }
  }

  @Test
  void aCancellationBetweenALookAndARegistrationWouldBeFound() {
    var found =
        assertThrows(
            AssertionError.class,
            () -> assertCancellationArrives(ThreadBridgeRaceTest::runOnThatLooksOnce));
    assertTrue(found.toString().contains("[asked, slept, slept, slept]"), found::toString);
  }
}
