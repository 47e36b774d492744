package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cancelling tasks that wait in code of the JDK: they are interrupted.
@Timeout(60)
class CancelInJdkTest {
  private final List<String> log = new ArrayList<>();

  private static void assertCancelled(String reason, Task<?> task) {
    var error = assertThrows(CancelledError.class, task::await);
    assertEquals(Optional.of(reason), error.reason());
    assertTrue(task.cancelled());
  }

  /// Waits in the JDK until it is interrupted.
  private static void waitForEver() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /* ---- waits that can be interrupted ---- */

  @Test
  void anInterruptedExceptionThatLeavesTheTaskMeansCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          for (var body :
              List.<Action>of(
                  CancelInJdkTest::waitForEver,
                  () -> Thread.sleep(Long.MAX_VALUE),
                  () -> new ArrayBlockingQueue<String>(1).take(),
                  () -> {
                    synchronized (log) {
                      log.wait();
                    }
                  })) {
            var victim = createTask(body);
            yieldNow();
            assertTrue(victim.cancel("enough"));
            assertFalse(victim.done());
            var error = assertThrows(CancelledError.class, victim::await);
            assertEquals(Optional.of("enough"), error.reason());
            assertInstanceOf(InterruptedException.class, error.getCause());
            assertTrue(victim.cancelled());
            assertEquals(0, runningLoop().time());
          }
        });
  }

  @Test
  void aChannelThatIsClosedByTheInterruptMeansCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var pipe = Pipe.open();
          var victim = createTask(() -> pipe.source().read(ByteBuffer.allocate(1)));
          yieldNow();
          victim.cancel("enough");
          var error = assertThrows(CancelledError.class, victim::await);
          assertInstanceOf(ClosedByInterruptException.class, error.getCause());
          pipe.sink().close();
        });
  }

  @Test
  void anExceptionThatTranslatesTheInterruptCountsAsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var translated =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } catch (InterruptedException interrupted) {
                      throw new InterruptedIOException("translated");
                    }
                  });
          yieldNow();
          translated.cancel();
          var error = assertThrows(CancelledError.class, translated::await);
          assertInstanceOf(InterruptedIOException.class, error.getCause());
        });
  }

  @Test
  void aTimeLimitAroundAWaitOfTheJdkIsATimeout() throws Exception {
    VirtualTime.run(
        () -> {
          var late =
              assertThrows(
                  java.util.concurrent.TimeoutException.class,
                  () -> Async.timeout(Duration.ofSeconds(1), CancelInJdkTest::waitForEver));
          assertInstanceOf(InterruptedException.class, late.getCause());
          assertEquals(0, currentTask().cancelling());
          assertFalse(Thread.currentThread().isInterrupted());
        });
  }

  @Test
  void aTimeLimitAroundALibraryThatWrapsTheInterruptIsATimeout() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(
              java.util.concurrent.TimeoutException.class,
              () ->
                  Async.timeout(
                      Duration.ofSeconds(1),
                      () -> {
                        try {
                          waitForEver();
                        } catch (InterruptedException interrupted) {
                          Thread.currentThread().interrupt();
                          throw new IOException(interrupted);
                        }
                      }));
          assertEquals(0, currentTask().cancelling());
          assertFalse(Thread.currentThread().isInterrupted());
        });
  }

  @Test
  void aBlockedSocketIsClosedByTheInterrupt() throws Exception {
    VirtualTime.run(
        () -> {
          try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var victim = createTask(() -> listener.accept());
            yieldNow();
            victim.cancel("enough");
            var error = assertThrows(CancelledError.class, victim::await);
            assertInstanceOf(SocketException.class, error.getCause()); // as the JDK has it
            assertTrue(listener.isClosed());
          }
        });
  }

  @Test
  void anInterruptedExceptionWithoutACancellationIsAFailure() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(CancelInJdkTest::waitForEver);
          yieldNow();
          task.coroutine().thread.interrupt();
          assertThrows(InterruptedException.class, task::await);
          assertFalse(task.cancelled());
        });
  }

  @Test
  void anInterruptedExceptionAfterACancellationThatWasTakenBackIsAFailure() throws Exception {
    VirtualTime.run(
        () -> {
          var mine = new InterruptedException("mine");
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } catch (InterruptedException swallowed) {
                      currentTask().uncancel();
                    }
                    throw mine;
                  });
          yieldNow();
          task.cancel("taken back");
          assertSame(mine, assertThrows(InterruptedException.class, task::await));
        });
  }

  @Test
  void anInterruptedExceptionThatPassesACleanUpWithOurWaitsStillMeansCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } finally {
                      sleep(Duration.ofSeconds(1));
                      yieldNow();
                      log.add("cleaned up");
                    }
                  });
          yieldNow();
          task.cancel("enough");
          assertCancelled("enough", task);
        });
    assertEquals(List.of("cleaned up"), log);
  }

  /* ---- swallowed and restored ---- */

  @Test
  void aSwallowedInterruptedExceptionLetsTheTaskGoOn() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } catch (InterruptedException swallowed) {
                      log.add("swallowed");
                    }
                    sleep(Duration.ofSeconds(1));
                    yieldNow();
                    return "kept";
                  });
          yieldNow();
          task.cancel();
          assertEquals("kept", await(task));
          assertEquals(1, task.cancelling());
        });
    assertEquals(List.of("swallowed"), log);
  }

  @Test
  void aRestoredInterruptStatusIsDeliveredByTheNextWaitOfOurs() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } catch (InterruptedException restored) {
                      Thread.currentThread().interrupt();
                    }
                    log.add("goes on");
                    try {
                      sleep(Duration.ofDays(1));
                    } finally {
                      log.add("interrupted: " + Thread.currentThread().isInterrupted());
                      sleep(Duration.ofSeconds(1)); // the clean-up may wait
                    }
                  });
          yieldNow();
          task.cancel("restored");
          assertCancelled("restored", task);
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
    assertEquals(List.of("goes on", "interrupted: false"), log);
  }

  @Test
  void aRestoredInterruptStatusAtTheEndOfTheTaskMeansCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } catch (InterruptedException restored) {
                      Thread.currentThread().interrupt();
                    }
                    return "lost";
                  });
          yieldNow();
          task.cancel("restored");
          assertCancelled("restored", task);
        });
  }

  /* ---- waits that cannot be interrupted ---- */

  @Test
  void aTaskThatWaitsForALockIsCancelledAtItsNextWaitOfOurs() throws Exception {
    var lock = new ReentrantLock();
    VirtualTime.run(
        () -> {
          Task<?> task;
          lock.lock();
          try {
            task =
                createTask(
                    () -> {
                      lock.lock();
                      try {
                        log.add("locked");
                        yieldNow();
                        log.add("not reached");
                      } finally {
                        lock.unlock();
                      }
                    });
            yieldNow();
            task.cancel("enough");
            yieldNow();
            assertFalse(task.done());
          } finally {
            lock.unlock();
          }
          assertCancelled("enough", task);
          assertFalse(lock.isLocked());
        });
    assertEquals(List.of("locked"), log);
  }

  @Test
  void aTaskThatWaitsForAMonitorIsCancelledAtItsNextWaitOfOurs() throws Exception {
    var monitor = new Object();
    VirtualTime.run(
        () -> {
          Task<?> task;
          synchronized (monitor) {
            task =
                createTask(
                    () -> {
                      synchronized (monitor) {
                        log.add("entered");
                        yieldNow();
                        log.add("not reached");
                      }
                    });
            yieldNow();
            task.cancel("enough");
            yieldNow();
            assertFalse(task.done());
          }
          assertCancelled("enough", task);
        });
    assertEquals(List.of("entered"), log);
  }

  @Test
  void aTaskThatWaitsForAMonitorIsCancelledAtItsNextWaitOfTheJdk() throws Exception {
    var monitor = new Object();
    VirtualTime.run(
        () -> {
          Task<?> task;
          synchronized (monitor) {
            task =
                createTask(
                    () -> {
                      synchronized (monitor) {
                        log.add("entered");
                      }
                      waitForEver();
                    });
            yieldNow();
            task.cancel("enough");
          }
          assertCancelled("enough", task);
        });
    assertEquals(List.of("entered"), log);
  }

  @Test
  void aTaskThatIsWokenAndCancelledAtOnceLosesNothing() throws Exception {
    var queue = new ArrayBlockingQueue<String>(1);
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    log.add(queue.take());
                    yieldNow();
                  });
          yieldNow();
          queue.put("item"); // wakes the taker
          task.cancel("enough");
          assertThrows(CancelledError.class, task::await);
          assertEquals(1, log.size() + queue.size());
        });
  }

  /* ---- interrupts that must not leak ---- */

  @Test
  void anInterruptNeverLeaksIntoTheNextWait() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    currentTask().cancel("by itself"); // interrupts, for it might block next
                    try {
                      yieldNow();
                    } catch (CancelledError swallowed) {
                      log.add("swallowed");
                    }
                    assertFalse(Thread.currentThread().isInterrupted());
                    Thread.sleep(1);
                    new CountDownLatch(0).await();
                    sleep(Duration.ofSeconds(1));
                    return "kept";
                  });
          assertEquals("kept", await(task));
        });
    assertEquals(List.of("swallowed"), log);
  }

  @Test
  void theInterruptOfOneTaskReachesNoOther() throws Exception {
    VirtualTime.run(
        () -> {
          var victim = createTask(CancelInJdkTest::waitForEver);
          var other =
              createTask(
                  () -> {
                    Thread.sleep(1);
                    return Thread.currentThread().isInterrupted();
                  });
          yieldNow();
          victim.cancel("enough");
          assertFalse(await(other));
          assertCancelled("enough", victim);
          assertFalse(Thread.currentThread().isInterrupted());
        });
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aTaskThatWaitsForUsIsNotInterrupted() throws Exception {
    VirtualTime.run(
        () -> {
          var victim =
              createTask(
                  () -> {
                    try {
                      sleep(Duration.ofDays(1));
                    } finally {
                      log.add("interrupted: " + Thread.currentThread().isInterrupted());
                    }
                  });
          yieldNow();
          victim.cancel("enough");
          assertCancelled("enough", victim);
        });
    assertEquals(List.of("interrupted: false"), log);
  }

  @Test
  void anInterruptStatusOfTheUsersOwnSurvivesOurWaits() throws Exception {
    VirtualTime.run(
        () -> {
          Thread.currentThread().interrupt();
          yieldNow();
          sleep(Duration.ofSeconds(1));
          assertEquals("other", await(createTask(() -> "other")));
          assertTrue(Thread.currentThread().isInterrupted());
          assertThrows(InterruptedException.class, () -> Thread.sleep(1));
        });
  }

  @Test
  void aRequestThatIsTakenBackTakesItsInterruptBack() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    currentTask().cancel();
                    assertTrue(Thread.currentThread().isInterrupted());
                    currentTask().uncancel();
                    Thread.sleep(1);
                    return "went on";
                  });
          assertEquals("went on", await(task));
        });
  }

  @Test
  void aCancelledTaskMayCleanUpInTheJdk() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      sleep(Duration.ofDays(1));
                    } finally {
                      Thread.sleep(1);
                      new CountDownLatch(0).await();
                      log.add("cleaned up");
                    }
                  });
          yieldNow();
          task.cancel("enough");
          assertCancelled("enough", task);
        });
    assertEquals(List.of("cleaned up"), log);
  }

  @Test
  void aSecondRequestInterruptsACleanUpInTheJdk() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } finally {
                      try {
                        waitForEver();
                      } catch (InterruptedException second) {
                        log.add("second");
                      }
                    }
                  });
          yieldNow();
          task.cancel("first");
          yieldNow();
          task.cancel("second");
          assertThrows(CancelledError.class, task::await);
          assertEquals(2, task.cancelling());
        });
    assertEquals(List.of("second"), log);
  }

  @Test
  void cancellingWhoAwaitsATaskInTheJdkInterruptsThatTask() throws Exception {
    VirtualTime.run(
        () -> {
          var inner = createTask(CancelInJdkTest::waitForEver);
          var outer = createTask(() -> await(inner));
          yieldNow();
          yieldNow();
          outer.cancel("through the outer");
          assertCancelled("through the outer", outer);
          assertCancelled("through the outer", inner);
        });
  }

  @Test
  void aTaskThatFailsForAnotherReasonWhileInterruptedFails() throws Exception {
    VirtualTime.run(
        () -> {
          var mine = new IOException("mine");
          var task =
              createTask(
                  () -> {
                    try {
                      waitForEver();
                    } catch (InterruptedException interrupted) {
                      throw mine;
                    }
                  });
          yieldNow();
          task.cancel();
          assertSame(mine, assertThrows(IOException.class, task::await));
        });
  }
}
