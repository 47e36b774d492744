package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.waitUntil;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What gives up the turn and what does not, against CPython.
class OracleFastPathTest {
  private final Trace out = new Trace();

  @Test
  void whatNeedNotWaitKeepsItsTurn_015() throws Exception {
    VirtualTime.run(this::main);
    Oracle.of("015_no_yield_fast_paths")
        .lacks(
            "sleep(0.0): yielded", "there is one zero: a Duration is not an int or a float number")
        .lacks(
            "wait_for(done, None): did not yield",
            "a limit is a Duration; who wants none calls await")
        .matches(out);
  }

  private void check(String name, Action action) throws Exception {
    var ran = new ArrayList<Integer>();
    runningLoop().callSoon(() -> ran.add(1));
    action.run();
    out.print(name + ":", ran.isEmpty() ? "did not yield" : "yielded");
    yieldNow();
  }

  private static void nothing() {}

  private static int deep(int n) {
    return n > 0 ? deep(n - 1) : 0;
  }

  private void main() throws Exception {
    var second = Duration.ofSeconds(1);
    var done = runningLoop().<Integer>createPromise();
    done.setResult(1);
    var task = createTask(OracleFastPathTest::nothing);
    task.await();
    var lock = new Lock();
    var event = new Event();
    event.set();
    var semaphore = new Semaphore(2);
    var queue = new Queue<Integer>();
    queue.putNowait(1);
    check("done future", () -> done.await());
    check("done task", () -> task.await());
    check("coroutine", OracleFastPathTest::nothing);
    check("deep coroutine", () -> deep(50));
    check("sleep(0)", () -> sleep(Duration.ZERO));
    check("sleep(-1)", () -> sleep(Duration.ofSeconds(-1)));
    check("new task", () -> createTask(OracleFastPathTest::nothing).await());
    check("free lock", lock::acquire);
    check("set event", () -> event.await());
    check("free semaphore", semaphore::acquire);
    check("queue put", () -> queue.put(2));
    check("queue get", () -> queue.get());
    check("gather()", () -> gather(List.<Awaitable<?>>of()));
    check("gather(done)", () -> gather(done));
    check("shield(done)", () -> shield(done));
    check("wait([done])", () -> waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task)));
    check("wait_for(done, 1)", () -> waitFor(done, second));
    check("wait_for(done, 0)", () -> waitFor(done, Duration.ZERO));
    check("timeout block", () -> timeout(second, OracleFastPathTest::nothing));
    check("empty TaskGroup", () -> taskGroup(_ -> {}));
  }
}
