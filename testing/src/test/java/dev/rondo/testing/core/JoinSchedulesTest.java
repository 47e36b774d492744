package dev.rondo.testing.core;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.race;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.waitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.Awaitable;
import dev.rondo.CancelledError;
import dev.rondo.Generator;
import dev.rondo.Outcome;
import dev.rondo.Promise;
import dev.rondo.ReturnWhen;
import dev.rondo.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What waits for several things, or for one with a limit, in any order of steps.
@Timeout(300)
class JoinSchedulesTest {
  private static final List<ReturnWhen> CONDITIONS =
      List.of(ReturnWhen.FIRST_COMPLETED, ReturnWhen.FIRST_EXCEPTION, ReturnWhen.ALL_COMPLETED);

  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// Coroutines, and what became of them.
  private static final class Work {
    private final SmallProgram program;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Integer> succeeded = new ArrayList<>();
    private int running;
    private int most;

    Work(SmallProgram program) {
      this.program = program;
    }

    Awaitable<Integer> part(int number) {
      return () -> run(number, false);
    }

    Awaitable<Integer> partThatMayFail(int number) {
      var fails = program.upTo(2) == 0;
      return () -> run(number, fails);
    }

    int run(int number, boolean fails) throws Exception {
      running++;
      most = Math.max(most, running);
      try {
        program.pause();
        if (fails) {
          var failure = new Failure();
          failures.add(failure);
          throw failure;
        }
        program.pause();
        succeeded.add(number);
        return number;
      } finally {
        running--;
      }
    }
  }

