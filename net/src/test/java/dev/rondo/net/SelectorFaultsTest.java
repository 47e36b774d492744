package dev.rondo.net;

import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.ErrorContext;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A selector that does not wait, and what makes it hard to replace it. See [SelectorPollerTest]
/// for when that is easy.
@Timeout(60)
class SelectorFaultsTest {
  private final BreakableSelector broken = new BreakableSelector();
  private final List<ErrorContext> reported = new ArrayList<>();
  private int opened;

  SelectorFaultsTest() throws IOException {}

  /// Two ends of a connection on a loop whose selector can be broken.
  private interface Scene {
    void play(Connection connection) throws Exception;
  }

  private void play(SelectorPoller.Source others, Scene scene) throws Exception {
    run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, context) -> reported.add(context));
          loop.setPoller(new SelectorPoller(loop, () -> opened++ == 0 ? broken : others.open()));
          try (var server = Net.listen("127.0.0.1", 0, SelectorFaultsTest::echo);
              var connection = Net.connect("127.0.0.1", server.port())) {
            scene.play(connection);
            assertEcho(connection);
          }
        });
  }

  private static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  private static void assertEcho(Connection connection) throws IOException {
    connection.write("alive\n");
    assertEquals("alive", connection.readLine());
  }

  @Test
  void withoutDescriptorsForAnotherItIsKeptReportedOnceAndReplacedLater() throws Exception {
    var exhausted = new IOException("Too many open files");
    play(
        () -> {
          if (opened <= 4) {
            throw exhausted;
          }
          return Selector.open();
        },
        connection -> {
          broken.broken = true;
          assertEcho(connection);
        });
    assertEquals(5, opened);
    assertFalse(broken.isOpen());
    assertTrue(broken.emptyReturns <= 4 * SelectorPoller.EMPTY_RETURNS);
    assertEquals(1, reported.size());
    assertSame(exhausted, reported.getFirst().exception().orElseThrow());
  }

  @Test
  void aChannelThatWasClosedBehindItsBackIsLeftBehind() throws Exception {
    play(
        Selector::open,
        connection -> {
          var poller = SelectorPoller.of(runningLoop());
          var channel = SocketChannel.open();
          var readiness = new Readiness(poller, channel);
          channel.close();
          broken.broken = true;
          assertEcho(connection);
          readiness.close();
        });
    assertEquals(2, opened);
    assertEquals(List.of(), reported);
  }
}
