package dev.rondo;

import static dev.rondo.Async.asCompleted;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.waitUntil;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.ReturnWhen.ALL_COMPLETED;
import static dev.rondo.ReturnWhen.FIRST_COMPLETED;
import static dev.rondo.ReturnWhen.FIRST_EXCEPTION;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Waiting for several tasks, against CPython.
class OracleWaitTest {
  private static final String TYPES =
      "what can be waited for is a matter of types in Java; this does not compile";

  private final Trace out = new Trace();

  private static Task<String> work(String name, int millis) {
    return createTask(
        name,
        () -> {
          sleep(Duration.ofMillis(millis));
          return name;
        });
  }

  private static Task<String> failing(String name, int millis) {
    return createTask(
        name,
        () -> {
          sleep(Duration.ofMillis(millis));
          throw new ValueError(name);
        });
  }

  private static Task<String> turns(String name, int count) {
    return createTask(
        name,
        () -> {
          for (var i = 0; i < count; i++) {
            yieldNow();
          }
          return name;
        });
  }

  private static List<String> names(Collection<Deferred<String>> deferreds) {
    return deferreds.stream()
        .map(deferred -> deferred instanceof Task<?> task ? task.name() : "no task")
        .sorted()
        .toList();
  }

  private void show(
      String label, Collection<Task<String>> tasks, DoneAndPending<String> doneAndPending) {
    out.print(
        label, "done", names(doneAndPending.done()), "pending", names(doneAndPending.pending()));
    tasks.forEach(Task::cancel);
    gatherOutcomes(tasks);
  }

  private void show(String label, ReturnWhen condition, List<Task<String>> tasks) {
    show(label, tasks, waitUntil(condition, tasks));
  }

  private void show(String label, ReturnWhen condition, int limit, List<Task<String>> tasks) {
    show(label, tasks, waitUntil(condition, tasks, Duration.ofMillis(limit)));
  }

  @Test
  void waitingForSomeOrAllLeavesTheOthersAlone_036() throws Exception {
    VirtualTime.run(
        () -> {
          show("ALL", ALL_COMPLETED, List.of(work("a", 20), failing("b", 40), work("c", 0)));
          show(
              "FIRST_COMPLETED",
              FIRST_COMPLETED,
              List.of(work("a", 60), work("b", 20), work("c", 40)));
          show(
              "FIRST_EXCEPTION, none fails",
              FIRST_EXCEPTION,
              List.of(work("a", 20), work("b", 40)));
          show(
              "FIRST_EXCEPTION, one fails",
              FIRST_EXCEPTION,
              List.of(work("a", 60), failing("b", 40), work("c", 20)));
          var cancelled = work("a", 1000);
          runningLoop().callLater(Duration.ofMillis(20), cancelled::cancel);
          show(
              "FIRST_EXCEPTION, one cancelled",
              FIRST_EXCEPTION,
              60,
              List.of(cancelled, work("b", 1000)));
          show("timeout", ALL_COMPLETED, 60, List.of(work("a", 20), work("b", 1000)));
          show("timeout 0", ALL_COMPLETED, 0, List.of(work("a", 0), work("b", 1000)));
          var done = work("a", 0);
          var pending = work("b", 1000);
          done.await();
          show("one already done, FIRST_COMPLETED", FIRST_COMPLETED, List.of(done, pending));
          var failed = failing("a", 0);
          var waiting = work("b", 1000);
          sleep(Duration.ofMillis(20));
          show("one already failed, FIRST_EXCEPTION", FIRST_EXCEPTION, List.of(failed, waiting));
          show(
              "several done by the time we resume",
              FIRST_COMPLETED,
              List.of(turns("two", 2), turns("one", 1)));
          var twice = work("a", 0);
          show("duplicates", ALL_COMPLETED, List.of(twice, twice));
          try {
            waitUntil(ALL_COMPLETED, List.<Task<String>>of());
          } catch (IllegalArgumentException e) {
            out.print(Python.typeName(e), e.getMessage());
          }
        });
    Oracle.of("036_wait_modes")
        .differs(
            "ValueError Set of Tasks/Futures is empty.",
            "IllegalArgumentException there is nothing to wait for",
            "ValueError is IllegalArgumentException in Java")
        .lacks("TypeError expect a list of futures", TYPES)
        .lacks("ValueError Invalid return_when value: ALL", TYPES)
        .lacks("TypeError Passing coroutines is forbidden, use tasks explicitly.", TYPES)
        .matches(out);
  }

