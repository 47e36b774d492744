package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Promises, which asyncio calls futures, against CPython.
class OraclePromiseTest {
  private final Trace out = new Trace();

  @Test
  void aPromiseEndsOnceAndTellsItsState_010() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var done = loop.<Integer>createPromise();
          out.attempt("pending.result", done::result);
          out.attempt("pending.exception", done::exception);
          out.attempt("pending.done", done::done);
          out.attempt("set_result", () -> done.setResult(1));
          out.attempt("set_result again", () -> done.setResult(2));
          out.attempt(
              "set_exception after result", () -> done.setException(new ValueError("late")));
          out.attempt("cancel after result", () -> done.cancel());
          out.attempt("result", done::result);
          out.attempt("exception", () -> done.exception().orElse(null));
          var failed = loop.<Integer>createPromise();
          out.attempt("set_exception", () -> failed.setException(new ValueError("v")));
          out.attempt("result of failed", failed::result);
          out.attempt("exception of failed", () -> failed.exception().orElseThrow().getMessage());
          out.attempt("set_result after exception", () -> failed.setResult(0));
          out.attempt("cancelled", failed::cancelled);
          var cancelled = loop.<Integer>createPromise();
          out.attempt("cancel", () -> cancelled.cancel());
          out.attempt("cancel again", () -> cancelled.cancel());
          out.attempt("done", cancelled::done);
          out.attempt("cancelled", cancelled::cancelled);
          out.attempt("result of cancelled", cancelled::result);
          out.attempt("exception of cancelled", cancelled::exception);
          out.attempt("set_result of cancelled", () -> cancelled.setResult(0));
          var ended = loop.<Integer>createPromise();
          out.attempt(
              "set_exception(StopIteration)",
              () -> ended.setException(new NoSuchElementException()));
          assertInstanceOf(NoSuchElementException.class, ended.exception().orElseThrow());
        });
    var pending = "Java calls it an exception; the text says what is not done";
    var twice = "Java calls it an exception; the text says what was done already, and how it ended";
    var invalid = " -> raises InvalidStateError ('invalid state',)";
    var aClass = "only an exception object can be thrown in Java; this does not compile";
    Oracle.of("010_future_states")
        .differs(
            "pending.result -> raises InvalidStateError ('Result is not set.',)",
            "pending.result -> raises InvalidStateException"
                + " ('Result is not set: Promise@...[pending]',)",
            pending)
        .differs(
            "pending.exception -> raises InvalidStateError ('Exception is not set.',)",
            "pending.exception -> raises InvalidStateException"
                + " ('Exception is not set: Promise@...[pending]',)",
            pending)
        .differs(
            "set_result again" + invalid,
            "set_result again" + refused("setResult", "done with 1"),
            twice)
        .differs(
            "set_exception after result" + invalid,
            "set_exception after result" + refused("setException", "done with 1"),
            twice)
        .differs(
            "set_result after exception" + invalid,
            "set_result after exception"
                + refused("setResult", "failed with dev.rondo.oracle.ValueError: v"),
            twice)
        .differs(
            "set_result of cancelled" + invalid,
            "set_result of cancelled" + refused("setResult", "cancelled"),
            twice)
        .lacks("set_exception(class) -> None", aClass)
        .lacks("exception type -> KeyError", aClass)
        .matches(out);
  }

  private static String refused(String operation, String state) {
    return " -> raises InvalidStateException ('%s on a promise that is done already: Promise@...[%s]; check done() first',)"
        .formatted(operation, state);
  }

  @Test
  void doneCallbacksRunInTheNextPassInTheOrderOfTheirRegistration_011() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var order = new ArrayList<String>();
          var f = loop.<@Nullable Void>createPromise();
          Consumer<Deferred<@Nullable Void>> a = _ -> order.add("a");
          Consumer<Deferred<@Nullable Void>> b = _ -> order.add("b");
          Consumer<Deferred<@Nullable Void>> c =
              done -> {
                order.add("c");
                done.addDoneCallback(_ -> order.add("added-in-c"));
              };
          f.addDoneCallback(a);
          f.addDoneCallback(b);
          f.addDoneCallback(a);
          f.addDoneCallback(c);
          out.print("removed", f.removeDoneCallback(b), f.removeDoneCallback(b));
          f.addDoneCallback(b);
          loop.callSoon(() -> order.add("soon-before"));
          f.setResult(null);
          loop.callSoon(() -> order.add("soon-after"));
          out.print("immediately", order);
          f.addDoneCallback(_ -> order.add("added-when-done"));
          out.print("remove after done", f.removeDoneCallback(a));
          yieldNow();
          out.print("one iteration", order);
          yieldNow();
          out.print("two iterations", order);
        });
    Oracle.of("011_future_callbacks").matches(out);
  }

  @Test
  void everyWaiterGetsTheSameExceptionObject_013() throws Exception {
    VirtualTime.run(
        () -> {
          var f = runningLoop().<String>createPromise();
          var exception = new ValueError("x");
          var got = new ArrayList<Object>();
          var waiters = new ArrayList<Awaitable<@Nullable Void>>();
          for (var name : List.<Object>of(0, 1, 2, "again")) {
            waiters.add(Awaitable.of(() -> got.add(tuple(name, thrownBy(f) == exception))));
          }
          var tasks = waiters.subList(0, 3).stream().map(Async::createTask).toList();
          yieldNow();
          f.setException(exception);
          gather(tasks);
          waiters.getLast().await();
          out.print(got);
          Awaitable<String> ok =
              () -> {
                yieldNow();
                return "r";
              };
          var t = createTask(ok);
          out.print(t.await(), t.await(), t.result());
          Awaitable<String> bad =
              () -> {
                throw new ValueError("k");
              };
          var failed = createTask(bad);
          var e1 = thrownBy(failed);
          var e2 = thrownBy(failed::result);
          out.print(e1 == e2 && e2 == failed.exception().orElseThrow());
        });
    Oracle.of("013_future_exception_identity").matches(out);
  }

  private static Throwable thrownBy(Awaitable<?> awaitable) {
    return assertThrows(ValueError.class, awaitable::await);
  }
}
