package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How many passes of the loop lie between an event and the code that waits for it, against
/// CPython. A pass too many or too few would change the order in which programs run.
class OracleLatencyTest {
  private final Trace out = new Trace();
  private int tick;

  @Test
  void whoWaitsIsResumedInTheSamePassAsInAsyncio() throws Exception {
    VirtualTime.run(this::main);
    Oracle.of("latency")
        .differs(
            "awaits itself: 3 RuntimeError",
            "awaits itself: 2 IllegalStateException",
            "RuntimeError is IllegalStateException in Java; a wait that is refused does not"
                + " suspend")
        .matches(out);
  }

  private void main() throws Exception {
    runningLoop().callSoon(this::onTick);
    yieldNow();
    measureWaits();
    measureGathers();
    measureCancellations();
    measureTasksThatCancelThemselves();
  }

  private void onTick() { // the first handle of every pass
    tick++;
    runningLoop().callSoon(this::onTick);
  }

  /* ---- what is measured ---- */

  private static void nothing() {}

  private static void fail() throws ValueError {
    throw new ValueError("");
  }

  private static void turns(int n) {
    for (var i = 0; i < n; i++) {
      yieldNow();
    }
  }

  private static void sleepLong() {
    sleep(Duration.ofSeconds(10));
  }

  private static void cleansUp(int n) {
    try {
      sleepLong();
    } finally {
      turns(n);
    }
  }

  private static void chain(int n) throws Exception {
    if (n > 0) {
      createTask(() -> chain(n - 1)).await();
    } else {
      future().await();
    }
  }

  private static Promise<@Nullable Void> future() {
    return runningLoop().createPromise();
  }

  private static Promise<@Nullable Void> done() {
    var future = future();
    give(future);
    return future;
  }

  private static Promise<@Nullable Void> failed() {
    var future = future();
    breakIt(future);
    return future;
  }

  private static Promise<@Nullable Void> soon(Consumer<Promise<@Nullable Void>> action) {
    var future = future();
    runningLoop().callSoon(() -> action.accept(future));
    return future;
  }

  private static void give(Promise<@Nullable Void> future) {
    future.setResult(null);
  }

  private static void breakIt(Promise<@Nullable Void> future) {
    future.setException(new ValueError(""));
  }

  private static Awaitable<@Nullable Void> coroutine(Action body) {
    return Awaitable.of(body);
  }

  /* ---- how it is measured ---- */

  private void measure(String name, Action body) {
    var start = tick;
    var how = "";
    try {
      body.run();
    } catch (Exception | CancelledError e) {
      how = " " + Python.typeName(e);
    }
    out.print(name + ": " + (tick - start) + how);
  }

  private void measureTask(String name, Action body) {
    measure(name, () -> createTask(body).await());
  }

  private void measureCancelled(String name, Action body) {
    var task = createTask(body);
    turns(10);
    measure(
        "cancelled: " + name,
        () -> {
          task.cancel();
          task.await();
        });
  }

  /* ---- the measurements ---- */

  private void measureWaits() {
    measure("sleep(0)", () -> sleep(Duration.ZERO));
    measure("coroutine", OracleLatencyTest::nothing);
    measure("done future", () -> done().await());
    measure("failed future", () -> failed().await());
    measure("future that a callback sets", () -> soon(OracleLatencyTest::give).await());
    measure("future that a callback breaks", () -> soon(OracleLatencyTest::breakIt).await());
    measure("future that a callback cancels", () -> soon(future -> future.cancel()).await());
    measureTask("task that returns", OracleLatencyTest::nothing);
    measureTask("task that fails", OracleLatencyTest::fail);
    measureTask("task that gives up its turn 3 times", () -> turns(3));
    measure(
        "task that awaits a task started before it",
        () -> {
          var inner = createTask(OracleLatencyTest::nothing);
          createTask(() -> inner.await()).await();
        });
    measureTask(
        "task that starts and awaits a task", () -> createTask(OracleLatencyTest::nothing).await());
    measure(
        "task that awaits a future",
        () -> {
          var future = soon(OracleLatencyTest::give);
          createTask(() -> future.await()).await();
        });
    measure("shield of a coroutine", () -> shield(coroutine(OracleLatencyTest::nothing)));
    measure("shield of a done future", () -> shield(done()));
    measure("shield of a future that a callback sets", () -> shield(soon(OracleLatencyTest::give)));
  }

  private void measureGathers() {
    Action nothing = OracleLatencyTest::nothing;
    measure("gather of nothing", () -> gather(List.<Awaitable<?>>of()));
    measure("gather of coroutines", () -> gather(nothing, nothing));
    measure("gather of done futures", () -> gather(done(), done()));
    measure("gather of a failed future", () -> gather(future(), failed()));
    measure("gather of a future that a callback sets", () -> gather(soon(OracleLatencyTest::give)));
    measure(
        "gather with a failure",
        () -> gather(future(), coroutine(OracleLatencyTest::fail), coroutine(() -> turns(5))));
    measure(
        "gather with a late failure",
        () -> {
          var broken = soon(OracleLatencyTest::breakIt);
          gather(nothing, broken::await);
        });
    measure(
        "gather of outcomes",
        () -> gatherOutcomes(coroutine(OracleLatencyTest::fail), coroutine(() -> turns(5))));
    measure(
        "gather of a gather",
        () -> {
          var inner = Gathering.ofResults(runningLoop(), List.of(createTask(nothing)));
          gather(inner);
        });
  }

  private void measureCancellations() throws Exception {
    var task = createTask(OracleLatencyTest::nothing);
    task.cancel();
    measure("cancelled: before its first step", () -> task.await());
    measureCancelled("gives up its turn", () -> turns(100));
    measureCancelled("sleeps", OracleLatencyTest::sleepLong);
    measureCancelled("awaits a future", () -> future().await());
    measureCancelled("awaits a task", () -> chain(1));
    measureCancelled("awaits a chain of tasks", () -> chain(5));
    measureCancelled("awaits a shield", () -> shield(coroutine(OracleLatencyTest::sleepLong)));
    measureCancelled("gathers futures", () -> gather(future(), future()));
    Action sleeps = OracleLatencyTest::sleepLong;
    measureCancelled("gathers coroutines", () -> gather(sleeps, sleeps));
    measureCancelled("gathers, first child slow", () -> gather(() -> cleansUp(3), sleeps));
    measureCancelled(
        "gathers outcomes", () -> gatherOutcomes(coroutine(() -> cleansUp(3)), coroutine(sleeps)));
    measureCancelled("cleans up", () -> cleansUp(3));
  }

  private void measureTasksThatCancelThemselves() {
    measureTask("cancels itself, then returns", cancelSelfThen(OracleLatencyTest::nothing));
    measureTask("cancels itself, then fails", cancelSelfThen(OracleLatencyTest::fail));
    measureTask("cancels itself, then gives up its turn", cancelSelfThen(() -> turns(1)));
    measureTask("cancels itself, then sleeps", cancelSelfThen(OracleLatencyTest::sleepLong));
    measureTask("cancels itself, then awaits a future", cancelSelfThen(() -> future().await()));
    measureTask(
        "cancels itself, then awaits a task",
        cancelSelfThen(() -> createTask(() -> turns(9)).await()));
    measureTask(
        "cancels itself, then gathers",
        cancelSelfThen(() -> gather(() -> turns(9), () -> turns(9))));
    measureTask("awaits itself", () -> currentTask().await());
  }

  private static Action cancelSelfThen(Action then) {
    return () -> {
      currentTask().cancel();
      then.run();
    };
  }
}
