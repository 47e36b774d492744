package dev.rondo.testing.faults;

import static dev.rondo.Async.createTask;
import static dev.rondo.testing.faults.Faults.connected;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.rondo.Awaitable;
import dev.rondo.net.Connection;
import dev.rondo.net.Network;
import dev.rondo.testing.MemoryNetworkOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// However small the pieces are in which bytes are taken and come: they are the same bytes, in the
/// same order, in both directions at a time.
class PartialTransferTest {
  private static void assertSameBytes(UnaryOperator<MemoryNetworkOptions> nature, int most)
      throws Exception {
    assertSameBytes(nature, (network, _) -> network, most);
  }

  private static void assertSameBytes(
      UnaryOperator<MemoryNetworkOptions> nature,
      BiFunction<Network, Random, Network> layer,
      int most)
      throws Exception {
    Faults.forEachSeed(
        nature,
        layer,
        (_, random) -> {
          var there = noise(random, most);
          var back = noise(random, most);
          var pieces = new Random(random.nextLong());
          connected(
              (client, server) -> {
                var sending = createTask(Awaitable.of(() -> send(client, there, pieces)));
                var answering = createTask(Awaitable.of(() -> send(server, back, pieces)));
                var received = createTask(server::readAll);
                assertArrayEquals(back, client.readAll());
                assertArrayEquals(there, received.await());
                sending.await();
                answering.await();
              });
        });
  }

  private static byte[] noise(Random random, int most) {
    var bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void send(Connection connection, byte[] bytes, Random random) throws IOException {
    for (var sent = 0; sent < bytes.length; ) {
      var count = Math.min(bytes.length - sent, random.nextInt(500));
      connection.write(ByteBuffer.wrap(bytes, sent, count));
      sent += count;
    }
    connection.shutdownOutput();
  }

  @Test
  void readsAreAlwaysPartial() throws Exception {
    assertSameBytes(options -> options.withPartialReads(1), 20_000);
  }

  @Test
  void writesAreAlwaysPartial() throws Exception {
    assertSameBytes(options -> options.withPartialWrites(1), 20_000);
  }

  @Test
  void oneByteAtATime() throws Exception {
    assertSameBytes(options -> options.withCapacity(1), 1_000);
  }

  @Test
  void allOfItAtOnceOverALongWay() throws Exception {
    assertSameBytes(
        options ->
            options
                .withPartialReads(0.5)
                .withPartialWrites(0.5)
                .withCapacity(100)
                .withLatency(Duration.ZERO, Duration.ofMillis(3)),
        10_000);
  }

  /// Readiness for no reason, reads of nothing, and writes that had room and did nothing.
  @Test
  void signalsThatAreNotToBeTrusted() throws Exception {
    assertSameBytes(
        options -> options.withPartialReads(0.3).withPartialWrites(0.3).withCapacity(1_000),
        FickleNetwork::new,
        5_000);
  }
}
