package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Gathers: order, failures, contexts, and what is around and inside of them.
class GatheringTest {
  private final List<String> log = new ArrayList<>();

  private Awaitable<String> after(int seconds, String name) {
    return () -> {
      sleep(Duration.ofSeconds(seconds));
      log.add(name);
      return name;
    };
  }

  private static Awaitable<String> failsAfter(int seconds, ValueError error) {
    return () -> {
      sleep(Duration.ofSeconds(seconds));
      throw error;
    };
  }

  @Test
  void childrenBeginInTheOrderOfTheArguments() throws Exception {
    VirtualTime.run(
        () ->
            gather(
                IntStream.range(0, 5)
                    .<Awaitable<Boolean>>mapToObj(i -> () -> log.add("child " + i))
                    .toList()));
    assertEquals(List.of("child 0", "child 1", "child 2", "child 3", "child 4"), log);
  }

  @Test
  void theFirstFailureComesOutAtOnceAndTheOthersGoOn() throws Exception {
    VirtualTime.run(
        () -> {
          var error = new ValueError("first");
          var other = createTask(after(5, "other"));
          assertSame(
              error, assertThrows(ValueError.class, () -> gather(other, failsAfter(1, error))));
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
          assertFalse(other.done());
          assertEquals("other", other.await());
        });
  }

  @Test
  void failuresThatComeAfterTheFirstAreDroppedAndNotReported() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
          assertThrows(
              ValueError.class,
              () ->
                  gather(
                      failsAfter(1, new ValueError("first")),
                      failsAfter(2, new ValueError("second"))));
          sleep(Duration.ofSeconds(5));
        });
    assertEquals(List.of(), log);
  }

  @Test
  void outcomesAreInTheOrderOfTheArgumentsWhateverTheyAre() throws Exception {
    VirtualTime.run(
        () -> {
          var error = new ValueError("v");
          var cancelled = createTask(after(9, "cancelled"));
          runningLoop().callLater(Duration.ofSeconds(1), cancelled::cancel);
          var outcomes = gatherOutcomes(failsAfter(3, error), cancelled, after(2, "a"));
          assertEquals(new Outcome.Failure<>(error), outcomes.get(0));
          assertTrue(outcomes.get(1) instanceof Outcome.Cancelled<?>);
          assertEquals(new Outcome.Success<>("a"), outcomes.get(2));
        });
  }

  @Test
  void aChildThatHasFailedAlreadyEndsItWithoutATurn() throws Exception {
    VirtualTime.run(
        () -> {
          var failed = createTask(failsAfter(0, new ValueError("v")));
          yieldNow();
          yieldNow();
          runningLoop().callSoon(() -> log.add("turn"));
          assertThrows(ValueError.class, () -> gather(failed));
          assertEquals(List.of(), log);
        });
  }

  @Test
  void cancellingTheCallerWhenAllChildrenAreDoneReachesTheCallerAlone() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var children = List.of(createTask(promise), createTask(promise));
          var caller = createTask(() -> gather(children));
          yieldNow();
          yieldNow();
          promise.setResult("x");
          yieldNow();
          assertTrue(children.stream().allMatch(Task::done));
          assertTrue(caller.cancel());
          assertThrows(CancelledError.class, caller::await);
          assertEquals("x", children.getFirst().result());
          assertEquals(0, children.getLast().cancelling());
        });
  }

  @Test
  void aShieldInsideKeepsWhatItShields() throws Exception {
    VirtualTime.run(
        () -> {
          var inner = createTask(after(5, "inner"));
          var caller =
              createTask(
                  () -> {
                    gather(() -> shield(inner), after(9, "other"));
                  });
          sleep(Duration.ofSeconds(1));
          caller.cancel();
          assertThrows(CancelledError.class, caller::await);
          assertEquals(0, inner.cancelling());
          assertEquals("inner", inner.await());
          sleep(Duration.ofSeconds(9));
        });
    assertEquals(List.of("inner"), log);
  }

  @Test
  void eachChildHasACopyOfTheContext() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    VirtualTime.run(
        () -> {
          variable.set("of the caller");
          Awaitable<String> child =
              () -> {
                var before = variable.get();
                variable.set("of a child");
                yieldNow();
                return before;
              };
          assertEquals(
              List.of("of the caller", "of the caller"), gather(child, () -> child.await()));
          assertEquals("of the caller", variable.get());
        });
  }
}