  @Test
  void gatherReturnsAllInOrderOrThrowsTheFirstFailure() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          program.start(
              () -> {
                try {
                  List<Integer> all =
                      gather(
                          work.partThatMayFail(0),
                          work.partThatMayFail(1),
                          work.partThatMayFail(2));
                  assertEquals(List.of(0, 1, 2), all);
                } catch (Failure failure) {
                  assertSame(work.failures.getFirst(), failure);
                }
              });
          program.disturb();
          program.finish();
          program.settle();
          assertEquals(0, work.running);
        });
  }

  @Test
  void gatherOutcomesTellsOfEach() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          program.start(
              () -> {
                List<Outcome<Integer>> all =
                    gatherOutcomes(work.partThatMayFail(0), work.partThatMayFail(1));
                assertEquals(0, work.running);
                for (var n = 0; n < all.size(); n++) {
                  switch (all.get(n)) {
                    case Outcome.Success<Integer>(var number) -> assertEquals(n, number);
                    case Outcome.Failure<Integer>(var seen) ->
                        assertTrue(work.failures.contains(seen));
                    case Outcome.Cancelled<Integer>(var error) -> throw new AssertionError(error);
                  }
                }
              });
          program.disturb();
          program.finish();
          program.settle();
          assertEquals(0, work.running);
        });
  }

  @Test
  void waitUntilReturnsWhenItsConditionHolds() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          List<Task<Integer>> parts =
              List.of(
                  createTask(work.partThatMayFail(0)),
                  createTask(work.partThatMayFail(1)),
                  createTask(work.partThatMayFail(2)));
          program.start(
              3,
              () -> {
                var condition = CONDITIONS.get(program.upTo(2));
                var result = waitUntil(condition, parts);
                assertEquals(3, result.done().size() + result.pending().size());
                assertTrue(!result.done().isEmpty());
                switch (condition) {
                  case ALL_COMPLETED -> assertTrue(result.pending().isEmpty());
                  case FIRST_EXCEPTION ->
                      assertTrue(result.pending().isEmpty() || !work.failures.isEmpty());
                  case FIRST_COMPLETED -> {}
                }
              });
          program.disturb();
          program.finish();
          waitUntil(ReturnWhen.ALL_COMPLETED, parts);
          assertEquals(3, work.succeeded.size() + work.failures.size(), "parts are left alone");
          assertEquals(work.failures.size(), parts.stream().filter(this::hasFailed).count());
        });
  }

  private boolean hasFailed(Task<?> task) {
    return task.exception().isPresent();
  }

  @Test
  void asCompletedHandsOutWhoIsDoneFirst() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          program.start(
              () -> {
                List<Awaitable<Integer>> parts = List.of(work.part(0), work.part(1), work.part(2));
                List<Integer> seen = new ArrayList<>();
                for (var part : Async.<Integer>asCompleted(parts)) {
                  assertTrue(part.done());
                  seen.add(part.result());
                  program.pause();
                }
                assertEquals(work.succeeded, seen);
              });
          program.disturb();
          program.finish();
          program.settle();
          assertEquals(0, work.running);
        });
  }

  @Test
  void whatIsShieldedGoesOn() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          var inner = createTask(work.part(7));
          program.start(2, () -> assertEquals(7, shield(inner)));
          program.disturb();
          program.finish();
          assertEquals(7, inner.await());
        });
  }

  @Test
  void theWinnerOfARaceIsReturnedAndTheOthersHaveEnded() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          program.start(
              () -> {
                try {
                  int winner = race(work.partThatMayFail(0), work.part(1), work.partThatMayFail(2));
                  assertEquals(work.succeeded.getFirst(), winner);
                } catch (Failure failure) {
                  assertTrue(currentTask().cancelling() > 0, "there was one that does not fail");
                  assertTrue(work.failures.contains(failure));
                } finally {
                  assertEquals(0, work.running);
                }
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void aLimitEndsWhatItIsForAndNothingElse() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          program.start(
              () -> {
                try {
                  var inTime =
                      moveOnAfter(
                          program.shortWhile(),
                          () -> {
                            try {
                              timeout(program.shortWhile(), work.part(0));
                            } catch (TimeoutException late) {
                              assertEquals(0, work.running);
                            }
                            program.pause();
                          });
                  assertTrue(inTime || work.running == 0);
                  int value = waitFor(work.part(1), Duration.ofMillis(1 + program.upTo(1)));
                  assertEquals(1, value);
                } catch (TimeoutException late) {
                  assertTrue(!work.succeeded.contains(1), "it was done, but was late");
                } finally {
                  assertEquals(0, work.running);
                }
                program.pause();
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void aMapInOrderKeepsItsOrderAndItsLimit() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          List<Integer> results = new ArrayList<>();
          program.start(
              () -> {
                try {
                  Async.<Integer, Integer>mapInOrder(
                      2, List.of(0, 1, 2, 3), n -> work.run(n, false), results::add);
                  assertEquals(List.of(0, 1, 2, 3), results);
                } finally {
                  assertEquals(0, work.running);
                  assertTrue(work.most <= 2);
                  assertEquals(List.of(0, 1, 2, 3).subList(0, results.size()), results);
                }
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void aMapAsCompletedHandsOnEachResultOnce() {
    SmallProgram.check(
        program -> {
          var work = new Work(program);
          List<Integer> results = new ArrayList<>();
          var fails = program.upTo(5);
          program.start(
              () -> {
                try {
                  Async.<Integer, Integer>mapAsCompleted(
                      2, List.of(0, 1, 2, 3), n -> work.run(n, n == fails), results::add);
                  assertEquals(4, results.size());
                } catch (Failure failure) {
                  assertSame(work.failures.getFirst(), failure);
                } finally {
                  assertEquals(0, work.running);
                  assertTrue(work.most <= 2);
                  assertEquals(results.size(), new HashSet<>(results).size());
                  assertTrue(work.succeeded.containsAll(results));
                }
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void aGeneratorHandsOutItsValuesInOrderAndIsClosed() {
    SmallProgram.check(
        program -> {
          program.start(
              2,
              () -> {
                var open = new boolean[1];
                var next = 0;
                try (var values =
                    Generator.<Integer>of(
                        yielder -> {
                          open[0] = true;
                          try {
                            for (var n = 0; n < 3; n++) {
                              program.pause();
                              var _ = yielder.yield(n);
                            }
                          } finally {
                            open[0] = false;
                          }
                        })) {
                  for (int value : values) {
                    assertEquals(next++, value);
                    program.pause();
                    if (program.upTo(4) == 0) {
                      break;
                    }
                  }
                } finally {
                  assertTrue(!open[0], "the generator was not closed");
                }
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void aPromiseWakesAllWhoWait() {
    SmallProgram.check(
        program -> {
          Promise<String> promise = runningLoop().createPromise();
          Set<Task<?>> waiting = new HashSet<>();
          program.start(
              3,
              () -> {
                waiting.add(currentTask());
                try {
                  // A task that is cancelled takes the promise with it.
                  assertEquals("done", shield(promise));
                } finally {
                  waiting.remove(currentTask());
                }
              });
          program.disturb();
          promise.setResult("done");
          program.finish();
          assertEquals(Set.of(), waiting);
        });
  }

  @Test
  void cancellingATaskTakesThoseAlongWhoAwaitIt() {
    SmallProgram.check(
        program -> {
          var inner = createTask(() -> Async.sleep(Duration.ofDays(1)));
          var outer = program.start(() -> inner.await());
          program.start(1, () -> assertInstanceOf(CancelledError.class, errorOf(inner)));
          program.pause();
          inner.cancel();
          program.finish();
          assertTrue(outer.cancelled() && inner.cancelled());
        });
  }

  private static @Nullable Throwable errorOf(Task<?> task) throws Exception {
    try {
      shield(task);
      return null;
    } catch (CancelledError error) {
      return error;
    }
  }
}
