package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Code of the JDK that blocks suspends its coroutine and nothing else. The order of events shows
/// it, never the time.
@Timeout(60)
class BlockingTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void aSleepingThreadSuspendsOnlyItsCoroutine() throws Exception {
    Async.run(
        () ->
            gather(
                () -> {
                  log.add("falls asleep");
                  Thread.sleep(5);
                  log.add("wakes");
                },
                () -> {
                  log.add("other");
                  yieldNow();
                  log.add("other again");
                }));
    assertEquals(List.of("falls asleep", "other", "other again", "wakes"), log);
  }

  @Test
  void waitAndNotifySuspendOnlyTheirCoroutine() throws Exception {
    var monitor = new Object();
    var notified = new boolean[1];
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  synchronized (monitor) {
                    log.add("waits");
                    while (!notified[0]) {
                      monitor.wait();
                    }
                    log.add("goes on");
                  }
                },
                () -> {
                  synchronized (monitor) {
                    log.add("notifies");
                    notified[0] = true;
                    monitor.notifyAll();
                    yieldNow();
                    log.add("leaves the monitor");
                  }
                }));
    assertEquals(List.of("waits", "notifies", "leaves the monitor", "goes on"), log);
  }

  @Test
  @SuppressWarnings("WaitNotInLoop") // it is the end of the time that is wanted
  void aTimedWaitIsATimerOfTheLoop() throws Exception {
    var monitor = new Object();
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  synchronized (monitor) {
                    monitor.wait(2000);
                  }
                  log.add("waited until " + runningLoop().time());
                },
                () -> {
                  sleep(Duration.ofSeconds(1));
                  log.add("one second");
                  sleep(Duration.ofSeconds(2));
                  log.add("three seconds");
                }));
    assertEquals(List.of("one second", "waited until 2000000000", "three seconds"), log);
  }

  @Test
  void aContendedMonitorSuspendsOnlyItsCoroutine() throws Exception {
    var monitor = new Object();
    VirtualTime.run(
        () -> {
          Promise<String> permission = runningLoop().createPromise();
          var holder =
              createTask(
                  () -> {
                    synchronized (monitor) {
                      log.add("holds");
                      await(permission);
                      log.add("releases");
                    }
                  });
          var contender =
              createTask(
                  () -> {
                    log.add("wants");
                    synchronized (monitor) {
                      log.add("got it");
                    }
                  });
          yieldNow();
          yieldNow();
          assertEquals(Thread.State.BLOCKED, contender.coroutine().thread.getState());
          log.add("others run");
          permission.setResult("go");
          await(holder);
          await(contender);
        });
    assertEquals(List.of("holds", "wants", "others run", "releases", "got it"), log);
  }

  @Test
  void aReentrantLockAndItsConditionSuspendOnlyTheirCoroutine() throws Exception {
    var lock = new ReentrantLock();
    var condition = lock.newCondition();
    var signalled = new boolean[1];
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  lock.lock();
                  try {
                    log.add("awaits");
                    while (!signalled[0]) {
                      condition.await();
                    }
                    log.add("goes on");
                  } finally {
                    lock.unlock();
                  }
                },
                () -> {
                  lock.lock();
                  try {
                    log.add("signals");
                    signalled[0] = true;
                    condition.signal();
                    yieldNow();
                    log.add("unlocks");
                  } finally {
                    lock.unlock();
                  }
                },
                () -> {
                  log.add("wants");
                  lock.lock();
                  try {
                    log.add("got it");
                  } finally {
                    lock.unlock();
                  }
                }));
    assertEquals(
        List.of("awaits", "signals", "wants", "unlocks", "goes on", "got it"), sorted(log));
  }

  /// Which of two waiting threads gets a lock first is up to the JDK.
  private static List<String> sorted(List<String> events) {
    var result = new ArrayList<>(events);
    if (result.indexOf("got it") < result.indexOf("goes on")) {
      result.remove("got it");
      result.add("got it");
    }
    return result;
  }

  @Test
  void aFullOrEmptyBlockingQueueSuspendsOnlyItsCoroutine() throws Exception {
    var queue = new ArrayBlockingQueue<Integer>(1);
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  for (var i = 0; i < 3; i++) {
                    queue.put(i);
                    log.add("put " + i);
                  }
                },
                () -> {
                  for (var i = 0; i < 3; i++) {
                    log.add("took " + queue.take());
                  }
                },
                () -> log.add("other")));
    assertEquals(List.of("put 0", "took 0", "other", "put 1", "took 1", "put 2", "took 2"), log);
  }

  @Test
  void aSynchronousQueueHandsOverBetweenCoroutines() throws Exception {
    var queue = new SynchronousQueue<String>();
    VirtualTime.run(
        () -> {
          var taker = createTask(queue::take);
          yieldNow();
          assertEquals(Thread.State.WAITING, taker.coroutine().thread.getState());
          queue.put("item");
          assertEquals("item", await(taker));
        });
  }

  @Test
  void aTimedPollOfAQueueIsATimerOfTheLoop() throws Exception {
    var queue = new ArrayBlockingQueue<String>(1);
    Async.run(
        () ->
            gather(
                () -> log.add("polled " + queue.poll(5, TimeUnit.MILLISECONDS)),
                () -> {
                  yieldNow();
                  log.add("other");
                }));
    assertEquals(List.of("other", "polled null"), log);
  }

  @Test
  void theGetOfAFutureSuspendsOnlyItsCoroutine() throws Exception {
    var future = new CompletableFuture<String>();
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  log.add("asks");
                  log.add(future.get());
                },
                () -> {
                  log.add("completes");
                  future.complete("answer");
                  log.add("completed");
                }));
    assertEquals(List.of("asks", "completes", "completed", "answer"), log);
  }

  @Test
  void aLatchSuspendsOnlyItsCoroutine() throws Exception {
    var latch = new CountDownLatch(2);
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  latch.await();
                  log.add("open");
                },
                () -> {
                  latch.countDown();
                  log.add("one");
                },
                () -> {
                  latch.countDown();
                  log.add("two");
                }));
    assertEquals(List.of("one", "two", "open"), log);
  }

  @Test
  void bothEndsOfASocketCanBeCoroutinesOfOneLoop() throws Exception {
    VirtualTime.run(
        () -> {
          try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var server =
                createTask(
                    "server",
                    () -> {
                      log.add("accepts");
                      try (var socket = listener.accept()) {
                        var question =
                            new String(
                                socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                        socket
                            .getOutputStream()
                            .write((question + "!").getBytes(StandardCharsets.UTF_8));
                      }
                    });
            var client =
                createTask(
                    "client",
                    () -> {
                      log.add("connects");
                      try (var socket =
                          new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                        socket.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
                        socket.shutdownOutput();
                        return new String(
                            socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                      }
                    });
            assertEquals("ping!", await(client));
            await(server);
          }
        });
    assertEquals(List.of("accepts", "connects"), log);
  }

  @Test
  void anHttpClientAndAnHttpServerCanShareTheLoop(@TempDir Path folder) throws Exception {
    // In a JVM of its own, because the tests belong to a module that does not read java.net.http.
    var source =
        ChildJvm.write(
            folder,
            "Http.java",
            """
            import static dev.rondo.Async.*;
            import com.sun.net.httpserver.HttpServer;
            import java.net.*;
            import java.net.http.*;
            import java.util.*;

            public class Http {
              static final List<String> log = new ArrayList<>();

              public static void main(String[] args) throws Exception {
                run(() -> {
                  var loop = Thread.currentThread();
                  var server = HttpServer.create(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                  var gate = runningLoop().createPromise();
                  var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor();
                  server.setExecutor(executor);
                  server.createContext("/", exchange -> {
                    log.add("asked");
                    runCoroutineThreadsafe(() -> {
                      gate.setResult(null);
                      return null;
                    }, loopOf(gate));
                    exchange.sendResponseHeaders(200, 5);
                    exchange.getResponseBody().write("hello".getBytes());
                    exchange.close();
                  });
                  server.start();
                  var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                  try (var client = HttpClient.newHttpClient()) {
                    gather(
                        () -> {
                          log.add("sends");
                          var request = HttpRequest.newBuilder(uri).build();
                          var body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
                          log.add(body);
                        },
                        () -> {
                          log.add("other");
                          gate.await();
                        });
                  }
                  server.stop(0);
                  executor.close();
                });
                System.out.println(log);
              }

              static dev.rondo.Loop loopOf(dev.rondo.Promise<?> promise) {
                return promise.loop();
              }
            }
            """);
    var compiled = ChildJvm.javac("-d", folder, "-cp", ChildJvm.core(), source);
    assertEquals(0, compiled.exit(), compiled::toString);
    var result =
        ChildJvm.java(folder, "-cp", ChildJvm.core() + java.io.File.pathSeparator + folder, "Http");
    assertEquals(
        "[sends, other, asked, hello]" + System.lineSeparator(), result.out(), result::toString);
    assertEquals(0, result.exit());
  }

  @Test
  void parkNanosIsATimerOfTheLoop() throws Exception {
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(2));
                  log.add("parked until " + runningLoop().time());
                },
                () -> {
                  sleep(Duration.ofSeconds(1));
                  log.add("one second");
                  sleep(Duration.ofSeconds(2));
                  log.add("three seconds");
                }));
    assertEquals(List.of("one second", "parked until 2000000000", "three seconds"), log);
  }

  @Test
  void aTimedParkThatIsEndedEarlyLeavesNoTimer() throws Exception {
    VirtualTime.run(
        () -> {
          var parked = createTask(() -> LockSupport.parkNanos(Long.MAX_VALUE));
          yieldNow();
          LockSupport.unpark(parked.coroutine().thread);
          await(parked);
          assertEquals(0, runningLoop().time());
          assertNull(runningLoop().timers.first());
        });
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // our scheduler heeds it
  void joiningAThreadSuspendsOnlyItsCoroutine() throws Exception {
    VirtualTime.run(
        () ->
            gather(
                () -> {
                  var child =
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                Thread.yield();
                                log.add("child");
                              });
                  child.join();
                  log.add("joined");
                },
                () -> log.add("other")));
    assertEquals(List.of("other", "child", "joined"), log);
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // it is what is tested
  void yieldingTheThreadLetsOthersRun() throws Exception {
    Action twoSteps =
        () -> {
          log.add("first");
          Thread.yield();
          log.add("second");
        };
    VirtualTime.run(() -> gather(twoSteps, twoSteps));
    assertEquals(List.of("first", "first", "second", "second"), log);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // nothing here throws
  void jdkWaitsAndOurWaitsMayAlternate() throws Exception {
    var lock = new ReentrantLock();
    VirtualTime.run(
        () -> {
          lock.lock();
          var other =
              createTask(
                  () -> {
                    for (var i = 0; i < 3; i++) {
                      lock.lock();
                      yieldNow();
                      lock.unlock();
                      sleep(Duration.ofSeconds(1));
                      LockSupport.parkNanos(1);
                      log.add("round " + i);
                    }
                  });
          yieldNow();
          lock.unlock();
          await(other);
          assertSame(Thread.currentThread(), Async.currentTask().coroutine().thread);
        });
    assertEquals(List.of("round 0", "round 1", "round 2"), log);
  }
}
