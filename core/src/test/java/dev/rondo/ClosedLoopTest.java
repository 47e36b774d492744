package dev.rondo;

import static dev.rondo.Async.createTask;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// A loop that is closed refuses everything.
@Timeout(60)
class ClosedLoopTest {
  private final List<String> log = new ArrayList<>();

  private void called() {
    log.add("called");
  }

  private static Loop closedLoop() {
    var loop = VirtualTime.newLoop();
    loop.close();
    return loop;
  }

  private static void assertRefused(Executable... calls) {
    assertAll(
        Stream.of(calls)
            .map(
                call ->
                    () -> {
                      var error = assertThrows(IllegalStateException.class, call);
                      assertEquals("Event loop is closed", error.getMessage());
                    }));
  }

  @Test
  void callbacksAreRefused() {
    var loop = closedLoop();
    assertRefused(
        () -> loop.callSoon(this::called),
        () -> loop.callSoonIn(new Context(), this::called),
        () -> loop.callSoonThreadsafe(this::called),
        () -> loop.callSoonThreadsafeIn(new Context(), this::called),
        () -> loop.callLater(Duration.ZERO, this::called),
        () -> loop.callAt(0, this::called));
  }

  @Test
  void tasksAndPromisesAreRefused() {
    var loop = closedLoop();
    assertRefused(
        () -> loop.createTask(() -> "x"),
        () -> loop.createTask("name", () -> "x"),
        () -> loop.createTask(TaskOptions.DEFAULT, () -> "x"),
        () -> loop.newTask(() -> "x", TaskOptions.DEFAULT),
        loop::createPromise,
        () -> Async.runCoroutineThreadsafe(() -> "x", loop));
  }

  @Test
  void runsAreRefused() {
    var loop = closedLoop();
    assertRefused(loop::runForever, () -> loop.runUntilComplete(() -> "x"));
  }

  @Test
  void settingsThatWouldHaveNoEffectAreRefused() {
    var loop = closedLoop();
    assertRefused(
        () -> loop.setExceptionHandler((_, _) -> {}),
        () -> loop.setExceptionHandler(Optional.empty()),
        () -> loop.setTaskFactory(Optional.empty()),
        () -> loop.setEagerTasks(true),
        () -> loop.setDebug(true),
        () -> loop.setSlowStepThreshold(Duration.ofSeconds(1)),
        () -> loop.setPoller(VirtualTime.newLoop().poller()));
  }

  @Test
  void stoppingIsRefused() {
    assertRefused(closedLoop()::stop);
  }

  @Test
  void completingAPromiseIsRefused() {
    var loop = VirtualTime.newLoop();
    Promise<String> promise = loop.createPromise();
    loop.close();
    assertRefused(
        () -> promise.setResult("x"), () -> promise.setException(new IllegalStateException()));
    assertFalse(promise.done());
  }

  @Test
  void doneCallbacksThatWouldNeverBeCalledAreRefused() throws Exception {
    var loop = VirtualTime.newLoop();
    Promise<String> promise = loop.createPromise();
    var task = loop.createTask(() -> "x");
    assertEquals("x", loop.runUntilComplete(task));
    loop.close();
    assertRefused(
        () -> promise.addDoneCallback(_ -> called()), () -> task.addDoneCallback(_ -> called()));
  }

  @Test
  void closingAgainHasNoEffect() {
    var loop = closedLoop();
    loop.close();
    assertTrue(loop.isClosed());
  }

  @Test
  void whatEndedCanStillBeAsked() throws Exception {
    Task<String> task = VirtualTime.run(() -> createTask(() -> "result"));
    assertTrue(task.done());
    assertFalse(task.cancelled());
    assertEquals("result", task.result());
    assertEquals(Optional.empty(), task.exception());
    assertFalse(task.cancel());
    assertEquals(0, task.cancelling());
    assertFalse(task.loop().isRunning());
    assertTrue(task.loop().time() >= 0);
    assertEquals("Loop[closed]", task.loop().toString());
  }

  @Test
  void handlesCanStillBeCancelled() {
    var loop = VirtualTime.newLoop();
    var handle = loop.callSoon(this::called);
    var timer = loop.callLater(Duration.ofSeconds(1), this::called);
    loop.close();
    handle.cancel();
    timer.cancel();
    assertTrue(handle.cancelled());
    assertTrue(timer.cancelled());
  }

  @Test
  void aRunningLoopCannotBeClosed() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = Async.runningLoop();
          var error = assertThrows(IllegalStateException.class, loop::close);
          assertEquals("Cannot close a running event loop", error.getMessage());
          assertFalse(loop.isClosed());
          Async.yieldNow();
        });
  }
}
