package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Promises, which asyncio calls futures, against CPython.
class OraclePromiseTest {
  private final Trace out = new Trace();

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
