package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Cancelling long chains of tasks and tasks that await each other in a circle. CPython's `cancel`
/// calls itself along the chain, so here it fails with a RecursionError and cancels nothing; what
/// must happen instead follows from what it does for short chains.
class OracleCycleTest {
  private final List<Task<String>> tasks = new ArrayList<>();
  private final List<String> log = new ArrayList<>();

  /// A task that awaits another one of [#tasks], and if it is cancelled cleans up for a second.
  private Task<String> awaiting(int other) {
    var number = tasks.size();
    Awaitable<String> body =
        () -> {
          try {
            return tasks.get(other).await();
          } catch (CancelledError e) {
            log.add(number + " cancelled: " + e.reason().orElse(""));
            var start = runningLoop().time();
            sleep(Duration.ofSeconds(1));
            log.add(number + " cleaned up for " + (runningLoop().time() - start) / 1_000_000_000);
            throw e;
          }
        };
    var task = createTask(body);
    tasks.add(task);
    return task;
  }

  private static void turns(int n) {
    for (var i = 0; i < n; i++) {
      yieldNow();
    }
  }

  private static int inChain(int length) throws Exception {
    var chain = length == 0 ? runningLoop().<Integer>createPromise() : nextInChain(length);
    return chain.await() + 1;
  }

  private static Task<Integer> nextInChain(int length) {
    return createTask(() -> inChain(length - 1));
  }

  @Test
  void aCycleAndChainsOfAnyLengthAreCancelled() throws Exception {
    var out = new Trace();
    VirtualTime.run(
        () -> {
          tasks.add(createTask(() -> tasks.getLast().await()));
          tasks.add(createTask(() -> tasks.getFirst().await()));
          turns(3);
          out.print("cycle cancel ->", tasks.getFirst().cancel());
          turns(5);
          out.print("done", tasks.stream().map(Task::done).toList());
        });
    for (var length : List.of(900, 1500, 5000, 50_000)) {
      VirtualTime.run(
          () -> {
            var first = nextInChain(length + 1);
            turns(length + 3);
            var accepted = first.cancel();
            turns(2 * length + 10);
            out.print("chain", length, "cancel ->", accepted, "done", first.done());
          });
    }
    var walk = "here the request does not go down the chain by recursion, and a circle is broken";
    Oracle.of("cancel_depth")
        .differs("cycle cancel -> RecursionError", "cycle cancel -> True", walk)
        .differs("done [False, False]", "done [True, True]", walk)
        .differs(
            "chain 50000 cancel -> RecursionError done False",
            "chain 50000 cancel -> True done True",
            walk)
        .matches(out);
  }

  @Test
  void aLongChainIsCancelled() throws Exception {
    var length = 50_000;
    VirtualTime.run(
        () -> {
          var end = runningLoop().<String>createPromise();
          tasks.add(createTask(end));
          for (var i = 1; i < length; i++) {
            tasks.add(createTask(tasks.getLast()));
          }
          turns(2);
          var last = tasks.getLast();
          assertTrue(last.cancel("stop"));
          turns(length);
          assertEquals(List.of(), tasks.stream().filter(task -> !task.cancelled()).toList());
        });
  }

  @Test
  void aCycleIsCancelledAtItsFarEnd() throws Exception {
    VirtualTime.run(
        () -> {
          var a = awaiting(1);
          awaiting(0);
          turns(2);
          assertTrue(a.cancel("stop"));
          sleep(Duration.ofSeconds(3));
        });
    assertEquals(
        List.of(
            "1 cancelled: stop", "1 cleaned up for 1", "0 cancelled: stop", "0 cleaned up for 1"),
        log);
  }

  @Test
  void aTaskThatAwaitsItselfThroughAGatherIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          Awaitable<String> body = () -> gather(tasks.getFirst()).getFirst();
          tasks.add(createTask(body));
          turns(2);
          assertTrue(tasks.getFirst().cancel("stop"));
          turns(2);
          assertTrue(tasks.getFirst().cancelled());
          assertEquals(1, tasks.getFirst().cancelling());
        });
  }

  @Test
  void twoRequestsForACycleInterruptItOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var a = awaiting(1);
          awaiting(0);
          turns(2);
          a.cancel("first");
          a.cancel("second");
          sleep(Duration.ofSeconds(3));
        });
    assertEquals(
        List.of(
            "1 cancelled: first", "1 cleaned up for 1", "0 cancelled: first", "0 cleaned up for 1"),
        log);
  }

  @Test
  void aRequestThatReachedItsWaitCannotBeTakenBack() throws Exception {
    // As oracle 904 shows for a future: too late once what is awaited was cancelled.
    VirtualTime.run(
        () -> {
          var a = awaiting(1);
          var b = awaiting(0);
          turns(2);
          a.cancel("stop");
          b.uncancel();
          sleep(Duration.ofSeconds(3));
        });
    assertEquals(
        List.of(
            "1 cancelled: stop", "1 cleaned up for 1", "0 cancelled: stop", "0 cleaned up for 1"),
        log);
  }

  @Test
  void aTaskThatCancelsItselfAndThenClosesACycleIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var end = runningLoop().<String>createPromise();
          Awaitable<String> closing =
              () -> {
                end.await();
                currentTask().cancel("self");
                return tasks.get(1).await();
              };
          var a = createTask(closing);
          tasks.add(a);
          var b = awaiting(0);
          turns(2);
          end.setResult("go");
          sleep(Duration.ofSeconds(3));
          assertEquals(List.of("1 cancelled: self", "1 cleaned up for 1"), log);
          assertTrue(a.cancelled());
          assertTrue(b.cancelled());
          assertEquals(1, a.cancelling());
        });
  }

  @Test
  void aTaskThatCancelsItselfAndThenGathersItselfIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          Awaitable<String> body =
              () -> {
                currentTask().cancel("self");
                return gather(tasks.getFirst()).getFirst();
              };
          tasks.add(createTask(body));
          turns(3);
          assertTrue(tasks.getFirst().cancelled());
          assertEquals(1, tasks.getFirst().cancelling());
        });
  }
}
