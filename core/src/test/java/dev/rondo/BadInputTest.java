package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// What nobody should do, and what happens then: a clear error, never a hang, and the loop lives.
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class BadInputTest {
  private final List<String> log = new ArrayList<>();

  private void logReports() {
    runningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
  }

  private static void assertMessage(String expected, IllegalStateException error) {
    assertEquals(expected, error.getMessage());
  }

  /* ---- awaiting ---- */

  @Test
  void aTaskCannotAwaitItself() throws Exception {
    VirtualTime.run(
        () -> {
          var me = currentTask();
          var error = assertThrows(IllegalStateException.class, me::await);
          assertEquals("Task cannot await on itself: " + me, error.getMessage());
          yieldNow();
        });
  }

  @Test
  void aPromiseIsCompletedOnce() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          promise.setResult("first");
          var error = assertThrows(InvalidStateException.class, () -> promise.setResult("second"));
          assertMessage(
              "setResult on a promise that is done already: " + promise + "; check done() first",
              error);
          assertThrows(InvalidStateException.class, () -> promise.setException(new IOException()));
          assertEquals("first", await(promise));
          Promise<String> cancelled = runningLoop().createPromise();
          cancelled.cancel();
          assertThrows(InvalidStateException.class, () -> cancelled.setResult("late"));
          assertThrows(
              InvalidStateException.class, () -> cancelled.setException(new IOException()));
          assertTrue(cancelled.cancelled());
        });
  }

  @Test
  void aResultIsNotThereBeforeTheEnd() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> "x");
          assertMessage(
              "Result is not set: " + task,
              assertThrows(InvalidStateException.class, task::result));
          assertMessage(
              "Exception is not set: " + task,
              assertThrows(InvalidStateException.class, task::exception));
        });
  }

  private static List<Executable> waits(Deferred<String> deferred) {
    return List.of(
        Async::yieldNow,
        () -> sleep(Duration.ofSeconds(1)),
        () -> sleep(Duration.ZERO),
        () -> await(deferred),
        deferred::await,
        () -> await(() -> "x"),
        () -> await(CompletableFuture.completedFuture("x")),
        () -> gather(deferred),
        () -> gather(() -> {}),
        () -> gather(List.of(deferred)),
        () -> Async.gatherOutcomes(deferred),
        () -> Async.shield(deferred),
        () -> Async.toThread(() -> "x"),
        () -> Async.toThread(() -> {}),
        Async::currentTask);
  }

  @Test
  void outsideOfALoopNothingWaits() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      Promise<String> promise = loop.createPromise();
      promise.setResult("even when it need not wait");
      for (var wait : waits(promise)) {
        var message = String.valueOf(assertThrows(IllegalStateException.class, wait).getMessage());
        assertTrue(
            message.endsWith(
                " can only be called in a coroutine, but was called by thread "
                    + Thread.currentThread().getName()
                    + ", which runs no loop; put the code into Async.run"),
            message);
      }
    }
  }

  @Test
  void outsideOfALoopThereIsNone() {
    var name = Thread.currentThread().getName();
    for (var call :
        List.<Executable>of(
            Async::runningLoop,
            Async::allTasks,
            () -> createTask(() -> "x"),
            () -> createTask("name", () -> {}))) {
      assertMessage(
          "no running event loop in thread " + name + "; put the code into Async.run",
          assertThrows(IllegalStateException.class, call));
    }
  }

  @Test
  void aCallbackCannotWait() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          promise.setResult("even when it need not wait");
          Promise<List<String>> messages = runningLoop().createPromise();
          runningLoop()
              .callSoon(
                  () -> {
                    var all = new ArrayList<String>();
                    for (var wait : waits(promise)) {
                      all.add(
                          String.valueOf(
                              assertThrows(IllegalStateException.class, wait).getMessage()));
                    }
                    messages.setResult(all);
                  });
          for (var message : await(messages)) {
            assertTrue(
                message.endsWith(
                    " can only be called in a coroutine, but was called in a callback of a loop,"
                        + " which cannot wait; start a task there with createTask"),
                message);
          }
        });
  }

  /* ---- waiting where the JDK cannot set the stack aside ---- */

  private static @Nullable Action inStaticInitializer;

  private static void initialize(Action action, Runnable first) {
    inStaticInitializer = action;
    try {
      first.run();
    } finally {
      inStaticInitializer = null;
    }
  }

  private static boolean act() {
    try {
      java.util.Objects.requireNonNull(inStaticInitializer).run();
    } catch (Exception failure) {
      throw Throwing.asUnchecked(failure);
    }
    return true;
  }

  // A static initializer runs once, so each test has a class of its own.
  private static final class Sleeps {
    static final boolean DONE = act();
  }

  private static final class Yields {
    static final boolean DONE = act();
  }

  private static final class Awaits {
    static final boolean DONE = act();
  }

  private static final class Gathers {
    static final boolean DONE = act();
  }

  private static final class SleepsCancelled {
    static final boolean DONE = act();
  }

  private static final class AwaitsCancelled {
    static final boolean DONE = act();
  }

  private static void assertPinned(Action action, Executable first) {
    var error =
        assertThrows(
            ExceptionInInitializerError.class,
            () ->
                initialize(
                    action,
                    () -> {
                      try {
                        first.execute();
                      } catch (Throwable failure) {
                        throw Throwing.asUnchecked(failure);
                      }
                    }));
    var cause = assertInstanceOf(IllegalStateException.class, error.getCause());
    assertMessage(
        "Task-1 cannot wait here: a native method or a static initializer is on its stack, and the"
            + " JDK cannot set that aside; move the wait out of it",
        cause);
  }

  @Test
  void sleepingInAStaticInitializerIsAnErrorAtOnce() throws Exception {
    VirtualTime.run(
        () -> {
          assertPinned(() -> sleep(Duration.ofDays(1)), () -> assertTrue(Sleeps.DONE));
          assertEquals(0, runningLoop().time());
          sleep(Duration.ofSeconds(1));
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }

  @Test
  void yieldingInAStaticInitializerIsAnErrorAtOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var passes = new AtomicInteger();
          runningLoop().callSoon(() -> {}); // with nobody else ready there would be no switch
          assertPinned(Async::yieldNow, () -> assertTrue(Yields.DONE));
          runningLoop().callSoon(passes::incrementAndGet);
          yieldNow(); // the one that failed left no turn behind
          assertEquals(1, passes.get());
          runningLoop().callSoon(passes::incrementAndGet);
          yieldNow();
          assertEquals(2, passes.get());
        });
  }

  @Test
  void awaitingInAStaticInitializerIsAnErrorAtOnce() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          assertPinned(() -> await(promise), () -> assertTrue(Awaits.DONE));
          promise.setResult("no waiter left");
          sleep(Duration.ofSeconds(1)); // not ended early by the promise
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }

  @Test
  void gatheringInAStaticInitializerIsAnErrorAtOnce() throws Exception {
    VirtualTime.run(
        () -> {
          assertPinned(() -> gather(() -> log.add("ran")), () -> assertTrue(Gathers.DONE));
          sleep(Duration.ofSeconds(1));
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
    assertEquals(List.of("ran"), log);
  }

  @Test
  void aPinnedSleepKeepsTheCancellationForTheNextWait() throws Exception {
    VirtualTime.run(
        () -> {
          currentTask().cancel("still to be delivered");
          assertPinned(() -> sleep(Duration.ofDays(1)), () -> assertTrue(SleepsCancelled.DONE));
          var error = assertThrows(CancelledError.class, () -> sleep(Duration.ofDays(1)));
          assertEquals("still to be delivered", error.reason().orElseThrow());
          sleep(Duration.ofSeconds(1)); // not ended early
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }

  @Test
  void aPinnedAwaitKeepsTheCancellationForTheNextWait() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          currentTask().cancel("still to be delivered");
          assertPinned(() -> await(promise), () -> assertTrue(AwaitsCancelled.DONE));
          var error = assertThrows(CancelledError.class, () -> sleep(Duration.ofDays(1)));
          assertEquals("still to be delivered", error.reason().orElseThrow());
          sleep(Duration.ofSeconds(1)); // not ended early
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }

  /* ---- exceptions and errors ---- */

  private static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message for you");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text for you");
    }
  }

  @Test
  void anExceptionWhoseTextThrowsIsReportedAllTheSame() throws Exception {
    var hostile = new Hostile();
    var told = new ArrayList<Throwable>();
    VirtualTime.run(
        () -> {
          runningLoop()
              .setExceptionHandler((_, context) -> told.add(context.exception().orElseThrow()));
          var task =
              createTask(
                  () -> {
                    throw hostile;
                  });
          runningLoop()
              .callSoon(
                  () -> {
                    throw hostile;
                  });
          yieldNow();
          assertTrue(task.toString().contains("its toString threw"), task::toString);
        });
    assertEquals(2, told.size());
    assertSame(hostile, told.getFirst());
    assertSame(hostile, told.getLast());
  }

  @Test
  void theExceptionHandlerCanBeToldOfWhatAnybodyFound() throws Exception {
    var told = new ArrayList<ErrorContext>();
    var context = new ErrorContext("found", Optional.empty(), Optional.empty());
    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, heard) -> told.add(heard));
          runningLoop().callExceptionHandler(context);
        });
    assertEquals(List.of(context), told);
  }

  @Test
  void theDefaultHandlerSurvivesAnExceptionWhoseTextThrows() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                throw new Hostile();
              });
          runningLoop()
              .callSoon(
                  () -> {
                    throw new Hostile();
                  });
          yieldNow();
          log.add("lives");
        });
    assertEquals(List.of("lives"), log);
  }

  @Test
  void aCallbackThatThrowsIsReportedOnceAndTheOthersRun() throws Exception {
    var told = new ArrayList<ErrorContext>();
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, context) -> told.add(context));
          var error = new IllegalStateException("mine");
          var handle =
              loop.callSoon(
                  () -> {
                    throw error;
                  });
          loop.callSoon(() -> log.add("next"));
          yieldNow();
          assertEquals(1, told.size());
          assertSame(error, told.getFirst().exception().orElseThrow());
          assertSame(handle, told.getFirst().handle().orElseThrow());
          assertTrue(told.getFirst().message().startsWith("Exception in callback "));
        });
    assertEquals(List.of("next"), log);
    assertEquals(1, told.size());
  }

  @Test
  void allKindsOfCallbacksMayThrow() throws Exception {
    VirtualTime.run(
        () -> {
          logReports();
          Runnable bad =
              () -> {
                throw new IllegalStateException("mine");
              };
          var loop = runningLoop();
          Promise<String> promise = loop.createPromise();
          promise.addDoneCallback(_ -> bad.run());
          promise.addDoneCallback(_ -> log.add("the next one"));
          promise.setResult("x");
          loop.callLater(Duration.ofSeconds(1), bad);
          loop.callSoonThreadsafe(bad);
          sleep(Duration.ofSeconds(2));
        });
    assertEquals(4, log.size());
    assertEquals(3, log.stream().filter(text -> text.startsWith("Exception in callback")).count());
  }

  @Test
  void anExceptionHandlerThatThrowsDoesNotEndTheLoop() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop()
              .setExceptionHandler(
                  (_, _) -> {
                    log.add("told");
                    throw new IllegalStateException("from the handler");
                  });
          for (var i = 0; i < 2; i++) {
            runningLoop()
                .callSoon(
                    () -> {
                      throw new IllegalStateException("from the callback");
                    });
          }
          yieldNow();
          log.add("lives");
        });
    assertEquals(List.of("told", "told", "lives"), log);
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static int recurse(int depth) {
    return recurse(depth + 1) + depth;
  }

  private static Object tooBig() {
    return new long[Integer.MAX_VALUE];
  }

  @Test
  void errorsOfTheJvmFailTheirTaskOnly() throws Exception {
    VirtualTime.run(
        () -> {
          var bodies = new ArrayList<Awaitable<Object>>();
          bodies.add(() -> recurse(0));
          bodies.add(BadInputTest::tooBig);
          bodies.add(
              () -> {
                throw new StackOverflowError("thrown");
              });
          bodies.add(
              () -> {
                throw new OutOfMemoryError("thrown");
              });
          bodies.add(
              () -> {
                throw new LinkageError("thrown");
              });
          bodies.add(
              () -> {
                throw Throwing.asUnchecked(new ThreadDeathLike());
              });
          bodies.add(() -> "fine");
          var ends = new ArrayList<String>();
          for (var outcome : Async.gatherOutcomes(bodies)) {
            ends.add(
                outcome instanceof Outcome.Failure<Object>(var exception)
                    ? exception.getClass().getSimpleName()
                    : outcome.result().toString());
          }
          assertEquals(
              List.of(
                  "StackOverflowError",
                  "OutOfMemoryError",
                  "StackOverflowError",
                  "OutOfMemoryError",
                  "LinkageError",
                  "ThreadDeathLike",
                  "fine"),
              ends);
          yieldNow();
        });
  }

  private static final class ThreadDeathLike extends Throwable {
    private static final long serialVersionUID = 1L;

    ThreadDeathLike() {
      super("neither an exception nor an error", null, false, false);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static void recurseAndAsk() {
    var _ = runningLoop().createPromise();
    runningLoop().callSoon(() -> {}).cancel();
    recurseAndAsk();
  }

  @Test
  void aStackOverflowInsideOfTheLibraryFailsItsTaskOnly() throws Exception {
    VirtualTime.run(
        () -> {
          for (var i = 0; i < 20; i++) {
            var task = createTask(BadInputTest::recurseAndAsk);
            assertThrows(StackOverflowError.class, task::await);
          }
          assertEquals(List.of(1, 2), gather(() -> 1, () -> 2));
        });
  }

  private static int deepWait(int depth) {
    if (depth == 0) {
      sleep(Duration.ofSeconds(1));
      return 0;
    }
    return deepWait(depth - 1) + 1;
  }

  @Test
  void aDeepStackMayWait() throws Exception {
    VirtualTime.run(
        () ->
            assertEquals(List.of(1000, 1000), gather(() -> deepWait(1000), () -> deepWait(1000))));
  }

  @Test
  void aStackThatIsTooDeepToBeSetAsideIsAnErrorAtOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var depth = new AtomicInteger(1000);
          assertThrows(
              StackOverflowError.class,
              () -> {
                while (true) {
                  assertEquals(depth.get(), deepWait(depth.get()));
                  depth.addAndGet(depth.get() / 4);
                }
              });
          var before = runningLoop().time();
          sleep(Duration.ofSeconds(5)); // what failed left no timer and no turn behind
          assertEquals(Duration.ofSeconds(5).toNanos(), runningLoop().time() - before);
          assertEquals(List.of(1000), gather(() -> deepWait(1000)));
        });
  }

  @Test
  void anExceptionThatIsItsOwnCauseIsReported() throws Exception {
    var cyclic = new IllegalStateException("outer");
    cyclic.initCause(new IllegalStateException("inner", cyclic));
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                throw cyclic;
              });
          yieldNow(); // the default handler prints it
        });
  }

  /* ---- times ---- */

  @Test
  void hugeDelaysAreForEver() throws Exception {
    VirtualTime.run(
        () -> {
          sleep(Duration.ofSeconds(1)); // so that now + delay would overflow
          var sleeper = createTask(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
          var timer =
              runningLoop().callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("called"));
          assertEquals(Long.MAX_VALUE, timer.when());
          sleep(Duration.ofDays(100_000));
          assertFalse(sleeper.done());
          assertEquals(List.of(), log);
        });
  }

  @Test
  void negativeDelaysAreNow() throws Exception {
    VirtualTime.run(
        () -> {
          sleep(Duration.ofSeconds(1));
          sleep(Duration.ofSeconds(Long.MIN_VALUE));
          sleep(Duration.ofNanos(-1));
          var loop = runningLoop();
          loop.callLater(Duration.ofNanos(-1), () -> log.add("third"));
          loop.callLater(Duration.ofSeconds(-1), () -> log.add("second"));
          loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> log.add("first"));
          loop.callAt(Long.MAX_VALUE, () -> log.add("never"));
          yieldNow();
          yieldNow();
          assertEquals(List.of("first", "second", "third"), log);
          assertEquals(Duration.ofSeconds(1).toNanos(), loop.time());
        });
  }

  @Test
  void aTimerOfTheDistantPastDoesNotTurnTheClockBack() throws Exception {
    VirtualTime.run(
        () -> {
          sleep(Duration.ofSeconds(1));
          Promise<String> called = runningLoop().createPromise();
          runningLoop().callAt(Long.MIN_VALUE, () -> called.setResult("called"));
          assertEquals("called", await(called));
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }

  @Test
  void aTimerOfTheDistantPastRunsAtOnceInRealTime() throws Exception {
    Async.run(
        () -> {
          Promise<String> called = runningLoop().createPromise();
          runningLoop()
              .callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> called.setResult("called"));
          assertEquals("called", await(called));
        });
  }

  /* ---- amounts ---- */

  @Test
  void gatherTakesAHundredThousand() throws Exception {
    VirtualTime.run(
        () -> {
          var bodies = new ArrayList<Awaitable<Integer>>();
          for (var i = 0; i < 100_000; i++) {
            var number = i;
            bodies.add(
                () -> {
                  sleep(Duration.ofNanos(100_000 - number));
                  return number;
                });
          }
          var results = gather(bodies);
          assertEquals(100_000, results.size());
          for (var i = 0; i < results.size(); i++) {
            assertEquals(i, results.get(i));
          }
        });
  }

  @Test
  void gatherOfNothingIsNothing() throws Exception {
    VirtualTime.run(
        () -> {
          assertEquals(List.of(), gather(List.<Awaitable<String>>of()));
          assertEquals(List.of(), Async.gatherOutcomes(List.<Awaitable<String>>of()));
        });
  }

  @Test
  void gatherOfTheSameTaskAwaitsItOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> "x");
          assertEquals(Collections.nCopies(1000, "x"), gather(Collections.nCopies(1000, task)));
        });
  }

  @Test
  void aHundredThousandMayAwaitOnePromise() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var waiters = Collections.nCopies(100_000, (Awaitable<String>) () -> await(promise));
          runningLoop().callLater(Duration.ofSeconds(1), () -> promise.setResult("x"));
          assertEquals(Collections.nCopies(100_000, "x"), gather(waiters));
        });
  }

  @Test
  void aTaskMayBeCancelledAMillionTimes() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> sleep(Duration.ofDays(1)));
          yieldNow();
          for (var i = 0; i < 1_000_000; i++) {
            task.cancel();
          }
          assertThrows(CancelledError.class, task::await);
          assertEquals(1_000_000, task.cancelling());
        });
  }

  /* ---- taking the handler that marks a coroutine ---- */

  @Test
  void aCoroutineThatReplacesItsUncaughtExceptionHandlerGetsClearErrors() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  "replaced",
                  () -> {
                    var loop = runningLoop();
                    Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                    assertThrows(WrongThreadException.class, () -> loop.callSoon(() -> {}));
                    var error = assertThrows(IllegalStateException.class, Async::yieldNow);
                    return String.valueOf(error.getMessage());
                  });
          assertTrue(
              await(task).startsWith("yieldNow can only be called in a coroutine"), task::toString);
          assertTrue(task.done());
        });
  }

  @Test
  void aCoroutineThatReplacedItsUncaughtExceptionHandlerStillEnds() throws Exception {
    VirtualTime.run(
        () -> {
          var bad =
              createTask(
                  () -> {
                    Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
                    Thread.sleep(1);
                    throw new IOException("mine");
                  });
          assertThrows(IOException.class, bad::await);
          yieldNow();
        });
  }
}
