package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Awaiting what other threads complete.
@Timeout(60)
class AwaitStageTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void aStageThatIsDoneDoesNotSuspend() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().callSoon(() -> log.add("another turn"));
          log.add(await(CompletableFuture.completedFuture("result")));
          var failed = CompletableFuture.failedFuture(new IOException("mine"));
          log.add(assertThrows(IOException.class, () -> await(failed)).getMessage());
        });
    assertEquals(List.of("result", "mine", "another turn"), log);
  }

  @Test
  void aCallbackMayCompleteIt() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new CompletableFuture<String>();
          runningLoop().callLater(Duration.ofSeconds(1), () -> future.complete("result"));
          assertEquals("result", await(future));
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }

  @Test
  void anotherCoroutineMayCompleteIt() throws Exception {
    var future = new CompletableFuture<String>();
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  log.add("awaits");
                  log.add(await(future));
                },
                () -> {
                  future.complete("result");
                  log.add("completed");
                }));
    assertEquals(List.of("awaits", "completed", "result"), log);
  }

  @Test
  void anotherThreadMayCompleteItAndTheCoroutineGoesOnOnItsLoop() throws Exception {
    Async.run(
        () -> {
          var me = Thread.currentThread();
          var future =
              CompletableFuture.supplyAsync(Thread::currentThread, Thread.ofPlatform()::start);
          assertNotSame(me, await(future));
          assertSame(me, Thread.currentThread());
          yieldNow();
        });
  }

  @Test
  void manyStagesOfManyThreadsMayBeAwaitedAtOnce() throws Exception {
    Async.run(
        () -> {
          var bodies = new ArrayList<Awaitable<Integer>>();
          for (var i = 0; i < 5_000; i++) {
            var number = i;
            bodies.add(() -> await(CompletableFuture.supplyAsync(() -> number)));
          }
          var results = gather(bodies);
          for (var i = 0; i < 5_000; i++) {
            assertEquals(i, results.get(i));
          }
        });
  }

  @Test
  void theVeryExceptionComesOut() throws Exception {
    VirtualTime.run(
        () -> {
          var mine = new IOException("mine");
          assertSame(
              mine,
              assertThrows(IOException.class, () -> await(CompletableFuture.failedFuture(mine))));
          var derived = CompletableFuture.<String>failedFuture(mine).thenApply(text -> text + "!");
          assertSame(mine, assertThrows(IOException.class, () -> await(derived)));
          var later = new CompletableFuture<String>();
          var afterwards = later.thenApply(text -> text + "!");
          runningLoop().callSoon(() -> later.completeExceptionally(mine));
          assertSame(mine, assertThrows(IOException.class, () -> await(afterwards)));
          var bare = new CompletionException("without a cause", null);
          assertSame(
              bare,
              assertThrows(
                  CompletionException.class, () -> await(CompletableFuture.failedFuture(bare))));
        });
  }

  @Test
  void aFailureThatCameOutIsNotReportedAsWell() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
          var future = new CompletableFuture<String>();
          runningLoop().callSoon(() -> future.completeExceptionally(new IOException("mine")));
          assertThrows(IOException.class, () -> await(future));
        });
    assertEquals(List.of(), log);
  }

  @Test
  void aCancelledStageCancelsWhoAwaitsIt() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new CompletableFuture<String>();
          var task = createTask(() -> await(future));
          yieldNow();
          future.cancel(true);
          assertThrows(CancelledError.class, task::await);
          assertTrue(task.cancelled());
          assertEquals(0, task.cancelling());
          assertThrows(CancelledError.class, () -> await(future)); // done already
          // For the JDK a stage that follows from a cancelled one is not cancelled, but failed.
          var derived = future.thenApply(text -> text + "!");
          assertThrows(CancellationException.class, () -> await(derived));
        });
  }

  @Test
  void cancellingWhoAwaitsItCancelsTheStage() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new CompletableFuture<String>();
          var task = createTask(() -> await(future));
          yieldNow();
          task.cancel("enough");
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals(Optional.of("enough"), error.reason());
          assertTrue(future.isCancelled());
          assertThrows(CancellationException.class, future::get);
        });
  }

  @Test
  void aStageThatCannotBeCancelledGoesOnAndItsResultIsDropped() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, context) -> log.add(context.message()));
          var future = new CompletableFuture<String>();
          var task = createTask(() -> await(future.minimalCompletionStage()));
          yieldNow();
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          assertFalse(future.isDone());
          future.completeExceptionally(new IOException("dropped"));
          yieldNow();
          yieldNow();
        });
    assertEquals(List.of(), log);
  }

  @Test
  void aStageThatIsCompletedAndCancelledInOneTurnLosesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new CompletableFuture<String>();
          var task = createTask(() -> await(future));
          yieldNow();
          future.complete("kept by the future");
          task.cancel();
          assertThrows(CancelledError.class, task::await);
          assertEquals("kept by the future", future.get());
        });
  }

  @Test
  void severalCoroutinesMayAwaitOneStage() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new CompletableFuture<String>();
          runningLoop().callLater(Duration.ofSeconds(1), () -> future.complete("x"));
          assertEquals(
              List.of("x", "x", "x"),
              gather(() -> await(future), () -> await(future), () -> await(future)));
        });
  }

  @Test
  void aStageThatCompletesAfterItsLoopClosedHurtsNobody() throws Exception {
    var future = new CompletableFuture<String>();
    VirtualTime.run(
        () -> {
          createTask(() -> await(future.copy()));
          yieldNow();
        });
    assertTrue(future.complete("late"));
    assertEquals("late", future.get());
  }

  @Test
  void aTaskMayAwaitAStageInItsCleanUp() throws Exception {
    VirtualTime.run(
        () -> {
          var future = new CompletableFuture<String>();
          var task =
              createTask(
                  () -> {
                    try {
                      sleep(Duration.ofDays(1));
                    } finally {
                      log.add(await(future));
                    }
                  });
          yieldNow();
          task.cancel();
          runningLoop().callLater(Duration.ofSeconds(1), () -> future.complete("cleaned up"));
          assertThrows(CancelledError.class, task::await);
        });
    assertEquals(List.of("cleaned up"), log);
  }
}
