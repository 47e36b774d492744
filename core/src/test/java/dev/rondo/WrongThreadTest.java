package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Calls from a thread that they do not belong to: always an error, and nothing has happened.
@Timeout(60)
class WrongThreadTest {

  private record Call(String operation, Executable body) {}

  /// A loop with one of everything, and every call that belongs to its thread.
  private static final class Everything {
    final Loop loop = runningLoop();
    final List<String> log = new ArrayList<>();
    final Task<String> task =
        createTask(
            "a task",
            () -> {
              sleep(Duration.ofDays(1));
              return "x";
            });
    final Promise<String> promise = loop.createPromise();
    final Task<String> doneTask = createTask(() -> "done");
    final TimerHandle timer = loop.callLater(Duration.ofDays(1), this::called);
    final Handle handle = loop.callSoon(() -> {});
    final Consumer<Deferred<String>> doneCallback = _ -> called();

    Everything() {
      yieldNow();
    }

    private void called() {
      log.add("called");
    }

    List<Call> calls() {
      return List.of(
          new Call("callSoon", () -> loop.callSoon(this::called)),
          new Call("callSoon", () -> loop.callSoonIn(new Context(), this::called)),
          new Call("callAt", () -> loop.callLater(Duration.ZERO, this::called)),
          new Call("callAt", () -> loop.callAt(0, this::called)),
          new Call("createTask", () -> loop.createTask(() -> log.add("ran"))),
          new Call("createTask", () -> loop.createTask("name", () -> log.add("ran"))),
          new Call("createPromise", () -> loop.createPromise()),
          new Call(
              "setExceptionHandler", () -> loop.setExceptionHandler((_, _) -> log.add("told"))),
          new Call(
              "setExceptionHandler", () -> loop.setExceptionHandler(java.util.Optional.empty())),
          new Call(
              "callExceptionHandler",
              () ->
                  loop.callExceptionHandler(
                      new ErrorContext(
                          "told", java.util.Optional.empty(), java.util.Optional.empty()))),
          new Call("stop", loop::stop),
          new Call("done", task::done),
          new Call("cancelled", task::cancelled),
          new Call("result", doneTask::result),
          new Call("exception", doneTask::exception),
          new Call("cancel", () -> task.cancel()),
          new Call("cancel", () -> task.cancel("reason")),
          new Call("cancel", () -> promise.cancel()),
          new Call("cancel", () -> promise.cancel("reason")),
          new Call("addDoneCallback", () -> task.addDoneCallback(doneCallback)),
          new Call("addDoneCallback", () -> doneTask.addDoneCallback(doneCallback)),
          new Call("removeDoneCallback", () -> task.removeDoneCallback(doneCallback)),
          new Call("cancelling", task::cancelling),
          new Call("uncancel", task::uncancel),
          new Call("setName", () -> task.setName("renamed")),
          new Call("setResult", () -> promise.setResult("x")),
          new Call("setException", () -> promise.setException(new IllegalStateException())),
          new Call("cancel", handle::cancel),
          new Call("cancel", timer::cancel));
    }

    void assertUntouched() {
      yieldNow();
      assertEquals(List.of(), log);
      assertFalse(task.done());
      assertEquals(0, task.cancelling());
      assertEquals("a task", task.name());
      assertFalse(promise.done());
      assertFalse(handle.cancelled());
      assertFalse(timer.cancelled());
      assertEquals(2, Async.allTasks().size());
      assertTrue(loop.isRunning());
    }
  }

  private static void assertAllRefused(String caller, String owner, List<Call> calls) {
    assertAll(
        calls.stream()
            .map(
                call ->
                    () -> {
                      var error = assertThrows(WrongThreadException.class, call.body());
                      assertEquals(
                          call.operation()
                              + " was called by "
                              + caller
                              + ", but this belongs to the loop of thread "
                              + owner
                              + "; use loop.callSoonThreadsafe or Async.runCoroutineThreadsafe",
                          error.getMessage());
                    }));
  }

