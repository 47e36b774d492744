package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Shields, against CPython. There `shield` returns a future; here it waits, so where a program
/// holds that future its port holds a task that waits.
class OracleShieldTest {
  private final Trace out = new Trace();

  private Awaitable<String> inner(String value, int millis) {
    return () -> {
      try {
        sleep(Duration.ofMillis(millis));
      } catch (CancelledError e) {
        out.print("  inner cancelled");
        throw e;
      }
      out.print("  inner completed", value);
      return value;
    };
  }

  private static <T> Task<T> shieldTask(Deferred<T> deferred) {
    var task = createTask(() -> shield(deferred));
    yieldNow();
    return task;
  }

  private static <T> Awaitable<T> after(int millis, T value) {
    return () -> {
      sleep(Duration.ofMillis(millis));
      return value;
    };
  }

  @Test
  void aShieldPassesResultsOnAndCancellationsDown_039() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          out.print("result", shield(inner("r", 20)));
          try {
            shield(
                Awaitable.of(
                    () -> {
                      yieldNow();
                      throw new KeyError("k");
                    }));
          } catch (KeyError e) {
            out.print("exception", e);
          }
          var survivor = createTask(inner("survivor", 40));
          var caller = createTask(() -> shield(survivor));
          yieldNow();
          caller.cancel("stop");
          try {
            caller.await();
          } catch (CancelledError e) {
            out.print(
                "caller cancelled",
                Python.args(e),
                "inner done",
                survivor.done(),
                "inner.cancelling",
                survivor.cancelling());
          }
          out.print("inner later:", survivor.await());
          var killed = createTask(inner("x", 1000));
          var outer = shieldTask(killed);
          killed.cancel("kill-inner");
          try {
            outer.await();
          } catch (CancelledError e) {
            out.print("outer follows inner's cancellation", Python.args(e), outer.cancelled());
          }
          var f = loop.<String>createPromise();
          var a = shieldTask(f);
          var b = shieldTask(f);
          a.cancel();
          f.setResult("both");
          yieldNow();
          yieldNow();
          out.print("two shields:", a.cancelled(), b.result(), f.result());
          var kept = loop.<String>createPromise();
          var late = shieldTask(kept);
          kept.setResult("v");
          out.print("cancel outer after inner done but before propagation:", late.cancel());
          yieldNow();
          out.print("  outer cancelled", late.cancelled(), "inner kept", kept.result());
          var gathering =
              Gathering.<Integer>ofResults(
                  loop, List.of(createTask(after(20, 1)), createTask(after(20, 2))));
          shieldTask(gathering).cancel();
          out.print("shield(gather) cancelled:", gathering.await());
        });
    Oracle.of("039_shield")
        .lacks(
            "shield(done future) is the future itself: True",
            "there is no future object of a shield; it returns the result")
        .matches(out);
  }
}
