package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Starting, inspecting and awaiting tasks, against CPython.
class OracleTaskTest {
  private static final String TYPES =
      "what can be awaited is a matter of types in Java; this does not compile";

  private final Trace out = new Trace();

  @Test
  void tasksStartInTheNextPassInTheOrderOfTheirCreation_014() throws Exception {
    VirtualTime.run(
        () -> {
          class Program {
            final List<String> order = new ArrayList<>();

            void leaf(String n) {
              order.add("start " + n);
              yieldNow();
              order.add("end " + n);
            }

            void parent(String n) throws Exception {
              order.add("start " + n);
              var child = createTask(() -> leaf(n + ".1"));
              order.add("created " + n + ".1");
              child.await();
              order.add("end " + n);
            }
          }

          var program = new Program();
          var tasks = new ArrayList<Task<?>>();
          tasks.add(createTask(() -> program.parent("p1")));
          runningLoop().callSoon(() -> program.order.add("callback"));
          tasks.add(createTask(() -> program.leaf("l2")));
          tasks.add(createTask(() -> program.parent("p3")));
          program.order.add("nothing ran yet");
          for (var task : tasks) {
            task.await();
          }
          program.order.forEach(out::print);
        });
    Oracle.of("014_task_start_order").matches(out);
  }

  @Test
  void aTaskTellsItsState_025() throws Exception {
    VirtualTime.run(
        () -> {
          Awaitable<Integer> ok =
              () -> {
                yieldNow();
                return 7;
              };
          Awaitable<Integer> bad =
              () -> {
                throw new ValueError("v");
              };
          var t = createTask("my-task", ok);
          attempt("name", t::name);
          attempt("done", t::done);
          attempt("result", t::result);
          attempt("exception", () -> t.exception().orElse(null));
          attempt("cancelling", t::cancelling);
          attempt("uncancel", t::uncancel);
          t.await();
          attempt("result", t::result);
          attempt("exception", () -> t.exception().orElse(null));
          var failed = createTask(bad);
          gatherOutcomes(failed);
          attempt("result of failed", failed::result);
          attempt("exception of failed", () -> Python.repr(failed.exception().orElse(null)));
          attempt("cancelled", failed::cancelled);
          var loop = runningLoop();
          attempt("ensure_future(task) is task", () -> loop.ensureDeferred(t).equals(t));
          var f = loop.createPromise();
          attempt("ensure_future(future) is future", () -> loop.ensureDeferred(f).equals(f));
          try (var other = VirtualTime.newLoop()) {
            attempt("ensure_future(future, other loop)", () -> other.ensureDeferred(f));
            attempt("await a future of another loop", other.createPromise()::await);
          }
        });
    Oracle.of("025_task_states")
        .differs(
            "result -> raises InvalidStateError ('Result is not set.',)",
            "result -> raises InvalidStateException ('Result is not set: Task[my-task, pending]',)",
            "Java calls it an exception; the text says what has no result")
        .differs(
            "exception -> raises InvalidStateError ('Exception is not set.',)",
            "exception -> raises InvalidStateException"
                + " ('Exception is not set: Task[my-task, pending]',)",
            "Java calls it an exception; the text says what has no exception")
        .lacks(
            "set_result -> raises RuntimeError ('Task does not support set_result operation',)",
            "a task has no such method, only a promise has")
        .lacks(
            "set_exception -> raises RuntimeError"
                + " ('Task does not support set_exception operation',)",
            "a task has no such method, only a promise has")
        .lacks("create_task(42) -> raises TypeError ('a coroutine was expected, got 42',)", TYPES)
        .lacks(
            "create_task(fn) -> raises TypeError"
                + " ('a coroutine was expected, got <built-in function len>',)",
            TYPES)
        .lacks(
            "ensure_future('x') -> raises TypeError"
                + " ('An asyncio.Future, a coroutine or an awaitable is required',)",
            TYPES)
        .differs(
            "ensure_future(future, other loop) -> raises ValueError"
                + " ('The future belongs to a different loop than the one specified as the loop"
                + " argument',)",
            "ensure_future(future, other loop) -> raises IllegalArgumentException"
                + " ('Promise@...[pending] belongs to another loop than the one that runs here',)",
            "ValueError is IllegalArgumentException in Java; the text says what does not belong")
        .differs(
            "await a future of another loop -> True",
            "await a future of another loop -> raises WrongThreadException"
                + " ('Promise@...[pending] belongs to another loop than Task-1, which awaits it;"
                + " await it there, or use Async.runCoroutineThreadsafe',)",
            "CPython raises a RuntimeError with a text of its own; other loops are other threads")
        .matches(out);
  }

  private void attempt(String label, Callable<? extends @Nullable Object> action) {
    try {
      out.print(label, "->", action.call());
    } catch (Throwable e) {
      out.print(label, "-> raises", Python.typeName(e), Python.args(e));
    }
  }

  @Test
  void aTaskCannotAwaitItselfAndACycleCanBeCancelled_026() throws Exception {
    VirtualTime.run(
        () -> {
          var t = createTask(() -> currentTask().await());
          try {
            t.await();
          } catch (IllegalStateException e) {
            out.print(Python.typeName(e), Python.text(e).split(":", 2)[0]);
          }
          var tasks = new ArrayList<Task<?>>();
          Action a = () -> orSayCancelled("a", () -> tasks.getLast().await());
          Action b =
              () ->
                  orSayCancelled(
                      "b",
                      () -> {
                        yieldNow();
                        return shield(tasks.getFirst());
                      });
          tasks.add(createTask(a));
          tasks.add(createTask(b));
          for (var i = 0; i < 4; i++) {
            yieldNow();
          }
          var done = new LinkedHashMap<String, Boolean>();
          done.put("a", tasks.getFirst().done());
          done.put("b", tasks.getLast().done());
          out.print(done);
          tasks.getFirst().cancel();
          var outcomes = Async.<@Nullable Object>gatherOutcomes(tasks);
          out.print(outcomes.stream().map(OracleTaskTest::typeOfFailure).toList());
        });
    Oracle.of("026_await_self_and_cycles")
        .differs(
            "RuntimeError Task cannot await on itself",
            "IllegalStateException Task cannot await on itself",
            "RuntimeError is IllegalStateException in Java")
        .matches(out);
  }

  private void orSayCancelled(String name, Awaitable<?> body) throws Exception {
    try {
      body.await();
    } catch (CancelledError e) {
      out.print(name, "cancelled");
      throw e;
    }
  }

  private static String typeOfFailure(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Success<?>(var value) -> "no failure but " + value;
      case Outcome.Failure<?>(var exception) -> Python.typeName(exception);
      case Outcome.Cancelled<?>(var error) -> Python.typeName(error);
    };
  }
}