  @Test
  void anotherPlatformThreadIsRefused() throws Exception {
    var owner = Thread.currentThread().getName();
    Async.run(
        () -> {
          var everything = new Everything();
          toThread(() -> assertAllRefused("thread rondo-worker-1", owner, everything.calls()));
          everything.assertUntouched();
        });
  }

  @Test
  void aVirtualThreadThatACoroutineStartedIsRefused() throws Exception {
    var owner = Thread.currentThread().getName();
    Async.run(
        () -> {
          var everything = new Everything();
          var checks =
              new FutureTask<>(
                  () -> {
                    assertAllRefused("thread inner", owner, everything.calls());
                    return null;
                  });
          Thread.ofVirtual().name("inner").start(checks);
          checks.get();
          everything.assertUntouched();
        });
  }

  @Test
  void aCoroutineOfAnotherLoopIsRefused() throws Exception {
    var owner = Thread.currentThread().getName();
    Async.run(
        () -> {
          var everything = new Everything();
          toThread(
              () ->
                  Async.run(
                      () -> assertAllRefused("Task-1 of another loop", owner, everything.calls())));
          everything.assertUntouched();
        });
  }

  @Test
  void aCallbackOfAnotherLoopIsRefused() throws Exception {
    var owner = Thread.currentThread().getName();
    Async.run(
        () -> {
          var everything = new Everything();
          toThread(
              () ->
                  Async.run(
                      () -> {
                        var checked = new CompletableFuture<String>();
                        runningLoop()
                            .callSoon(
                                () -> {
                                  try {
                                    assertAllRefused(
                                        "thread rondo-worker-1", owner, everything.calls());
                                    checked.complete("checked");
                                  } catch (Throwable failure) {
                                    checked.completeExceptionally(failure);
                                  }
                                });
                        assertEquals("checked", checked.get());
                      }));
          everything.assertUntouched();
        });
  }

  @Test
  void aThreadThatMadeALoopThatAnotherThreadRunsIsRefused() throws Exception {
    var call =
        new FutureTask<>(
            () -> {
              // A virtual thread lends its loop a platform thread, and waits meanwhile.
              try (var runner = new Runner()) {
                var loop = runner.loop();
                runner.run(() -> {});
                loop.callSoon(() -> {}); // between the runs it is the owner
                return "owner again";
              }
            });
    Thread.ofVirtual().start(call);
    assertEquals("owner again", call.get());
  }

