package dev.rondo.testing.faults;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.testing.faults.Faults.assertReset;
import static dev.rondo.testing.faults.Faults.connected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Awaitable;
import dev.rondo.net.Connection;
import dev.rondo.net.Net;
import dev.rondo.testing.MemoryNetworkOptions;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The connection is reset while one of its ends does this or that: who waits is told, once each,
/// and again whenever it tries.
class ResetByPeerTest {
  private static final byte[] MUCH = new byte[1_000_000];

  private int reset;
  private int fine;

  private static MemoryNetworkOptions slow(MemoryNetworkOptions options) {
    return options.withLatency(Duration.ofMillis(1), Duration.ofMillis(5)).withCapacity(10_000);
  }

  private static Duration moment(Random random, int millis) {
    return Duration.ofNanos(random.nextInt(millis * 1_000_000));
  }

  @Test
  void whileConnecting() throws Exception {
    Faults.forEachSeed(
        ResetByPeerTest::slow,
        (network, random) ->
            Faults.serve(
                Faults::echo,
                server -> {
                  var timer = runningLoop().callLater(moment(random, 20), network::cutAll);
                  try (var client = Net.connect("localhost", server.port())) {
                    Faults.assertEcho(client);
                    fine++;
                  } catch (SocketException lost) {
                    assertEquals("Connection reset", lost.getMessage());
                    reset++;
                  } finally {
                    timer.cancel();
                  }
                }));
    assertTrue(reset > 0 && fine > 0, () -> reset + " were reset, " + fine + " were not");
  }

  @Test
  void whileBothEndsRead() throws Exception {
    Faults.forEachSeed(
        ResetByPeerTest::slow,
        (network, random) ->
            connected(
                (client, server) -> {
                  var here = createTask(() -> client.read(1));
                  var there = createTask(() -> server.read(1));
                  runningLoop().callLater(moment(random, 5), () -> network.cut(client));
                  assertReset(here);
                  assertReset(there);
                  assertReset(() -> client.read(1));
                  assertReset(() -> server.readLine());
                }));
  }

  @Test
  void whileOneEndWritesMoreThanTheOtherReads() throws Exception {
    Faults.forEachSeed(
        ResetByPeerTest::slow,
        (network, random) ->
            connected(
                (client, server) -> {
                  var reader = createTask(() -> client.read(1));
                  var writer = createTask(Awaitable.of(() -> client.write(MUCH)));
                  sleep(moment(random, 5));
                  assertFalse(writer.done());
                  network.cut(server);
                  assertReset(writer);
                  assertReset(reader);
                  assertReset(Awaitable.of(() -> client.write(MUCH)));
                }));
  }

  @Test
  void whileBytesFlow() throws Exception {
    Faults.forEachSeed(
        ResetByPeerTest::slow,
        (network, random) ->
            connected(
                (client, server) -> {
                  var writer = createTask(Awaitable.of(() -> writeForEver(client)));
                  var reader = createTask(Awaitable.of(() -> readForEver(server)));
                  runningLoop().callLater(moment(random, 500), () -> network.cut(client));
                  assertReset(writer);
                  assertReset(reader);
                }));
  }

  private static void writeForEver(Connection connection) throws IOException {
    while (true) {
      connection.write(new byte[5_000]);
    }
  }

  private static void readForEver(Connection connection) throws IOException {
    while (connection.read(3_000).length > 0) {}
    throw new AssertionError("found the end");
  }

  @Test
  void whileClosing() throws Exception {
    Faults.forEachSeed(
        ResetByPeerTest::slow,
        (network, random) ->
            connected(
                (client, _) -> {
                  client.setWriteBufferLimits(2 * MUCH.length, 0);
                  client.write(MUCH);
                  var closing = createTask(Awaitable.of(client::close));
                  sleep(moment(random, 5));
                  assertFalse(closing.done());
                  network.cutAll();
                  assertReset(closing);
                  assertTrue(client.isClosed());
                  client.close(); // says no more
                }));
  }
}