  private static List<String> results(Iterable<Deferred<? extends String>> completions)
      throws Exception {
    var results = new ArrayList<String>();
    for (var completed : completions) {
      results.add(completed.await());
    }
    return results;
  }

  @Test
  void tasksAreHandedOutAsTheyAreDone_038() throws Exception {
    VirtualTime.run(
        () -> {
          var ended = new ArrayList<String>();
          for (var f :
              Async.<String>asCompleted(List.of(work("a", 60), work("b", 20), failing("c", 40)))) {
            try {
              ended.add(f.await());
            } catch (ValueError e) {
              ended.add(Python.repr(e));
            }
          }
          out.print(ended);
          var y = work("y", 1000);
          out.print(
              untilTimeout(List.of(work("x", 20), y)),
              "pending task untouched:",
              !y.done() && y.cancelling() == 0);
          y.cancel();
          var both = new ArrayList<Deferred<? extends String>>();
          Async.<String>asCompleted(List.of(work("a", 40), work("b", 20))).forEach(both::add);
          out.print("second awaited first:", both.getLast().await(), both.getFirst().await());
          out.print("empty:", results(asCompleted(List.of())));
          Awaitable<String> c =
              () -> {
                yieldNow();
                return "dup";
              };
          out.print("duplicates:", results(asCompleted(List.of(c, c))));
        });
    Oracle.of("038_as_completed")
        .differs(
            "second awaited first: b a",
            "second awaited first: a b",
            "what is handed out is the task that is done, not a stand-in for the next one")
        .differs(
            "duplicates: ['dup']",
            "duplicates: ['dup', 'dup']",
            "a lambda that is given twice runs twice, for lambdas have no identity")
        .lacks("TypeError expects an iterable of awaitables", TYPES)
        .matches(out);
  }

  private static List<String> untilTimeout(List<Task<String>> tasks) throws Exception {
    var results = new ArrayList<String>();
    try {
      timeout(
          Duration.ofMillis(60),
          () -> {
            for (var completed : Async.<String>asCompleted(tasks)) {
              results.add(completed.await());
            }
          });
    } catch (TimeoutException e) {
      results.add("TimeoutError");
    }
    return results;
  }

  @Test
  void theTasksThemselvesAreHandedOutAndTheLoopOverThemMayBeLeft_903() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks = new LinkedHashSet<>(List.of(work("a", 60), work("b", 20), work("c", 40)));
          var seen = new ArrayList<Python.Tuple>();
          for (var t : Async.<String>asCompleted(tasks)) {
            var name = t instanceof Task<?> task ? task.name() : "no task";
            seen.add(tuple(name, tasks.contains(t), t.done(), t.await()));
          }
          out.print(seen);
          var numbers =
              Stream.of(0, 1, 2, 3)
                  .map(
                      i ->
                          createTask(
                              () -> {
                                sleep(Duration.ofMillis(20 * i));
                                return i;
                              }))
                  .toList();
          var completions = Async.<Integer>asCompleted(numbers);
          var results = new ArrayList<Integer>();
          for (var t : completions) {
            results.add(t.await());
            if (results.size() == 2) {
              break;
            }
          }
          for (var t : completions) {
            results.add(t.await());
          }
          out.print(results);
          var y = work("y", 1000);
          out.print(untilTimeout(List.of(work("x", 20), y)));
          y.cancel();
        });
    Oracle.of("903_as_completed_async").matches(out);
  }
}
