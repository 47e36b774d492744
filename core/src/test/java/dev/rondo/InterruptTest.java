package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Interrupting the thread that is in `run`.
@Timeout(60)
class InterruptTest {
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void clearTheInterruptStatus() {
    var _ = Thread.interrupted();
  }

  /// Interrupts the platform thread of the loop when the loop is about to be idle. A coroutine
  /// cannot: it is on that thread, and the JDK clears the status when it leaves.
  private static void interruptWhenIdle() {
    runningLoop().callSoon(() -> Thread.currentThread().interrupt());
  }

  @Test
  void interruptingAnIdlePlatformThreadCancelsMain() {
    var interrupted =
        assertThrows(
            InterruptedException.class,
            () ->
                VirtualTime.run(
                    () -> {
                      interruptWhenIdle();
                      try {
                        sleep(Duration.ofDays(1));
                      } catch (CancelledError error) {
                        log.add(error.reason().orElseThrow());
                        throw error;
                      }
                    }));
    assertEquals(List.of("the thread that runs the loop was interrupted"), log);
    assertInstanceOf(CancelledError.class, interrupted.getCause());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void interruptingAParkedPlatformThreadWakesIt() throws Exception {
    var idle = new CountDownLatch(1);
    var call =
        new FutureTask<>(
            () ->
                Async.run(
                    () -> {
                      idle.countDown();
                      sleep(Duration.ofDays(1));
                      return "slept";
                    }));
    var thread = Thread.ofPlatform().start(call);
    idle.await();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    assertInstanceOf(
        InterruptedException.class, assertThrows(ExecutionException.class, call::get).getCause());
  }

  @Test
  void interruptingAVirtualThreadThatWaitsForTheRunCancelsMain() throws Exception {
    var started = new CountDownLatch(1);
    var call =
        new FutureTask<>(
            () ->
                Async.run(
                    () -> {
                      started.countDown();
                      sleep(Duration.ofDays(1));
                      return "slept";
                    }));
    var thread = Thread.ofVirtual().start(call);
    started.await();
    thread.interrupt();
    assertInstanceOf(
        InterruptedException.class, assertThrows(ExecutionException.class, call::get).getCause());
  }

  @Test
  void interruptingAVirtualThreadIsNoticedWhileACoroutineComputes() throws Exception {
    var computing = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var call =
        new FutureTask<>(
            () ->
                Async.run(
                    () -> {
                      computing.countDown();
                      while (interrupted.getCount() > 0) {
                        Thread.onSpinWait();
                      }
                      sleep(Duration.ofDays(1));
                      return "slept";
                    }));
    var thread = Thread.ofVirtual().start(call);
    computing.await();
    thread.interrupt();
    interrupted.countDown();
    assertInstanceOf(
        InterruptedException.class, assertThrows(ExecutionException.class, call::get).getCause());
  }

  @Test
  void anInterruptThatCameBeforeTheRunCancelsMainOnAPlatformThread() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class, () -> VirtualTime.run(() -> sleep(Duration.ofDays(1))));
  }

  @Test
  void anInterruptThatCameBeforeTheRunCancelsMainOnAVirtualThread() throws Exception {
    var call =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              return Async.run(
                  () -> {
                    sleep(Duration.ofDays(1));
                    return "slept";
                  });
            });
    Thread.ofVirtual().start(call);
    assertInstanceOf(
        InterruptedException.class, assertThrows(ExecutionException.class, call::get).getCause());
  }

  @Test
  void interruptingReachesMainInCodeOfTheJdk() {
    assertThrows(
        InterruptedException.class,
        () ->
            VirtualTime.run(
                () -> {
                  interruptWhenIdle();
                  new CountDownLatch(1).await();
                }));
  }

  @Test
  void otherTasksAreCancelledOnlyAfterMain() {
    assertThrows(
        InterruptedException.class,
        () ->
            VirtualTime.run(
                () -> {
                  createTask(
                      () -> {
                        try {
                          sleep(Duration.ofDays(2)); // idle, the clock jumps by one
                        } catch (CancelledError error) {
                          log.add("other: " + error.reason().orElseThrow());
                          throw error;
                        }
                      });
                  yieldNow();
                  interruptWhenIdle();
                  try {
                    sleep(Duration.ofDays(1));
                  } finally {
                    sleep(Duration.ofSeconds(1));
                    log.add("main cleaned up");
                  }
                }));
    assertEquals(List.of("main cleaned up", "other: the loop is closing"), log);
  }

  @Test
  void aMainThatGoesOnKeepsItsResult() throws Exception {
    assertEquals(
        "kept",
        VirtualTime.run(
            () -> {
              interruptWhenIdle();
              try {
                sleep(Duration.ofDays(1));
              } catch (CancelledError swallowed) {
                log.add("swallowed");
              }
              return "kept";
            }));
    assertEquals(List.of("swallowed"), log);
  }

  @Test
  void aRequestOfSomebodyElseAsWellIsACancellation() {
    assertThrows(
        CancelledError.class,
        () ->
            VirtualTime.run(
                () -> {
                  var main = Async.currentTask();
                  interruptWhenIdle();
                  try {
                    sleep(Duration.ofDays(1));
                  } finally {
                    main.cancel("somebody else");
                    yieldNow();
                  }
                }));
  }

  @Test
  void anInterruptWhileLeftoversCleanUpIsNotLost() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              () -> {
                try {
                  sleep(Duration.ofDays(1));
                } finally {
                  interruptWhenIdle();
                  sleep(Duration.ofSeconds(1));
                  log.add("cleaned up");
                }
              });
          yieldNow();
        });
    assertEquals(List.of("cleaned up"), log);
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void anInterruptOfAVirtualThreadWhileLeftoversCleanUpIsNotLost() throws Exception {
    var cleaning = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var call =
        new FutureTask<>(
            () -> {
              Async.run(
                  () -> {
                    createTask(
                        () -> {
                          try {
                            sleep(Duration.ofDays(1));
                          } finally {
                            cleaning.countDown();
                            interrupted.await();
                          }
                        });
                    yieldNow();
                  });
              return Thread.currentThread().isInterrupted();
            });
    var thread = Thread.ofVirtual().start(call);
    cleaning.await();
    thread.interrupt();
    interrupted.countDown();
    assertTrue(call.get());
  }
}
