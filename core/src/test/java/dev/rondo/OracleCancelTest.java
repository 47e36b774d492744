package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.args;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Cancellation, against CPython.
class OracleCancelTest {
  private final Trace out = new Trace();

  @Test
  void cancelBeforeTheFirstStep_017() throws Exception {
    VirtualTime.run(
        () -> {
          Action body =
              () -> {
                out.print("body ran");
                try {
                  yieldNow();
                } finally {
                  out.print("finally ran");
                }
              };
          var t = createTask(body);
          out.print(
              "cancel ->", t.cancel("early"),
              "done:", t.done(),
              "cancelled:", t.cancelled(),
              "cancelling:", t.cancelling());
          yieldNow();
          out.print("one iteration later: done:", t.done(), "cancelled:", t.cancelled());
          try {
            t.await();
          } catch (CancelledError e) {
            out.print("CancelledError", args(e));
          }
          out.print("cancel a finished task ->", t.cancel(), t.cancelling());
          t = createTask(body);
          t.cancel();
          t.uncancel();
          try {
            t.await();
            out.print("completed");
          } catch (CancelledError e) {
            out.print("uncancel() did not take the request back");
          }
        });
    Oracle.of("017_cancel_before_start").matches(out);
  }

  @Test
  void aTaskThatCancelsItselfIsCancelledAtItsNextWait_018() throws Exception {
    class Program {
      Object thenSleep() {
        currentTask().cancel("self");
        out.print("  code before the next await still runs");
        yieldNow();
        out.print("  not reached");
        return "not reached";
      }

      Object thenReturn() {
        currentTask().cancel("self");
        return 12;
      }

      Object thenRaise() throws ValueError {
        currentTask().cancel("self");
        throw new ValueError("mine");
      }

      Object thenNoYieldAwait() throws Exception {
        currentTask().cancel("self");
        var f = runningLoop().<String>createPromise();
        f.setResult("r");
        out.print("  await of a done future:", f.await());
        yieldNow();
        return "not reached";
      }

      Object swallow() {
        currentTask().cancel("self");
        try {
          yieldNow();
        } catch (CancelledError e) {
          out.print("  swallowed");
        }
        yieldNow();
        return tuple("fine", currentTask().cancelling());
      }

      Object blocksOnFuture() throws Exception {
        var f = runningLoop().<String>createPromise();
        currentTask().cancel("self");
        try {
          return f.await();
        } finally {
          out.print("  inner future cancelled:", f.cancelled());
        }
      }

      Object blocksOnTask() throws Exception {
        var inner =
            createTask(
                () -> {
                  sleep(Duration.ofSeconds(10));
                  return "not reached";
                });
        yieldNow();
        currentTask().cancel("self");
        try {
          return inner.await();
        } finally {
          out.print("  inner task cancelled:", inner.cancelled());
        }
      }

      Python.Tuple outcome(Awaitable<Object> body) {
        var t = createTask(body);
        try {
          return tuple("result", t.await(), t.cancelled());
        } catch (Exception | CancelledError e) {
          return tuple(Python.typeName(e), args(e), t.cancelled());
        }
      }

      void show(String name, Awaitable<Object> body) {
        out.print(name);
        out.print("  ->", outcome(body));
      }

      void main() {
        show("then_sleep", this::thenSleep);
        show("then_return", this::thenReturn);
        show("then_raise", this::thenRaise);
        show("then_no_yield_await", this::thenNoYieldAwait);
        show("swallow", this::swallow);
        show("blocks_on_future", this::blocksOnFuture);
        show("blocks_on_task", this::blocksOnTask);
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("018_cancel_self").matches(out);
  }

  @Test
  void aSwallowedCancellationIsCountedUntilItIsTakenBack_019() throws Exception {
    VirtualTime.run(
        () -> {
          var log = new ArrayList<Object>();
          Awaitable<String> worker =
              () -> {
                var me = currentTask();
                for (var i = 0; i < 3; i++) {
                  try {
                    sleep(Duration.ofSeconds(10));
                  } catch (CancelledError e) {
                    log.add(tuple("caught", i, args(e), me.cancelling()));
                  }
                }
                log.add(
                    tuple("uncancel", me.uncancel(), me.uncancel(), me.uncancel(), me.uncancel()));
                yieldNow();
                return "survived";
              };
          var t = createTask(worker);
          yieldNow();
          for (var i = 0; i < 3; i++) {
            log.add(tuple("cancel", t.cancel("m" + i), t.cancelling()));
            yieldNow();
            yieldNow();
          }
          out.print(t.await(), t.cancelling(), t.cancelled(), t.cancel());
          log.forEach(out::print);
        });
    Oracle.of("019_cancel_swallow_uncancel").matches(out);
  }

  @Test
  void twoRequestsBeforeTheTaskRunsAreOneCancellation_020() throws Exception {
    VirtualTime.run(
        () -> {
          var log = new ArrayList<Object>();
          var f = runningLoop().<String>createPromise();
          Awaitable<Integer> worker =
              () -> {
                for (var i = 0; i < 4; i++) {
                  try {
                    if (i == 0) {
                      f.await();
                    } else {
                      yieldNow();
                    }
                    log.add(tuple("no exception", i));
                  } catch (CancelledError e) {
                    log.add(tuple("cancelled", i, args(e)));
                  }
                }
                return currentTask().cancelling();
              };
          var t = createTask(worker);
          yieldNow();
          out.print(t.cancel("first"), t.cancel("second"), t.cancelling(), f.cancelled());
          out.print("returned", t.await());
          log.forEach(out::print);
        });
    Oracle.of("020_cancel_twice_one_delivery").matches(out);
  }

  @Test
  void aSecondRequestInterruptsTheCleanUpUnlessItIsShielded_023() throws Exception {
    class Program {
      void cleanUp() {
        out.print("  cleanup start");
        sleep(Duration.ofMillis(40));
        out.print("  cleanup end");
      }

      void cleanUpShieldedOrNot(boolean shielded) throws Exception {
        try {
          if (shielded) {
            shield(Awaitable.of(this::cleanUp));
          } else {
            cleanUp();
          }
        } catch (CancelledError e) {
          out.print("  interrupted during cleanup", args(e));
          throw e;
        }
      }

      void worker(boolean shielded) throws Exception {
        try {
          sleep(Duration.ofSeconds(10));
        } finally {
          cleanUpShieldedOrNot(shielded);
        }
      }

      void main() throws Exception {
        for (var shielded : List.of(false, true)) {
          out.print(shielded ? "shielded" : "plain");
          Task<@Nullable Void> t = createTask(() -> worker(shielded));
          yieldNow();
          t.cancel("one");
          sleep(Duration.ofMillis(20));
          t.cancel("two");
          try {
            t.await();
          } catch (CancelledError e) {
            out.print("  task cancelled with", args(e), "cancelling", t.cancelling());
          }
          sleep(Duration.ofMillis(60));
        }
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("023_cancel_during_cleanup")
        .differs(
            "  interrupted during cleanup ('two',) ('one',)",
            "  interrupted during cleanup ('two',)",
            "Java has no __context__: an exception that leaves a finally block replaces the one"
                + " before it, without a trace of it")
        .matches(out);
  }

  @Test
  void takingTheLastRequestBackWithdrawsWhatWasNotDelivered_904() throws Exception {
    VirtualTime.run(
        () -> {
          var f = runningLoop().<@Nullable Void>createPromise();
          Awaitable<Object> awaits =
              () -> {
                f.await();
                return 42;
              };
          Awaitable<Object> runs =
              () -> {
                yieldNow();
                return "ran";
              };
          Awaitable<Object> cancelsItself =
              () -> {
                currentTask().cancel();
                currentTask().uncancel();
                yieldNow();
                return "went on";
              };
          Awaitable<Object> sleeps =
              () -> {
                sleep(Duration.ofMillis(20));
                return "slept";
              };
          var woken = createTask(awaits);
          yieldNow();
          f.setResult(null);
          woken.cancel();
          woken.uncancel();
          out.print("woken, cancelled, uncancelled ->", resultOrCancelledError(woken));
          var created = createTask(runs);
          created.cancel();
          created.uncancel();
          out.print("cancel+uncancel before start ->", resultOrCancelledError(created));
          out.print("self ->", resultOrCancelledError(createTask(cancelsItself)));
          var sleeping = createTask(sleeps);
          yieldNow();
          sleeping.cancel();
          sleeping.uncancel();
          out.print("already delivered to the awaited future ->", resultOrCancelledError(sleeping));
        });
    Oracle.of("904_uncancel_resets_pending").matches(out);
  }

  private static Object resultOrCancelledError(Task<Object> task) throws Exception {
    try {
      return task.await();
    } catch (CancelledError e) {
      return "CancelledError";
    }
  }
}
