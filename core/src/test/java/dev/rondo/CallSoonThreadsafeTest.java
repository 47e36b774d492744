package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Handing callbacks to a loop from other threads.
@Timeout(60)
class CallSoonThreadsafeTest {
  private static final int THREADS = 8;
  private static final int CALLS = 20_000;

  private record Call(int thread, int number) {}

  private static List<FutureTask<Integer>> start(
      int count, java.util.function.IntFunction<Integer> body) {
    var tasks = new ArrayList<FutureTask<Integer>>();
    for (var i = 0; i < count; i++) {
      var number = i;
      var task = new FutureTask<>(() -> body.apply(number));
      (i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
      tasks.add(task);
    }
    return tasks;
  }

  /// Checks that the calls of each thread are 0, 1, 2 and so on, and returns how many there are.
  private static int[] countInOrder(List<Call> calls, int threads) {
    var next = new int[threads];
    for (var call : calls) {
      assertEquals(next[call.thread]++, call.number, call::toString);
    }
    return next;
  }

  @Test
  void noCallOfManyThreadsIsLostOrDuplicatedAndEachThreadKeepsItsOrder() throws Exception {
    var calls = new ArrayList<Call>(); // only the loop touches it
    Async.run(
        () -> {
          var loop = runningLoop();
          var done = loop.<String>createPromise();
          var left = new AtomicInteger(THREADS);
          start(
              THREADS,
              thread -> {
                for (var i = 0; i < CALLS; i++) {
                  var call = new Call(thread, i);
                  loop.callSoonThreadsafe(() -> calls.add(call));
                }
                loop.callSoonThreadsafe(
                    () -> {
                      if (left.decrementAndGet() == 0) {
                        done.setResult("all");
                      }
                    });
                return CALLS;
              });
          await(done);
        });
    for (var count : countInOrder(calls, THREADS)) {
      assertEquals(CALLS, count);
    }
  }

  @Test
  void callsOfTheLoopsOwnThreadAreInOrderWithItsOthers() throws Exception {
    var log = new ArrayList<Integer>();
    VirtualTime.run(
        () -> {
          runningLoop().callSoon(() -> log.add(1));
          runningLoop().callSoonThreadsafe(() -> log.add(2));
          runningLoop().callSoon(() -> log.add(3));
          runningLoop().callSoonThreadsafe(() -> log.add(4));
          yieldNow();
        });
    assertEquals(List.of(1, 2, 3, 4), log);
  }

  @Test
  void aCallWakesALoopThatSleeps() throws Exception {
    Async.run(
        () -> {
          var loop = runningLoop();
          var loopThread = new Thread[1];
          loop.callSoon(() -> loopThread[0] = Thread.currentThread());
          yieldNow();
          var sleeper = createTask(() -> sleep(Duration.ofDays(1)));
          var caller =
              start(
                  1,
                  _ -> {
                    while (loopThread[0].getState() != Thread.State.TIMED_WAITING) {
                      Thread.onSpinWait();
                    }
                    loop.callSoonThreadsafe(sleeper::cancel);
                    return 0;
                  });
          assertThrows(CancelledError.class, sleeper::await);
          assertEquals(0, caller.getFirst().get());
        });
  }

  @Test
  void aCallWakesALoopThatSleepsForEver() throws Exception {
    Async.run(
        () -> {
          for (var i = 0; i < 1000; i++) {
            var promise = runningLoop().<Integer>createPromise();
            var number = i;
            var loop = runningLoop();
            start(
                2,
                thread -> {
                  if (thread == 0) {
                    loop.callSoonThreadsafe(() -> promise.setResult(number));
                  }
                  return 0;
                });
            assertEquals(i, await(promise));
          }
        });
  }

  @Test
  void aCallBeforeTheRunIsMadeInTheRun() throws Exception {
    var log = new ArrayList<String>();
    try (var loop = VirtualTime.newLoop()) {
      var task =
          new FutureTask<>(
              () -> {
                loop.callSoonThreadsafe(() -> log.add("x"));
                return "accepted";
              });
      Thread.ofPlatform().start(task);
      assertEquals("accepted", task.get());
      assertEquals(List.of(), log);
      assertEquals("ran", loop.runUntilComplete(() -> "ran"));
      assertEquals(List.of("x"), log);
    }
  }

  @Test
  void aCallThatIsCancelledBeforeTheLoopRunsIsNotMade() throws Exception {
    var log = new ArrayList<String>();
    try (var loop = VirtualTime.newLoop()) {
      var task =
          new FutureTask<>(
              () -> {
                loop.callSoonThreadsafe(() -> log.add("called off")).cancel();
                return "cancelled";
              });
      Thread.ofPlatform().start(task);
      assertEquals("cancelled", task.get());
      assertEquals("ran", loop.runUntilComplete(() -> "ran"));
    }
    assertEquals(List.of(), log);
  }

  @Test
  void aCallSeesTheContextOfItsThread() throws Exception {
    var variable = ContextVariable.create("variable", "unset");
    var seen = new ArrayList<String>();
    Async.run(
        () -> {
          variable.set("of the loop");
          var loop = runningLoop();
          var given = new Context();
          var _ = given.run(() -> variable.set("given"));
          var task =
              new FutureTask<>(
                  () -> {
                    variable.set("of the thread");
                    loop.callSoonThreadsafe(() -> seen.add(variable.get()));
                    loop.callSoonThreadsafeIn(given, () -> seen.add(variable.get()));
                    return "done";
                  });
          Thread.ofPlatform().start(task);
          task.get();
          yieldNow();
        });
    assertEquals(List.of("of the thread", "given"), seen);
  }

  @Test
  void aCallThatThrowsIsReportedAndTheOthersAreMade() throws Exception {
    var log = new ArrayList<String>();
    Async.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, context) -> log.add(context.exception().get().getMessage()));
          var done = loop.<String>createPromise();
          toThread(
              () -> {
                loop.callSoonThreadsafe(
                    () -> {
                      throw new IllegalStateException("mine");
                    });
                loop.callSoonThreadsafe(() -> done.setResult("next"));
              });
          assertEquals("next", await(done));
        });
    assertEquals(List.of("mine"), log);
  }

  /* ---- and closing ---- */

  @Test
  void aCallThatWasAcceptedBeforeTheLoopClosesIsMade() throws Exception {
    var log = new ArrayList<String>();
    try (var loop = VirtualTime.newLoop()) {
      var task =
          new FutureTask<>(
              () -> {
                loop.callSoonThreadsafe(() -> log.add("made"));
                return "accepted";
              });
      Thread.ofPlatform().start(task);
      assertEquals("accepted", task.get());
    }
    assertEquals(List.of("made"), log);
  }

  @Test
  void aCallOfACoroutineInItsLastStepIsMade() throws Exception {
    var log = new ArrayList<String>();
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.callSoonThreadsafe(
              () -> {
                log.add("first");
                loop.callSoonThreadsafe(() -> log.add("second"));
              });
        });
    assertEquals(List.of("first", "second"), log);
  }

  @Test
  void callsThatRaceWithClosingAreEitherMadeOrRefused() throws Exception {
    for (var round = 0; round < 50; round++) {
      var calls = new ArrayList<Call>();
      var loop = Loop.create();
      var started = new CountDownLatch(THREADS);
      var threads =
          start(
              THREADS,
              thread -> {
                started.countDown();
                for (var i = 0; i < CALLS; i++) {
                  var call = new Call(thread, i);
                  try {
                    loop.callSoonThreadsafe(() -> calls.add(call));
                  } catch (IllegalStateException closed) {
                    return i;
                  }
                }
                return CALLS;
              });
      started.await();
      loop.runUntilComplete(() -> "ran");
      loop.close();
      var accepted = new ArrayList<Integer>();
      for (var thread : threads) {
        accepted.add(thread.get());
      }
      var made = new ArrayList<Integer>();
      for (var count : countInOrder(calls, THREADS)) {
        made.add(count);
      }
      assertEquals(accepted, made);
    }
  }
}
