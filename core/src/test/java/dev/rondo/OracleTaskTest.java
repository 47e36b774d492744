package dev.rondo;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

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
          out.attempt("name", t::name);
          out.attempt("done", t::done);
          out.attempt("result", t::result);
          out.attempt("exception", () -> t.exception().orElse(null));
          out.attempt("cancelling", t::cancelling);
          out.attempt("uncancel", t::uncancel);
          t.await();
          out.attempt("result", t::result);
          out.attempt("exception", () -> t.exception().orElse(null));
          var failed = createTask(bad);
          gatherOutcomes(failed);
          out.attempt("result of failed", failed::result);
          out.attempt("exception of failed", () -> Python.repr(failed.exception().orElse(null)));
          out.attempt("cancelled", failed::cancelled);
          var loop = runningLoop();
          out.attempt("ensure_future(task) is task", () -> loop.ensureDeferred(t).equals(t));
          var f = loop.createPromise();
          out.attempt("ensure_future(future) is future", () -> loop.ensureDeferred(f).equals(f));
          try (var other = VirtualTime.newLoop()) {
            out.attempt("ensure_future(future, other loop)", () -> other.ensureDeferred(f));
            out.attempt("await a future of another loop", other.createPromise());
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

  @Test
  void aTaskKnowsItselfAndTheLoopKnowsThoseThatAreNotDone_073() throws Exception {
    class Program {
      final List<Python.Tuple> seen = new ArrayList<>();

      List<String> names() {
        return allTasks().stream().map(Task::name).sorted().toList();
      }

      void child() {
        seen.add(tuple(currentTask().name(), names()));
        yieldNow();
        seen.add(tuple(currentTask().name(), names()));
      }

      int number(Task<?> task) {
        return Integer.parseInt(task.name().substring("Task-".length()));
      }

      void main() throws Exception {
        currentTask().setName("main");
        var a = createTask("a", this::child);
        var b = createTask("b", this::child);
        out.print("before start", names());
        runningLoop()
            .callSoon(
                () -> {
                  try {
                    seen.add(tuple("callback", currentTask()));
                  } catch (IllegalStateException e) {
                    seen.add(tuple("callback", Python.typeName(e)));
                  }
                });
        gather(a, b);
        seen.forEach(out::print);
        out.print("after", names(), currentTask().name());
        var t = createTask(this::child);
        var u = createTask(this::child);
        out.print("automatic names grow:", number(u) == number(t) + 1);
        t.await();
        u.await();
        t.setName("42");
        out.print(Python.repr(t.name()));
      }
    }

    VirtualTime.run(new Program()::main);
    for (Callable<?> function : List.<Callable<?>>of(Async::currentTask, Async::allTasks)) {
      try {
        out.print("no error but", function.call());
      } catch (IllegalStateException e) {
        out.print(Python.typeName(e), e.getMessage());
      }
    }
    var thread = Thread.currentThread().getName();
    Oracle.of("073_current_task")
        .differs(
            "('callback', None)",
            "('callback', 'IllegalStateException')",
            "no nulls in the API; the error says that a callback is no coroutine")
        .differs(
            "RuntimeError no running event loop",
            "IllegalStateException currentTask can only be called in a coroutine, but was called"
                + " by thread "
                + thread
                + ", which runs no loop; put the code into Async.run",
            "the text says who called what, and what to do")
        .differs(
            "RuntimeError no running event loop",
            "IllegalStateException no running event loop in thread "
                + thread
                + "; put the code into Async.run",
            "the text says where, and what to do")
        .matches(out);
  }

  /// An awaitable of one's own that gives up its turn a number of times.
  private record GivesUp(int times) implements Awaitable<List<@Nullable Object>> {
    @Override
    public List<@Nullable Object> await() {
      var results = new ArrayList<@Nullable Object>();
      for (var i = 0; i < times; i++) {
        yieldNow();
        results.add(null);
      }
      return results;
    }
  }

  @Test
  void aCoroutineCanOnlyGiveUpItsTurnOrAwaitWhatIsOfItsLoop_027() throws Exception {
    class Program {
      void attempt(String label, Awaitable<? extends Object> body) throws Exception {
        var task =
            createTask(
                () -> {
                  try {
                    return tuple("value", body.await());
                  } catch (RuntimeException e) {
                    return tuple(Python.typeName(e) + " in coroutine", Python.text(e));
                  }
                });
        out.print(label, "->", task.await());
      }

      String recovers(Promise<String> ofOtherLoop) throws Exception {
        for (Awaitable<?> wrong : List.<Awaitable<?>>of(ofOtherLoop, currentTask())) {
          try {
            out.print("  no error but", wrong.await());
          } catch (RuntimeException e) {
            out.print("  caught:", Python.text(e));
          }
        }
        yieldNow();
        return "the task goes on after catching the error";
      }

      void main() throws Exception {
        attempt("None", new GivesUp(2));
        try (var other = VirtualTime.newLoop()) {
          var promise = other.<String>createPromise();
          attempt("future of another loop", promise);
          out.print(createTask("recovers", () -> recovers(promise)).await());
        }
      }
    }

    VirtualTime.run(new Program()::main);
    var nothing = "giving up the turn is a call without arguments, so nothing wrong can be given";
    var wrongThing = "what can be wrong here is whose the awaited is, or that it is oneself";
    Oracle.of("027_bad_yields")
        .lacks("int -> ('RuntimeError in coroutine', 'Task got bad yield: 42')", nothing)
        .lacks("string -> ('RuntimeError in coroutine', \"Task got bad yield: 'hello'\")", nothing)
        .lacks("list -> ('RuntimeError in coroutine', 'Task got bad yield: [1, 2]')", nothing)
        .lacks(
            "future by bare yield -> ('RuntimeError in coroutine', '... yield was used instead of"
                + " yield from in task ...')",
            nothing)
        .lacks(
            "done future by bare yield -> ('RuntimeError in coroutine', '... yield was used instead"
                + " of yield from in task ...')",
            nothing)
        .lacks(
            "generator -> ('RuntimeError in coroutine', '... yield was used instead of yield from"
                + " for generator in task ...')",
            nothing)
        .differs(
            "future of another loop -> ('RuntimeError in coroutine', '... attached to a different"
                + " loop ...')",
            "future of another loop -> ('WrongThreadException in coroutine', 'Promise@...[pending]"
                + " belongs to another loop than Task-3, which awaits it; await it there, or use"
                + " Async.runCoroutineThreadsafe')",
            "other loops are other threads; the text says what to do")
        .differs(
            "  caught: Task got bad yield: 1",
            "  caught: Promise@...[pending] belongs to another loop than recovers, which awaits it;"
                + " await it there, or use Async.runCoroutineThreadsafe",
            wrongThing)
        .differs(
            "  caught: Task got bad yield: 'x'",
            "  caught: Task cannot await on itself: Task[recovers, pending]",
            wrongThing)
        .matches(out);
  }

  private static String typeOfFailure(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Success<?>(var value) -> "no failure but " + value;
      case Outcome.Failure<?>(var exception) -> Python.typeName(exception);
      case Outcome.Cancelled<?>(var error) -> Python.typeName(error);
    };
  }
}
