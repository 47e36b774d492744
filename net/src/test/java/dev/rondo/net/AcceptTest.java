package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.ErrorContext;
import dev.rondo.Event;
import dev.rondo.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a server does when connections cannot be accepted, in virtual time.
@Timeout(30)
class AcceptTest {
  /// A listener whose connections and failures are made by the test.
  private static final class FakeListener implements Listener {
    private final ArrayDeque<Object> coming = new ArrayDeque<>();
    private final Event some = new Event();
    int accepts;
    int closes;

    void bring(Object... connectionsAndFailures) {
      coming.addAll(List.of(connectionsAndFailures));
      some.set();
    }

    @Override
    public void awaitConnection() {
      some.await();
    }

    @Override
    public @Nullable Transport accept() throws IOException {
      accepts++;
      var next = coming.poll();
      if (coming.isEmpty() && closes == 0) {
        some.clear();
      }
      return switch (next) {
        case IOException failure -> throw failure;
        case Transport transport -> transport;
        case null, default -> null;
      };
    }

    @Override
    public SocketAddress address() {
      return InetSocketAddress.createUnresolved("fake", 1);
    }

    @Override
    public void close() {
      closes++;
      some.set();
    }
  }

  private final List<ErrorContext> reported = new ArrayList<>();
  private final List<String> served = new ArrayList<>();

  private Server start(Loop loop, FakeListener listener) {
    return start(loop, listener, ListenOptions.DEFAULT);
  }

  private Server start(Loop loop, FakeListener listener, ListenOptions options) {
    loop.setExceptionHandler((_, context) -> reported.add(context));
    var server =
        new Server(
            loop,
            List.of(listener),
            connection -> served.add(String.valueOf(connection.readLine())),
            options,
            ByteBuffer.allocate(100));
    server.startServing();
    return server;
  }

  private static FedTransport transport(Loop loop, String line) {
    var transport = new FedTransport(loop);
    transport.feed(line + "\n");
    return transport;
  }

  private static void settle() {
    for (var turn = 0; turn < 10; turn++) {
      yieldNow();
    }
  }

  @Test
  void withoutDescriptorsItIsReportedOnceAndTriedAgainEverySecond() throws Exception {
    var exhausted = new IOException("Too many open files");
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener);
          listener.bring(exhausted, exhausted, exhausted, transport(loop, "served at last"));
          settle();
          assertEquals(1, listener.accepts);
          sleep(Duration.ofMillis(999));
          assertEquals(1, listener.accepts);
          sleep(Duration.ofMillis(2));
          assertEquals(2, listener.accepts);
          sleep(Duration.ofSeconds(2));
          settle();
          assertEquals(List.of("served at last"), served);
          assertTrue(server.isServing());
          server.close();
          server.awaitClosed();
        });
    assertEquals(1, reported.size());
    assertSame(exhausted, reported.getFirst().exception().orElseThrow());
    assertTrue(
        reported.getFirst().message().startsWith("Cannot accept connections at fake"),
        reported::toString);
  }

  @Test
  void anotherExhaustionLaterIsReportedAgain() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener);
          listener.bring(new IOException("one"), transport(loop, "a"), new IOException("two"));
          sleep(Duration.ofSeconds(5));
          server.close();
          server.awaitClosed();
        });
    assertEquals(2, reported.size());
  }

  @Test
  void othersAreServedWhileNoneCanBeAccepted() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener);
          var slow = new FedTransport(loop);
          listener.bring(slow, new IOException("Too many open files"));
          settle();
          slow.feed("still served\n");
          settle();
          assertEquals(List.of("still served"), served);
          server.close();
          server.awaitClosed();
        });
  }

  @Test
  void closingDoesNotWaitForTheNextTry() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener);
          listener.bring(new IOException("Too many open files"));
          settle();
          var before = loop.time();
          server.close();
          server.awaitClosed();
          assertEquals(before, loop.time());
        });
  }

  @Test
  void aConnectionThatWasAbortedMeanwhileIsSkipped() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener);
          listener.bring(
              new SocketException("Software caused connection abort"), transport(loop, "next"));
          settle();
          assertEquals(List.of("next"), served);
          server.close();
          server.awaitClosed();
        });
    assertEquals(List.of(), reported);
  }

  @Test
  void aWakeUpWithoutAConnectionIsHarmless() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener);
          listener.bring();
          settle();
          listener.bring(transport(loop, "real"));
          settle();
          assertEquals(List.of("real"), served);
          server.close();
          server.awaitClosed();
        });
  }

  @Test
  void allThatWaitAreAcceptedInOrder() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener, ListenOptions.DEFAULT.withBacklog(2));
          listener.bring(
              transport(loop, "1"),
              transport(loop, "2"),
              transport(loop, "3"),
              transport(loop, "4"),
              transport(loop, "5"));
          settle();
          assertEquals(List.of("1", "2", "3", "4", "5"), served);
          server.close();
          server.awaitClosed();
        });
  }

  @Test
  void whoIsOverTheLimitIsNotEvenAccepted() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener, ListenOptions.DEFAULT.withConnectionLimit(1));
          var first = new FedTransport(loop);
          listener.bring(first, transport(loop, "second"));
          settle();
          assertEquals(1, listener.accepts);
          first.feed("first\n");
          settle();
          assertEquals(List.of("first", "second"), served);
          server.close();
          server.awaitClosed();
        });
  }

  @Test
  void aListenerThatBreaksEndsTheServerAndIsReported() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var broken = new IllegalStateException("broken listener");
          var listener =
              new Listener() {
                @Override
                public void awaitConnection() {
                  throw broken;
                }

                @Override
                public @Nullable Transport accept() {
                  return null;
                }

                @Override
                public SocketAddress address() {
                  return InetSocketAddress.createUnresolved("fake", 1);
                }

                @Override
                public void close() {}
              };
          loop.setExceptionHandler((_, context) -> reported.add(context));
          var server =
              new Server(
                  loop, List.of(listener), _ -> {}, ListenOptions.DEFAULT, ByteBuffer.allocate(1));
          server.startServing();
          server.awaitClosed();
          assertFalse(server.isServing());
          assertSame(broken, reported.getFirst().exception().orElseThrow());
        });
    assertEquals(1, reported.size());
  }

  @Test
  void closingWhileItWaitsForAPlaceEndsTheServer() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var listener = new FakeListener();
          var server = start(loop, listener, ListenOptions.DEFAULT.withConnectionLimit(1));
          var first = new FedTransport(loop);
          var second = new FedTransport(loop);
          listener.bring(first, second);
          settle();
          server.close();
          var closed = createTask(server::awaitClosed);
          first.feed("first\n");
          closed.await();
          assertEquals(List.of("first"), served);
          assertEquals(1, listener.accepts);
        });
  }
}
