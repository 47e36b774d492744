package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a loop waits for sockets.
@Timeout(60)
class SelectorPollerTest {
  private static SelectorPoller poller() {
    return (SelectorPoller) runningLoop().poller();
  }

  private static void echo(Connection connection) throws java.io.IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  private static Connection connect(Server server) throws java.io.IOException {
    return Net.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
        ConnectOptions.DEFAULT);
  }

  /// Runs an action as the loop runs its poller: outside of any coroutine.
  private static void onTheThreadOfTheLoop(Runnable action) throws Exception {
    var done = runningLoop().<@Nullable Void>createPromise();
    runningLoop()
        .callSoon(
            () -> {
              action.run();
              done.setResult(null);
            });
    done.await();
  }

  @Test
  void aLoopGetsItsPollerAtTheFirstUseOfTheNetworkAndKeepsIt() throws Exception {
    run(
        () -> {
          assertFalse(runningLoop().poller() instanceof SelectorPoller);
          try (var server = Net.listen(0, SelectorPollerTest::echo)) {
            var first = poller();
            try (var _ = connect(server)) {
              assertSame(first, poller());
            }
          }
        });
  }

  @Test
  void aLoopWithoutWaitersNeedNotLook() throws Exception {
    run(
        () -> {
          try (var server =
                  Net.listen(
                      "127.0.0.1",
                      0,
                      ListenOptions.DEFAULT.withoutStartServing(),
                      SelectorPollerTest::echo);
              var connection = connect(server)) {
            assertTrue(poller().isIdle());
            var reader = createTask(() -> connection.readLine());
            yieldNow();
            assertFalse(poller().isIdle());
            assertTrue(reader.cancel());
            assertThrows(CancelledError.class, reader::await);
            assertTrue(poller().isIdle());
          }
        });
  }

  @Test
  void inputThatNobodyWaitsForIsNotLookedAtAgain() throws Exception {
    try (var peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      run(
          () -> {
            var address = new InetSocketAddress(peer.getInetAddress(), peer.getLocalPort());
            var channel = SocketChannel.open(address);
            var socket = peer.accept();
            var poller = SelectorPoller.of(runningLoop());
            var readiness = new Readiness(poller, channel);
            var waiter = createTask(readiness::awaitInput);
            yieldNow();
            assertTrue(waiter.cancel());
            assertThrows(CancelledError.class, waiter::await);
            socket.getOutputStream().write('x');
            onTheThreadOfTheLoop(() -> poller.poll(Long.MAX_VALUE)); // ends because of the byte
            assertEquals(0, readiness.interest);
            readiness.awaitInput(); // returns at once: the byte was seen
            var again = createTask(readiness::awaitInput);
            again.await(); // it is still there, so the poller sees it again
            socket.close();
            readiness.close();
          });
    }
  }

  @Test
  void aSelectorThatReturnsAtOnceForEverIsReplaced() throws Exception {
    var broken = new BreakableSelector();
    var opened = new ArrayList<Selector>();
    run(
        () -> {
          var loop = runningLoop();
          loop.setPoller(
              new SelectorPoller(
                  loop,
                  () -> {
                    var selector = opened.isEmpty() ? broken : Selector.open();
                    opened.add(selector);
                    return selector;
                  }));
          try (var server = Net.listen(0, SelectorPollerTest::echo);
              var connection = connect(server)) {
            connection.write("sound\n");
            assertEquals("sound", connection.readLine());
            broken.broken = true;
            connection.write("broken\n");
            assertEquals("broken", connection.readLine());
            assertEquals(2, opened.size());
            assertFalse(broken.isOpen());
            assertTrue(broken.emptyReturns <= SelectorPoller.EMPTY_RETURNS);
            try (var another = connect(server)) {
              another.write("replaced\n");
              assertEquals("replaced", another.readLine());
            }
          }
        });
  }

  @Test
  void aSelectorThatReturnsInTimeIsKept() throws Exception {
    var opened = new AtomicInteger();
    run(
        () -> {
          var loop = runningLoop();
          loop.setPoller(
              new SelectorPoller(
                  loop,
                  () -> {
                    opened.incrementAndGet();
                    return Selector.open();
                  }));
          var poller = loop.poller();
          onTheThreadOfTheLoop(
              () -> {
                for (var count = 0; count <= SelectorPoller.EMPTY_RETURNS; count++) {
                  poller.poll(1);
                }
              });
        });
    assertEquals(1, opened.get());
  }

  @Test
  void wakeUpsOfManyThreadsAreNotLost() throws Exception {
    var threads = 64;
    var calls = 200;
    run(
        () -> {
          var loop = runningLoop();
          try (var server = Net.listen(0, SelectorPollerTest::echo);
              var connection = connect(server)) {
            var arrived = new AtomicInteger();
            var all = loop.<Integer>createPromise();
            for (var count = 0; count < threads; count++) {
              Thread.ofPlatform().start(() -> call(loop, calls, arrived, all));
            }
            gather(
                () -> assertEquals(threads * calls, all.await()),
                () -> {
                  for (var turn = 0; turn < 500; turn++) {
                    connection.write("line\n");
                    assertEquals("line", connection.readLine());
                  }
                });
          }
        });
  }

  private static void call(
      Loop loop, int calls, AtomicInteger arrived, dev.rondo.Promise<Integer> all) {
    for (var count = 0; count < calls; count++) {
      loop.callSoonThreadsafe(
          () -> {
            if (arrived.incrementAndGet() == 64 * calls) {
              all.setResult(arrived.get());
            }
          });
    }
  }

  @Test
  void aWakeUpBeforeTheWaitEndsIt() throws Exception {
    run(
        () -> {
          var poller = SelectorPoller.of(runningLoop());
          onTheThreadOfTheLoop(
              () -> {
                poller.wakeUp();
                poller.poll(0);
                poller.poll(Long.MAX_VALUE);
                poller.wakeUp();
                poller.wakeUp();
                poller.poll(Long.MAX_VALUE);
              });
        });
  }

  @Test
  void timersAreKeptWhileALoopWaitsForSockets() throws Exception {
    run(
        () -> {
          try (var server = Net.listen(0, SelectorPollerTest::echo);
              var connection = connect(server)) {
            var reader = createTask(() -> connection.readLine());
            var before = runningLoop().time();
            sleep(Duration.ofMillis(5));
            assertTrue(runningLoop().time() - before >= Duration.ofMillis(5).toNanos());
            assertFalse(reader.done());
          }
        });
  }

  @Test
  void anInterruptOfTheLoopsThreadCancelsTheProgram() throws Exception {
    try (var peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var reading = new CountDownLatch(1);
      var thrown = new ArrayList<Throwable>();
      var thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      run(
                          () -> {
                            try (var connection = Net.connect("127.0.0.1", peer.getLocalPort())) {
                              runningLoop().callSoon(reading::countDown);
                              connection.readLine();
                            }
                          });
                    } catch (Throwable expected) {
                      thrown.add(expected);
                    }
                  });
      try (var socket = peer.accept()) {
        reading.await();
        thread.interrupt();
        thread.join();
        assertEquals(-1, socket.getInputStream().read());
      }
      assertEquals(1, thrown.size());
    }
  }

  @Test
  void descriptorsAreGivenBackAtOnce() throws Exception {
    run(
        () -> {
          for (var round = 0; round < 50; round++) {
            var server = Net.listen("127.0.0.1", 0, SelectorPollerTest::echo);
            var port = server.port();
            server.close();
            // Nobody listens there any more, so it can be had again at once.
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
              assertEquals(port, socket.getLocalPort());
            }
          }
        });
  }
}