  @Test
  void betweenRunsOtherThreadsAreRefusedToo() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      var owner = Thread.currentThread().getName();
      assertEquals("ran", loop.runUntilComplete(() -> "ran"));
      var checks =
          new FutureTask<>(
              () -> {
                assertAllRefused(
                    "thread stranger",
                    owner,
                    List.of(
                        new Call("callSoon", () -> loop.callSoon(() -> {})),
                        new Call("createTask", () -> loop.createTask(() -> "x")),
                        new Call("stop", loop::stop),
                        new Call("close", loop::close)));
                return null;
              });
      Thread.ofPlatform().name("stranger").start(checks);
      checks.get();
      assertFalse(loop.isClosed());
      assertEquals("ran again", loop.runUntilComplete(() -> "ran again"));
    }
  }

  @Test
  void aRunnerRefusesOtherThreads() throws Exception {
    try (var runner = new Runner()) {
      runner.run(() -> {});
      var checks =
          new FutureTask<>(
              () -> {
                assertThrows(WrongThreadException.class, () -> runner.run(() -> {}));
                assertThrows(WrongThreadException.class, runner::close);
                return null;
              });
      Thread.ofPlatform().start(checks);
      checks.get();
      runner.run(() -> {});
    }
  }

  @Test
  void aLoopMayBeRunByAnotherThreadThanTheOneThatMadeItAndClosedByEither() throws Exception {
    var ran = new ArrayList<String>();
    var loop = VirtualTime.newLoop();
    loop.callSoon(() -> ran.add("made here"));
    var run =
        new FutureTask<>(
            () -> {
              var result = loop.runUntilComplete(() -> "run there");
              loop.callSoon(() -> ran.add("after the run"));
              return result;
            });
    Thread.ofPlatform().start(run);
    assertEquals("run there", run.get());
    loop.stop();
    loop.runForever(); // one pass
    loop.close();
    assertEquals(List.of("made here", "after the run"), ran);
  }

  @Test
  void aThirdThreadIsRefusedBetweenRuns() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      var call =
          new FutureTask<>(
              () -> assertThrows(WrongThreadException.class, () -> loop.callSoon(() -> {})));
      Thread.ofPlatform().start(call);
      call.get();
    }
  }

  @Test
  void anyThreadMayAskForWhatSaysSo() throws Exception {
    Async.run(
        () -> {
          var everything = new Everything();
          toThread(
              () -> {
                assertTrue(everything.loop.isRunning());
                assertFalse(everything.loop.isClosed());
                assertTrue(everything.loop.time() > 0);
                assertEquals("a task", everything.task.name());
                assertEquals(everything.loop, everything.task.loop());
                assertTrue(everything.promise.toString().contains("pending"));
                assertFalse(everything.handle.cancelled());
                assertTrue(everything.timer.when() > 0);
              });
          everything.assertUntouched();
        });
  }

  @Test
  void anyThreadMayCancelWhatCallSoonThreadsafeReturned() throws Exception {
    Async.run(
        () -> {
          var everything = new Everything();
          Promise<String> done = everything.loop.createPromise();
          // A callback holds the loop, so that it cannot run the call before it is cancelled.
          everything.loop.callSoon(
              () -> {
                var other =
                    new FutureTask<>(
                        () -> {
                          var handle = everything.loop.callSoonThreadsafe(everything::called);
                          handle.cancel();
                          return handle.cancelled();
                        });
                Thread.ofPlatform().start(other);
                try {
                  assertTrue(other.get());
                  done.setResult("cancelled");
                } catch (Throwable failed) {
                  done.setException(failed);
                }
              });
          done.await();
          yieldNow();
          yieldNow();
          everything.assertUntouched();
        });
  }

  /* ---- what belongs to another loop ---- */

  /// Runs `body` in a coroutine while another loop, which owns the promise, waits.
  private static void withPromiseOfAnotherLoop(Consumer<Promise<String>> body) throws Exception {
    Async.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          toThread(() -> Async.run(() -> body.accept(promise)));
          assertFalse(promise.done());
        });
  }

  @Test
  void awaitingWhatBelongsToAnotherLoopIsRefused() throws Exception {
    withPromiseOfAnotherLoop(
        promise -> {
          var error = assertThrows(WrongThreadException.class, promise::await);
          assertEquals(
              promise
                  + " belongs to another loop than Task-1, which awaits it; await it there, or use"
                  + " Async.runCoroutineThreadsafe",
              error.getMessage());
          assertThrows(WrongThreadException.class, () -> await(promise));
        });
  }

  @Test
  void gatheringWhatBelongsToAnotherLoopIsRefusedAndStartsNothing() throws Exception {
    withPromiseOfAnotherLoop(
        promise -> {
          var error =
              assertThrows(
                  IllegalArgumentException.class, () -> Async.gather(() -> "own", promise));
          assertEquals(
              promise + " belongs to another loop than the one that runs here", error.getMessage());
          assertThrows(
              IllegalArgumentException.class, () -> Async.gatherOutcomes(() -> "own", promise));
          assertEquals(1, Async.allTasks().size());
        });
  }

  @Test
  void shieldingWhatBelongsToAnotherLoopIsRefused() throws Exception {
    withPromiseOfAnotherLoop(
        promise -> assertThrows(IllegalArgumentException.class, () -> Async.shield(promise)));
  }

  @Test
  void runningWhatBelongsToAnotherLoopIsRefused() {
    try (var one = VirtualTime.newLoop();
        var other = VirtualTime.newLoop()) {
      var promise = one.<String>createPromise();
      assertThrows(IllegalArgumentException.class, () -> other.runUntilComplete(promise));
    }
  }
}
