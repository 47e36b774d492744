package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Gather, against CPython. Where a program handles the future that `gather` returns there, its
/// port uses [Gathering], which is what a caller of [Async#gather] waits for.
class OracleGatherTest {
  private final Trace out = new Trace();

  @Test
  void resultsComeInTheOrderOfTheArgumentsAndTheCallerLast_032() throws Exception {
    class Program {
      final List<Object> order = new ArrayList<>();

      Awaitable<String> work(String name, int n) {
        return () -> {
          out.print("start", name);
          for (var i = 0; i < n; i++) {
            yieldNow();
          }
          out.print("end", name);
          return name;
        };
      }

      <T> Awaitable<T> afterOneTurn(T value) {
        return () -> {
          yieldNow();
          return value;
        };
      }

      <T> Consumer<Deferred<T>> note(String name) {
        return _ -> order.add(name);
      }

      void main() throws Exception {
        var loop = runningLoop();
        var f = loop.<String>createPromise();
        loop.callLater(Duration.ofMillis(20), () -> f.setResult("future"));
        var t = createTask(work("task", 1));
        out.print(gather(work("slow", 3), t, work("fast", 0), f, afterOneTurn("sleep")));
        var a = createTask(afterOneTurn(1));
        var b = createTask(afterOneTurn(2));
        var g = Gathering.<Integer>ofResults(loop, List.of(a, b));
        a.addDoneCallback(note("a"));
        b.addDoneCallback(note("b"));
        g.addDoneCallback(note("gather"));
        var waiter = createTask(() -> order.add(tuple("waiter", g.await())));
        waiter.await();
        out.print(order);
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("032_gather_order").matches(out);
  }

  /// One scenario after the other; each makes children, a gathering of them and a task that awaits
  /// it.
  private final class Cancelling {
    @FunctionalInterface
    interface Act {
      void on(Task<?> caller, Gathering<?> gathering);
    }

    private List<Task<String>> kids = List.of();
    private @Nullable Gathering<?> gathering;

    Task<String> kid(String name, Duration cleanup, boolean swallow) {
      return createTask(
          () -> {
            try {
              sleep(Duration.ofSeconds(1));
            } catch (CancelledError e) {
              out.print("  child", name, "cancelled", Python.args(e));
              if (cleanup.isPositive()) {
                sleep(cleanup);
                out.print("  child", name, "cleaned up");
              }
              if (swallow) {
                return name + " refused";
              }
              throw e;
            }
            return name;
          });
    }

    Task<String> kid(String name) {
      return kid(name, Duration.ZERO, false);
    }

    Task<String> slow(String name) {
      return kid(name, Duration.ofMillis(40), false);
    }

    Task<String> refusing(String name) {
      return kid(name, Duration.ZERO, true);
    }

    Gathering<?> results(List<Task<String>> children) {
      kids = children;
      return Gathering.<String>ofResults(runningLoop(), children);
    }

    Gathering<?> outcomes(List<Task<String>> children) {
      kids = children;
      return Gathering.<String>ofOutcomes(runningLoop(), children);
    }

    void run(String label, Supplier<Gathering<?>> maker, Act act) {
      out.print(label);
      Awaitable<List<?>> caller =
          () -> {
            var g = maker.get();
            gathering = g;
            return g.await();
          };
      var t = createTask(caller);
      sleep(Duration.ofMillis(20));
      var g = java.util.Objects.requireNonNull(gathering);
      act.on(t, g);
      try {
        out.print("  caller result", t.await().stream().map(this::shown).toList());
      } catch (Exception | CancelledError e) {
        out.print(
            "  caller sees",
            Python.typeName(e),
            Python.args(e),
            "| gather future cancelled():",
            g.cancelled(),
            "| task cancelled():",
            t.cancelled());
      }
      sleep(Duration.ofMillis(60));
    }

    Object shown(Object result) {
      return switch (result) {
        case Outcome.Cancelled<?>(var error) -> Python.repr(error);
        default -> result;
      };
    }

    void main() {
      run(
          "cancel the caller",
          () -> results(List.of(kid("a"), slow("b"), kid("c"))),
          (t, _) -> t.cancel("stop"));
      run(
          "cancel the gather future",
          () -> results(List.of(kid("a"), kid("b"))),
          (_, g) -> g.cancel("g"));
      run(
          "a child refuses",
          () -> results(List.of(refusing("a"), kid("b"))),
          (t, _) -> t.cancel("stop"));
      run(
          "all children refuse",
          () -> results(List.of(refusing("a"), refusing("b"))),
          (t, _) -> t.cancel("stop"));
      run(
          "return_exceptions + cancel the caller",
          () -> outcomes(List.of(kid("a"), kid("b"))),
          (t, _) -> t.cancel("stop"));
      run(
          "one child cancelled",
          () -> results(List.of(kid("a"), kid("b"))),
          (_, _) -> kids.getFirst().cancel("kid"));
      out.print("  sibling done?", kids.getLast().done());
      kids.getLast().cancel();
      yieldNow();
      run(
          "return_exceptions + children cancelled",
          () -> outcomes(List.of(kid("a"), kid("b"))),
          (_, _) -> {
            kids.getFirst().cancel("kid");
            runningLoop().callLater(Duration.ofMillis(20), kids.getLast()::cancel);
          });
    }
  }

  @Test
  void cancellingTheCallerCancelsTheChildrenAndEndsWithTheFirst_034() throws Exception {
    VirtualTime.run(new Cancelling()::main);
    Oracle.of("034_gather_cancel")
        .differs(
            "  caller result [\"CancelledError('')\", \"CancelledError('')\"]",
            "  caller result [\"CancelledError('kid')\", 'CancelledError()']",
            "an outcome holds the error with which the child ended, not a new one without reason")
        .matches(out);
  }

  @Test
  void duplicatesNoArgumentsNestedAndFinishedGathers_035() throws Exception {
    class Program {
      int n;

      <T> Awaitable<T> once(T value) {
        return () -> {
          n++;
          yieldNow();
          return value;
        };
      }

      <T> Gathering<T> gathering(List<? extends Deferred<? extends T>> children) {
        return Gathering.ofResults(runningLoop(), children);
      }

      void main() throws Exception {
        var c = once("dup");
        out.print(gather(c, c, once("other"), c), "runs:", n);
        var t = createTask(once("task"));
        out.print(gather(t, t));
        var none = this.<String>gathering(List.of());
        out.print("empty: done", none.done(), "->", none.await());
        var inner = this.<Integer>gathering(List.of(createTask(once(1)), createTask(once(2))));
        out.print("nested", gather(Arrays.<Awaitable<?>>asList(inner, once(3))));
        var finished = this.<String>gathering(List.of(createTask(once("x"))));
        finished.await();
        out.print("cancel finished gather:", finished.cancel());
        var g = this.<String>gathering(List.of(createTask(once("y")), createTask(once("z"))));
        out.print("cancel pending gather twice:", g.cancel(), g.cancel());
        try {
          g.await();
        } catch (CancelledError e) {
          out.print("CancelledError; cancelled():", g.cancelled());
        }
        try (var other = VirtualTime.newLoop()) {
          var f1 = runningLoop().createPromise();
          var f2 = other.createPromise();
          gather(f1, f2);
        } catch (IllegalArgumentException e) {
          out.print(Python.typeName(e), Python.text(e));
        }
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("035_gather_duplicates_empty")
        .differs(
            "['dup', 'dup', 'other', 'dup'] runs: 2",
            "['dup', 'dup', 'other', 'dup'] runs: 4",
            "a lambda is not a coroutine object: it can be run again, and each mention of it is")
        .lacks(
            "TypeError An asyncio.Future, a coroutine or an awaitable is required",
            "what can be awaited is a matter of types in Java; gather(once(1), 42) does not"
                + " compile")
        .differs(
            "ValueError The future belongs to a different loop than the one specified as the loop"
                + " argument",
            "IllegalArgumentException Promise@...[pending] belongs to another loop than the one"
                + " that runs here",
            "ValueError is IllegalArgumentException in Java; the text says what does not belong")
        .matches(out);
  }
}
