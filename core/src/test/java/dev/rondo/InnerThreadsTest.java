package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Virtual threads that user code starts in a coroutine, and threads that nobody asked for.
@Timeout(60)
@SuppressWarnings("ThreadPriorityCheck") // our scheduler heeds yields
class InnerThreadsTest {

  private static Set<String> platformThreads() {
    var names = new TreeSet<String>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      names.add(thread.getName());
    }
    return names;
  }

  @Test
  @SuppressWarnings("WaitNotInLoop") // it is the end of the time that is wanted
  void timedWaitsOfTheJdkUseNoHelperThreads() throws Exception {
    var monitor = new Object();
    Async.run(() -> {}); // whatever the first run starts
    Async.run(
        () -> {
          var before = platformThreads();
          Thread.sleep(1);
          java.util.concurrent.locks.LockSupport.parkNanos(1000);
          var _ = new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.MILLISECONDS);
          var added = platformThreads();
          added.removeAll(before);
          assertEquals(Set.of(), added);
          synchronized (monitor) {
            monitor.wait(1);
          }
          added = platformThreads();
          added.removeAll(before);
          added.remove(
              "VirtualThread-unblocker"); // wakes the owners of monitors, whatever the pool
          assertEquals(Set.of(), added);
          assertFalse(platformThreads().contains("VirtualThread-unparker"));
        });
  }

  @Test
  void threadsOfACoroutineRunOnItsLoop() throws Exception {
    var log = new ArrayList<String>();
    VirtualTime.run(
        () -> {
          var thread =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        log.add("one");
                        Thread.yield();
                        log.add("two");
                      });
          log.add("started");
          yieldNow();
          log.add("coroutine");
          thread.join();
        });
    assertEquals(List.of("started", "one", "coroutine", "two"), log);
  }

  @Test
  void anExecutorOfACoroutineRunsOnItsLoop() throws Exception {
    var log = new ArrayList<String>(); // not thread-safe: all is on one loop
    VirtualTime.run(
        () -> {
          try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 100; i++) {
              var number = i;
              executor.execute(() -> log.add("call " + number));
            }
            log.add("submitted");
          }
          log.add("closed");
        });
    assertEquals("submitted", log.getFirst());
    assertEquals("call 0", log.get(1));
    assertEquals("call 99", log.get(100));
    assertEquals("closed", log.getLast());
    assertEquals(102, log.size());
  }

  @Test
  void aThreadOfACoroutineIsNoCoroutine() throws Exception {
    VirtualTime.run(
        () -> {
          var failure = new CompletableFuture<Throwable>();
          var thread =
              Thread.ofVirtual()
                  .name("inner")
                  .start(
                      () ->
                          failure.complete(
                              assertThrows(IllegalStateException.class, Async::yieldNow)));
          thread.join();
          assertEquals(
              "yieldNow can only be called in a coroutine, but was called by thread inner, which"
                  + " runs no loop; put the code into Async.run",
              failure.get().getMessage());
        });
  }

  @Test
  void aThreadThatWaitsWhenItsLoopEndsGoesOnAndEnds() throws Exception {
    var latch = new CountDownLatch(1);
    var log = new ArrayList<String>();
    Thread thread =
        VirtualTime.run(
            () -> {
              var started =
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            log.add("waits");
                            awaitUninterruptibly(latch);
                            log.add("goes on");
                          });
              yieldNow();
              return started;
            });
    log.add("loop closed");
    latch.countDown();
    thread.join();
    assertEquals(List.of("waits", "loop closed", "goes on"), log);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void aThreadThatIsReadyWhenItsLoopEndsGoesOnAndEnds() throws Exception {
    var ran = new boolean[1];
    Thread thread = VirtualTime.run(() -> Thread.ofVirtual().start(() -> ran[0] = true));
    thread.join();
    assertTrue(ran[0]);
  }

  @Test
  void aThreadThatSleepsWhenItsLoopEndsWakesUpAndEnds() throws Exception {
    var ran = new boolean[1];
    Thread thread =
        Async.run(
            () -> {
              var started =
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            sleepUninterruptibly(20);
                            ran[0] = true;
                          });
              yieldNow();
              return started;
            });
    thread.join();
    assertTrue(ran[0]);
  }

  private static void sleepUninterruptibly(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void aThreadThatOutlivesItsLoopMaySleepYieldAndStartOthers() throws Exception {
    var latch = new CountDownLatch(1);
    var ran = new CompletableFuture<String>();
    Thread thread =
        VirtualTime.run(
            () -> {
              var started =
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            awaitUninterruptibly(latch);
                            sleepUninterruptibly(1);
                            Thread.yield();
                            Thread.ofVirtual().start(() -> ran.complete("ran"));
                          });
              yieldNow();
              return started;
            });
    latch.countDown();
    thread.join();
    assertEquals("ran", ran.get());
  }

  @Test
  void threadsOfACoroutineDoNotKeepTheLoopFromEnding() throws Exception {
    var latch = new CountDownLatch(1);
    assertEquals(
        "done",
        VirtualTime.run(
            () -> {
              Thread.ofVirtual().start(() -> awaitUninterruptibly(latch));
              yieldNow();
              return "done";
            }));
    latch.countDown();
  }

  @Test
  void anErrorOfAThreadOfACoroutineHurtsNobodyElse() throws Exception {
    var errors = new ArrayList<Throwable>();
    VirtualTime.run(
        () -> {
          var thread =
              Thread.ofVirtual()
                  .uncaughtExceptionHandler((_, error) -> errors.add(error))
                  .start(
                      () -> {
                        throw new IllegalArgumentException("mine");
                      });
          thread.join();
          assertEquals(List.of(1, 2), gather(() -> 1, () -> await(createTask(() -> 2))));
        });
    assertEquals("mine", errors.getFirst().getMessage());
    assertEquals(1, errors.size());
  }
}
