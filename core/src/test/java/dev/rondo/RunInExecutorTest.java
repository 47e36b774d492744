package dev.rondo;

import static dev.rondo.Async.awaitFuture;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runInExecutor;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls in executors of one's own, and futures of other threads.
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class RunInExecutorTest {
  private static final Executor NEW_THREAD = body -> Thread.ofPlatform().start(body);

  private final List<String> log = new ArrayList<>();

  /* ---- executors ---- */

  @Test
  void theCallDoesNotSeeTheContextOfItsCaller() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    VirtualTime.run(
        () -> {
          variable.set("of the caller");
          assertEquals("default", runInExecutor(NEW_THREAD, variable::get));
        });
  }

  @Test
  void theVeryExceptionComesBack() throws Exception {
    VirtualTime.run(
        () -> {
          var error = new ValueError("mine");
          assertSame(
              error,
              assertThrows(
                  ValueError.class,
                  () ->
                      runInExecutor(
                          NEW_THREAD,
                          () -> {
                            throw error;
                          })));
        });
  }

  @Test
  void anExecutorThatCallsAtOnceIsOneToo() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().callSoon(() -> log.add("turn"));
          assertEquals("x", runInExecutor(Runnable::run, () -> "x"));
          assertEquals(List.of("turn"), log);
        });
  }

  @Test
  void anExecutorThatRefusesLeavesTheLoopAsItWas() throws Exception {
    VirtualTime.run(
        () -> {
          Executor refuses =
              _ -> {
                throw new RejectedExecutionException("full");
              };
          assertThrows(
              RejectedExecutionException.class, () -> runInExecutor(refuses, () -> log.add("ran")));
          assertEquals(0, runningLoop().outside);
        });
    assertEquals(List.of(), log);
  }

  @Test
  void cancellingInterruptsTheThreadThatMakesTheCall() throws Exception {
    VirtualTime.run(
        () -> {
          var began = new CountDownLatch(1);
          var left = new CountDownLatch(1);
          Awaitable<@Nullable Void> waits =
              () -> {
                began.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException interrupted) {
                  log.add("interrupted");
                } finally {
                  left.countDown();
                }
                return null;
              };
          var task = createTask(() -> runInExecutor(NEW_THREAD, waits::await));
          yieldNow();
          toThread(() -> began.await());
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          toThread(() -> left.await());
        });
    assertEquals(List.of("interrupted"), log);
  }

  /* ---- futures ---- */

  @Test
  void aFutureThatIsDoneCostsNoTurn() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().callSoon(() -> log.add("turn"));
          var future = new FutureTask<>(() -> "x");
          future.run();
          assertEquals("x", awaitFuture(future));
          assertEquals(List.of(), log);
        });
  }

  @Test
  void aFutureOfAnotherThreadIsAwaited() throws Exception {
    VirtualTime.run(
        () -> {
          try (var executor = Executors.newSingleThreadExecutor()) {
            assertEquals("x", awaitFuture(executor.submit(() -> "x")));
            var error = new ValueError("mine");
            var failing =
                executor.submit(
                    () -> {
                      throw error;
                    });
            assertSame(error, assertThrows(ValueError.class, () -> awaitFuture(failing)));
          }
        });
  }

  @Test
  void aFutureThatIsCancelledCancelsWhoAwaitsIt() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new FutureTask<>(() -> "never");
          var task = createTask(() -> awaitFuture(future));
          yieldNow();
          future.cancel(true);
          assertThrows(CancelledError.class, task::await);
          assertTrue(task.cancelled());
        });
  }

  @Test
  void cancellingWhoAwaitsAFutureCancelsIt() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new FutureTask<>(() -> "never");
          var task = createTask(() -> awaitFuture(future));
          yieldNow();
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          assertTrue(future.isCancelled());
        });
  }

  @Test
  void aFutureThatHasItsResultKeepsItWhenWhoAwaitedItIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new FutureTask<>(() -> "kept");
          var task = createTask(() -> awaitFuture(future));
          yieldNow();
          future.run();
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          assertFalse(future.isCancelled());
          assertEquals("kept", future.resultNow());
        });
  }

  /* ---- coroutines for other threads ---- */

  /// Makes no tasks.
  private static final class Refusing implements TaskFactory {
    @Override
    public <T extends @Nullable Object> Task<T> createTask(
        Loop loop, Awaitable<T> body, TaskOptions options) {
      throw new IllegalStateException("no more tasks");
    }
  }

  @Test
  void aTaskFactoryThatThrowsFailsTheFutureOfTheOtherThread() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, context) -> log.add(context.message()));
          loop.setTaskFactory(Optional.of(new Refusing()));
          var future = Async.runCoroutineThreadsafe(() -> log.add("ran"), loop);
          yieldNow();
          yieldNow();
          var error = assertThrows(ExecutionException.class, future::get);
          assertEquals("no more tasks", String.valueOf(error.getCause()).split(": ", 2)[1]);
        });
    assertEquals(List.of(), log);
  }
}
