package dev.rondo;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Callbacks and timers, against CPython.
class OracleLoopTest {
  private static final String FIFO = "equal timers fire in the order in which they were set";

  private final Trace out = new Trace();

  @Test
  void callbacksRunInOrderAndThoseTheyAddInTheNextPass_001() throws Exception {
    class Program {
      final Loop loop = VirtualTime.newLoop();
      int tick;

      void onTick() {
        tick++;
        if (tick < 6) {
          loop.callSoon(this::onTick);
        }
      }

      Runnable callback(String name, String... children) {
        return () -> {
          out.print(tick, name);
          for (var child : children) {
            loop.callSoon(callback(child));
          }
        };
      }

      void body() {
        out.print(tick, "task-start");
        loop.callSoon(callback("from-task"));
        yieldNow();
        out.print(tick, "task-after-sleep0");
        yieldNow();
        out.print(tick, "task-end");
      }
    }

    var program = new Program();
    try (var loop = program.loop) {
      loop.callSoon(program::onTick);
      loop.callSoon(program.callback("a", "a1", "a2"));
      loop.callSoon(program.callback("b", "b1"));
      loop.callSoon(program.callback("c"));
      loop.runUntilComplete(Awaitable.of(program::body));
    }
    Oracle.of("001_call_soon_fifo").matches(out);
  }

  @Test
  void aCancelledHandleDoesNotRun_002() throws Exception {
    class Program {
      final Map<String, Handle> h = new HashMap<>();

      Handle h(String name) {
        return Objects.requireNonNull(h.get(name));
      }

      Runnable callback(String name) {
        return () -> out.print("run", name);
      }

      Runnable callback(String name, String kill) {
        return () -> {
          out.print("run", name);
          h(kill).cancel();
          out.print("  cancelled", kill, h(kill).cancelled());
        };
      }

      void main() {
        var loop = runningLoop();
        h.put("a", loop.callSoon(callback("a", "c")));
        h.put("b", loop.callSoon(callback("b")));
        h.put("c", loop.callSoon(callback("c")));
        h.put("d", loop.callSoon(callback("d")));
        h("b").cancel();
        h("b").cancel();
        yieldNow();
        out.print("a cancelled after run?", h("a").cancelled());
        h("a").cancel();
        out.print("a cancelled now?", h("a").cancelled());

        h.put("t1", loop.callLater(Duration.ofMillis(20), callback("t1", "t3")));
        h.put("t2", loop.callLater(Duration.ofMillis(40), callback("t2")));
        h.put("t3", loop.callLater(Duration.ofMillis(60), callback("t3")));
        h.put("t4", loop.callLater(Duration.ofMillis(80), callback("t4")));
        h("t2").cancel();
        sleep(Duration.ofMillis(120));
        out.print("done");
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("002_handle_cancel").matches(out);
  }

  @Test
  void timersFireInTheOrderOfTheirDeadlines_003() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var order = new ArrayList<Object>();
          for (var delay : List.of(0.10, 0.02, 0.06, 0.04, 0.08)) {
            loop.callLater(Duration.ofMillis((long) (delay * 1000)), () -> order.add(delay));
          }
          loop.callLater(Duration.ZERO, () -> order.add("zero"));
          loop.callLater(Duration.ofSeconds(-1), () -> order.add("neg1"));
          loop.callLater(Duration.ofSeconds(-2), () -> order.add("neg2"));
          loop.callSoon(() -> order.add("soon"));
          out.print("sync", order);
          yieldNow();
          out.print("after one iteration", order);
          sleep(Duration.ofMillis(160));
          out.print("end", order);
        });
    Oracle.of("003_call_later_order").matches(out);
  }

  @Test
  void equalTimersFireInTheOrderInWhichTheyWereSet_004() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          for (var n = 1; n <= 10; n++) {
            var order = new ArrayList<Integer>();
            var when = loop.time() + Duration.ofMillis(20).toNanos();
            IntStream.range(0, n).forEach(i -> loop.callAt(when, () -> order.add(i)));
            sleep(Duration.ofMillis(40));
            var sorted = order.stream().sorted().toList();
            out.print(n, order, order.equals(sorted) ? "fifo" : "not-fifo");
          }
        });
    Oracle.of("004_call_at_equal_deadlines")
        .differs("3 [0, 2, 1] not-fifo", "3 [0, 1, 2] fifo", FIFO)
        .differs("4 [0, 2, 1, 3] not-fifo", "4 [0, 1, 2, 3] fifo", FIFO)
        .differs("5 [0, 2, 1, 3, 4] not-fifo", "5 [0, 1, 2, 3, 4] fifo", FIFO)
        .differs("6 [0, 2, 5, 1, 3, 4] not-fifo", "6 [0, 1, 2, 3, 4, 5] fifo", FIFO)
        .differs("7 [0, 2, 6, 5, 1, 3, 4] not-fifo", "7 [0, 1, 2, 3, 4, 5, 6] fifo", FIFO)
        .differs("8 [0, 2, 6, 5, 7, 1, 3, 4] not-fifo", "8 [0, 1, 2, 3, 4, 5, 6, 7] fifo", FIFO)
        .differs(
            "9 [0, 2, 6, 5, 8, 7, 1, 3, 4] not-fifo", "9 [0, 1, 2, 3, 4, 5, 6, 7, 8] fifo", FIFO)
        .differs(
            "10 [0, 2, 6, 5, 9, 8, 7, 1, 3, 4] not-fifo",
            "10 [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] fifo",
            FIFO)
        .matches(out);
  }

  @Test
  void callbacksFromAnotherThreadWakeTheLoopAndKeepTheirOrder_006() throws Exception {
    var variable = ContextVariable.create("var", "-");
    var closed =
        VirtualTime.run(
            () -> {
              var loop = runningLoop();
              var seen = new ArrayList<Object>();
              var promise = loop.<String>createPromise();
              Runnable worker =
                  () -> {
                    var context = Context.copyCurrent();
                    set(variable, context);
                    for (var i = 0; i < 5; i++) {
                      var number = i;
                      loop.callSoonThreadsafeIn(
                          context, () -> seen.add(tuple(number, variable.get())));
                    }
                    loop.callSoonThreadsafe(() -> promise.setResult("woken"));
                  };
              var thread = Thread.ofPlatform().start(worker);
              out.print(promise.await());
              thread.join();
              out.print(seen);
              var order = new ArrayList<Integer>();
              loop.callSoon(() -> order.add(1));
              loop.callSoonThreadsafe(() -> order.add(2));
              loop.callSoon(() -> order.add(3));
              yieldNow();
              out.print(order);
              return loop;
            });
    try {
      closed.callSoonThreadsafe(() -> out.print("never"));
    } catch (IllegalStateException e) {
      out.print(Python.typeName(e), e.getMessage());
    }
    Oracle.of("006_call_soon_threadsafe")
        .differs(
            "RuntimeError Event loop is closed",
            "IllegalStateException Event loop is closed",
            "RuntimeError is IllegalStateException in Java")
        .matches(out);
  }

  private static void set(ContextVariable<String> variable, Context context) {
    try {
      context.run(() -> variable.set("worker-ctx"));
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
