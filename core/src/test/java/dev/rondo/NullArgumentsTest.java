package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Null where the API takes none: an exception that names the parameter, and nothing has happened.
@Timeout(60)
class NullArgumentsTest {
  /// Null, as code that is not checked for it may pass it.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  private static void callback() {}

  private record Call(String parameter, Executable body) {
    void check() {
      var error = assertThrows(NullPointerException.class, body);
      assertEquals(parameter + " is null; pass a value", error.getMessage());
    }
  }

  private static void checkAll(Call... calls) {
    assertAll(List.of(calls).stream().map(call -> (Executable) call::check));
  }

  @Test
  void theFunctionsNameTheParameter() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          checkAll(
              new Call("main", () -> Async.run(NullArgumentsTest.<Awaitable<String>>none())),
              new Call("main", () -> Async.run(NullArgumentsTest.<Action>none())),
              new Call("body", () -> createTask(NullArgumentsTest.<Awaitable<String>>none())),
              new Call("body", () -> createTask(NullArgumentsTest.<Action>none())),
              new Call("name", () -> createTask(NullArgumentsTest.<String>none(), () -> "x")),
              new Call("name", () -> createTask(NullArgumentsTest.<String>none(), () -> {})),
              new Call("body", () -> createTask("x", NullArgumentsTest.<Awaitable<String>>none())),
              new Call("body", () -> createTask("x", NullArgumentsTest.<Action>none())),
              new Call("awaitable", () -> Async.await(NullArgumentsTest.<Awaitable<String>>none())),
              new Call(
                  "stage", () -> Async.await(NullArgumentsTest.<CompletionStage<String>>none())),
              new Call("delay", () -> Async.sleep(none())),
              new Call("awaitable", () -> Async.shield(none())),
              new Call("body", () -> Async.toThread(NullArgumentsTest.<Callable<String>>none())),
              new Call("body", () -> Async.toThread(NullArgumentsTest.<Action>none())),
              new Call("body", () -> Async.runCoroutineThreadsafe(none(), loop)),
              new Call("loop", () -> Async.runCoroutineThreadsafe(() -> "x", none())),
              new Call("action", () -> Awaitable.of(none())));
          assertEquals(1, Async.allTasks().size());
        });
  }

  @Test
  void gatherNamesTheParameterAndStartsNothing() throws Exception {
    VirtualTime.run(
        () -> {
          checkAll(
              new Call("awaitables", () -> Async.gather(NullArgumentsTest.<Awaitable<?>[]>none())),
              new Call("actions", () -> Async.gather(NullArgumentsTest.<Action[]>none())),
              new Call(
                  "awaitables",
                  () -> Async.gather(NullArgumentsTest.<List<Awaitable<String>>>none())),
              new Call(
                  "awaitables",
                  () -> Async.gatherOutcomes(NullArgumentsTest.<Awaitable<?>[]>none())),
              new Call(
                  "awaitables",
                  () -> Async.gatherOutcomes(NullArgumentsTest.<List<Awaitable<String>>>none())),
              new Call(
                  "an awaitable",
                  () -> Async.gather(() -> "x", NullArgumentsTest.<Awaitable<String>>none())),
              new Call(
                  "an awaitable",
                  () ->
                      Async.gather(
                          Collections.singletonList(NullArgumentsTest.<Awaitable<String>>none()))),
              new Call(
                  "an awaitable",
                  () ->
                      Async.gatherOutcomes(() -> "x", NullArgumentsTest.<Awaitable<String>>none())),
              new Call("action", () -> Async.gather(() -> {}, NullArgumentsTest.<Action>none())));
          assertEquals(1, Async.allTasks().size());
        });
  }

  @Test
  void theLoopNamesTheParameter() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var context = new Context();
          checkAll(
              new Call("callback", () -> loop.callSoon(none())),
              new Call("callback", () -> loop.callSoonIn(context, none())),
              new Call("context", () -> loop.callSoonIn(none(), NullArgumentsTest::callback)),
              new Call("callback", () -> loop.callSoonThreadsafe(none())),
              new Call("callback", () -> loop.callSoonThreadsafeIn(context, none())),
              new Call(
                  "context", () -> loop.callSoonThreadsafeIn(none(), NullArgumentsTest::callback)),
              new Call("delay", () -> loop.callLater(none(), NullArgumentsTest::callback)),
              new Call("callback", () -> loop.callLater(Duration.ZERO, none())),
              new Call("callback", () -> loop.callAt(0, none())),
              new Call("body", () -> loop.createTask(none())),
              new Call("context", () -> loop.callExceptionHandler(none())),
              new Call("name", () -> loop.createTask(NullArgumentsTest.<String>none(), () -> "x")),
              new Call("body", () -> loop.createTask("x", none())),
              new Call(
                  "handler",
                  () -> loop.setExceptionHandler(NullArgumentsTest.<Loop.ExceptionHandler>none())),
              new Call(
                  "handler",
                  () ->
                      loop.setExceptionHandler(
                          NullArgumentsTest.<Optional<Loop.ExceptionHandler>>none())));
        });
  }

  @Test
  void runningALoopNamesTheParameter() throws Exception {
    try (var runner = new Runner();
        var loop = VirtualTime.newLoop()) {
      checkAll(
          new Call("body", () -> runner.run(NullArgumentsTest.<Awaitable<String>>none())),
          new Call("body", () -> runner.run(NullArgumentsTest.<Action>none())),
          new Call("body", () -> loop.runUntilComplete(none())));
    }
  }

  @Test
  void tasksAndPromisesNameTheParameter() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> "x");
          Promise<String> promise = runningLoop().createPromise();
          checkAll(
              new Call("reason", () -> task.cancel(none())),
              new Call("name", () -> task.setName(none())),
              new Call(
                  "callback",
                  () -> task.addDoneCallback(NullArgumentsTest.<Consumer<Deferred<String>>>none())),
              new Call(
                  "callback",
                  () ->
                      task.removeDoneCallback(
                          NullArgumentsTest.<Consumer<Deferred<String>>>none())),
              new Call("exception", () -> promise.setException(none())),
              new Call("reason", () -> promise.cancel(none())));
          assertEquals("x", task.await());
          assertEquals(false, promise.done());
        });
  }

  @Test
  void contextsAndErrorsNameTheParameter() {
    var variable = ContextVariable.create("variable");
    checkAll(
        new Call("body", () -> new Context().run(none())),
        new Call("name", () -> ContextVariable.create(none())),
        new Call("name", () -> ContextVariable.create(none(), "x")),
        new Call("defaultValue", () -> ContextVariable.create("x", none())),
        new Call("value", () -> variable.set(none())),
        new Call("token", () -> variable.reset(none())),
        new Call("reason", () -> new CancelledError(NullArgumentsTest.<String>none())));
  }

  @Test
  void nullResultsAreResults() throws Exception {
    VirtualTime.run(
        () -> {
          var expected = new ArrayList<Object>();
          expected.add(null);
          expected.add(null);
          assertEquals(expected, Async.<Object>gather(() -> null, () -> null));
          Promise<Object> promise = runningLoop().createPromise();
          promise.setResult(none());
          assertNull(promise.await());
          assertEquals(Optional.empty(), promise.exception());
          assertNull(Async.shield(() -> null));
          assertNull(Async.toThread((Callable<Object>) () -> none()));
          assertNull(Async.await(CompletableFuture.completedFuture(null)));
          assertEquals(
              List.of(new Outcome.Success<Object>(none())), Async.gatherOutcomes(() -> none()));
        });
  }
}
