package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Time, order and events are arguments of the loop.
@Timeout(60)
class LoopOptionsTest {
  private static void run(LoopOptions options, Action main) throws Exception {
    try (var runner = new Runner(() -> Loop.create(options))) {
      runner.run(main);
    }
  }

  private static final class JumpingClock implements LoopClock {
    private final List<String> pauses = new ArrayList<>();
    private final List<String> realWaits = new ArrayList<>();
    private volatile long now;

    @Override
    public long now() {
      return now;
    }

    @Override
    public long pause(long when, boolean owed) {
      pauses.add(when + (owed ? " owed" : ""));
      if (when == NEVER || owed) {
        return NEVER;
      }
      now = Math.max(now, when);
      return 0;
    }

    @Override
    public void waitsInRealTime(String who, List<StackTraceElement> stack) {
      realWaits.add(who + " at " + stack.getFirst().getMethodName());
    }
  }

  @Test
  void theClockIsAskedBeforeTheLoopWaits() throws Exception {
    var clock = new JumpingClock();

    run(LoopOptions.DEFAULT.withClock(clock), () -> sleep(Duration.ofDays(1)));

    assertEquals(List.of(Duration.ofDays(1).toNanos() + ""), clock.pauses);
    assertEquals(Duration.ofDays(1).toNanos(), clock.now());
  }

  @Test
  void theClockIsToldThatAThreadOwesAResult() throws Exception {
    var clock = new JumpingClock();
    var paused = new CountDownLatch(1);
    var observed =
        new LoopClock() {
          @Override
          public long now() {
            return clock.now();
          }

          @Override
          public long pause(long when, boolean owed) {
            var nanos = clock.pause(when, owed);
            if (owed) {
              paused.countDown();
            }
            return nanos;
          }
        };

    run(
        LoopOptions.DEFAULT.withClock(observed),
        () -> {
          createTask(() -> sleep(Duration.ofHours(1)));
          toThread(() -> paused.await());
          assertEquals(0, clock.now());
        });

    assertEquals(Duration.ofHours(1).toNanos() + " owed", clock.pauses.getFirst());
  }

  @Test
  void theClockMayMakeSomethingReadyInsteadOfWaiting() throws Exception {
    var loops = new ArrayList<Promise<String>>();
    var clock =
        new LoopClock() {
          @Override
          public long now() {
            return 0;
          }

          @Override
          public long pause(long when, boolean owed) {
            loops.getFirst().setResult("idle");
            return NEVER;
          }
        };

    run(
        LoopOptions.DEFAULT.withClock(clock).withIsolation(),
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          loops.add(promise);
          assertEquals("idle", promise.await());
        });
  }

  @Test
  void waitsOfTheJdkTakeRealTimeAndAreNamed() throws Exception {
    var clock = new JumpingClock();
    var began = System.nanoTime();

    run(
        LoopOptions.DEFAULT.withClock(clock),
        () -> {
          var _ =
              new LinkedBlockingQueue<String>()
                  .poll(20, java.util.concurrent.TimeUnit.MILLISECONDS);
        });

    assertTrue(System.nanoTime() - began >= Duration.ofMillis(20).toNanos());
    assertEquals(1, clock.realWaits.size(), clock.realWaits.toString());
    assertTrue(clock.realWaits.getFirst().startsWith("Task-1 at "), clock.realWaits.toString());
    assertTrue(clock.now() > 0);
  }

  private static List<String> traceWith(StepOrder order) throws Exception {
    var trace = new ArrayList<String>();
    run(
        LoopOptions.DEFAULT.withOrder(order),
        () ->
            taskGroup(
                group -> {
                  for (var name : List.of("a", "b", "c")) {
                    group.createTask(
                        name,
                        () -> {
                          trace.add(name + "1");
                          yieldNow();
                          trace.add(name + "2");
                        });
                  }
                }));
    return trace;
  }

  @Test
  void anOrderChoosesAmongAllThatAreReady() throws Exception {
    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), traceWith(_ -> 0));
    assertEquals(List.of("c1", "c2", "b1", "b2", "a1", "a2"), traceWith(ready -> ready.size() - 1));
  }

  @Test
  void anOrderSeesTasksByName() throws Exception {
    var seen = new ArrayList<String>();

    traceWith(
        ready -> {
          seen.add(
              ready.stream().filter(step -> step.task().isPresent()).map(ReadyStep::name).toList()
                  + "");
          return 0;
        });

    assertTrue(seen.contains("[a, b, c]"), seen.toString());
  }

  @Test
  void callbacksKeepTheirOrder() throws Exception {
    var trace = new ArrayList<String>();

    run(
        LoopOptions.DEFAULT.withOrder(ready -> ready.size() - 1),
        () -> {
          var loop = runningLoop();
          loop.callSoon(() -> trace.add("first"));
          loop.callSoon(() -> trace.add("second"));
          var _ = loop.callSoon(() -> trace.add("never"));
          loop.callSoon(() -> trace.add("third"));
          yieldNow();
          yieldNow();
          yieldNow();
          sleep(Duration.ofNanos(1));
        });

    assertEquals(List.of("first", "second", "never", "third"), trace);
  }

  @Test
  void anOrderMayCancelTheTaskThatItSees() throws Exception {
    var trace = new ArrayList<String>();

    run(
        LoopOptions.DEFAULT.withOrder(
            ready -> {
              ready.stream()
                  .flatMap(step -> step.task().stream())
                  .filter(task -> task.name().equals("victim"))
                  .forEach(Task::cancel);
              return 0;
            }),
        () -> {
          var victim = createTask("victim", () -> trace.add("ran"));
          assertThrows(CancelledError.class, () -> victim.await());
        });

    assertEquals(List.of(), trace);
  }

  @Test
  void anOrderThatChoosesNothingThereIsReported() throws Exception {
    var failure = assertThrows(IllegalArgumentException.class, () -> traceWith(_ -> 7));

    assertTrue(failure.toString().contains("chose step 7 of 1"), failure.toString());
  }

  @Test
  void anOrderMayAskToBeAskedAgain() throws Exception {
    var trace = new ArrayList<String>();
    var asked = new ArrayList<Integer>();

    run(
        LoopOptions.DEFAULT.withOrder(
            ready -> {
              asked.add(ready.size());
              if (asked.size() == 1) {
                ready.getFirst().task().orElseThrow().loop().callSoon(() -> trace.add("callback"));
                return StepOrder.AGAIN;
              }
              return ready.size() - 1;
            }),
        () -> trace.add("task"));

    assertEquals(List.of("callback", "task"), trace);
    assertEquals(List.of(1, 2, 1), asked.subList(0, 3));
  }

  private static String nameOf(ReadyStep step) {
    return step.task().isPresent() ? step.name() : "callback";
  }

  /// The tasks of a program that sleeps, waits, gives up its turn and waits in code of the JDK.
  private static List<String> stepsOf(Runnable look) throws Exception {
    var steps = new ArrayList<String>();
    run(
        LoopOptions.DEFAULT
            .withClock(new JumpingClock())
            .withOrder(
                ready -> {
                  look.run();
                  assertTrue(steps.size() < 100, steps.toString());
                  steps.add(ready.stream().map(LoopOptionsTest::nameOf).toList() + "");
                  return ready.size() - 1;
                }),
        () ->
            taskGroup(
                group -> {
                  var promise = runningLoop().<String>createPromise();
                  var queue = new LinkedBlockingQueue<String>();
                  group.createTask("sleeps", () -> sleep(Duration.ofSeconds(1)));
                  group.createTask("awaits", promise);
                  group.createTask("takes", () -> queue.take());
                  group.createTask(
                      "yields",
                      () -> {
                        for (var turn = 0; turn < 5; turn++) {
                          yieldNow();
                          look.run();
                        }
                        queue.add("item");
                        promise.setResult("result");
                      });
                }));
    return steps;
  }

  @Test
  void lookingWhereTasksWaitDoesNotChangeWhatIsReady() throws Exception {
    var undisturbed = stepsOf(() -> {});

    assertEquals(undisturbed, stepsOf(() -> Async.captureCallGraph()));
  }

  @Test
  void anIsolatedLoopFindsADeadlockInCodeOfTheJdk() {
    var error =
        assertThrows(
            DeadlockException.class,
            () ->
                run(
                    LoopOptions.DEFAULT.withIsolation(),
                    () -> new LinkedBlockingQueue<String>().take()));

    assertTrue(error.toString().contains("Task-1"), error.toString());
  }

  private static final class Events implements Poller {
    private final List<Long> polls = new ArrayList<>();
    private final Supplier<Boolean> idle;
    private boolean closed;

    Events(Supplier<Boolean> idle) {
      this.idle = idle;
    }

    @Override
    public void poll(long nanos) {
      polls.add(nanos);
    }

    @Override
    public void wakeUp() {
      // polls never wait
    }

    @Override
    public boolean isIdle() {
      return idle.get();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aPollerThatIsNotIdleIsAskedInEachPass() throws Exception {
    var events = new Events(() -> false);

    run(
        LoopOptions.DEFAULT.withPoller(events),
        () -> {
          createTask(() -> yieldNow());
          yieldNow();
          var before = events.polls.size();
          yieldNow();
          assertEquals(List.of(0L), events.polls.subList(before, events.polls.size()));
        });

    assertTrue(events.closed);
  }

  @Test
  void aNewPollerTakesOver() throws Exception {
    var first = new Events(() -> true);
    var second = new Events(() -> true);

    run(
        LoopOptions.DEFAULT.withPoller(first),
        () -> {
          runningLoop().setPoller(second);
          assertEquals(second, runningLoop().poller());
          assertTrue(first.closed);
          sleep(Duration.ofNanos(1));
        });

    assertTrue(second.closed);
  }

  @Test
  void statisticsCountWhatOtherThreadsHandedIn() throws Exception {
    run(
        LoopOptions.DEFAULT.withClock(new JumpingClock()),
        () -> {
          var loop = runningLoop();
          var other =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        loop.callSoonThreadsafe(() -> {});
                        loop.callSoonThreadsafe(() -> {});
                      });
          while (other.isAlive()) {
            Thread.onSpinWait(); // a wait would let the loop take what comes
          }
          assertEquals(2, loop.statistics().ready());
        });
  }

  @Test
  void statisticsCountWhatThereIsToDo() throws Exception {
    run(
        LoopOptions.DEFAULT.withClock(new JumpingClock()),
        () -> {
          var loop = runningLoop();
          createTask(() -> sleep(Duration.ofSeconds(1)));
          loop.callSoon(() -> {});
          loop.callLater(Duration.ofSeconds(1), () -> {});
          loop.callLater(Duration.ofSeconds(2), () -> {}).cancel();
          var state = loop.statistics();
          assertEquals(2, state.ready());
          assertEquals(2, state.tasks());
          assertEquals(0, state.suspended());
          assertEquals(1, state.timers());
          assertEquals(1, state.cancelledTimers());
          assertEquals(Duration.ofSeconds(1).toNanos(), state.nextTimer().orElseThrow());
          yieldNow();
          assertEquals(2, loop.statistics().timers());
          assertEquals(1, loop.statistics().suspended());
        });
  }

  @Test
  void theLoopSaysWhichClockItGoesBy() throws Exception {
    var clock = new JumpingClock();
    run(LoopOptions.DEFAULT.withClock(clock), () -> assertSame(clock, runningLoop().clock()));
  }

  @Test
  void anotherThreadCanSeeWhoHoldsTheLoop() throws Exception {
    var seen = new ArrayList<String>();

    run(
        LoopOptions.DEFAULT,
        () -> {
          var loop = runningLoop();
          var looker = Thread.ofPlatform().start(() -> loop.runningStep().ifPresent(seen::add));
          while (looker.isAlive()) {
            Thread.onSpinWait();
          }
        });

    assertTrue(seen.getFirst().startsWith("Task-1 is here:"), seen.toString());
    assertTrue(seen.getFirst().contains("LoopOptionsTest"), seen.toString());
  }

  @Test
  void aLoopThatDoesNotRunHasNoStep() {
    try (var loop = Loop.create()) {
      assertTrue(loop.runningStep().isEmpty());
    }
  }
}
