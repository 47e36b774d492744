package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Event;
import dev.rondo.Task;
import dev.rondo.net.ConnectOptions;
import dev.rondo.net.Connection;
import dev.rondo.net.Net;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What goes wrong in a network in memory: by chance, as its options say, and on demand.
@SuppressWarnings("try") // closing early is what is tested
class MemoryNetworkFaultsTest {
  private static final MemoryNetworkOptions DEFAULT = MemoryNetworkOptions.DEFAULT;
  private static final int PORT = 80;

  /// Two ends of one connection, and the network between them.
  private interface Scene {
    void play(MemoryNetwork network, Connection client, Connection server) throws Exception;
  }

  private static void play(MemoryNetworkOptions options, Scene scene) throws Exception {
    Testing.run(
        () -> {
          var network = new MemoryNetwork(options);
          var accepted = runningLoop().<Connection>createPromise();
          var over = new Event();
          try (var _ = Net.use(network);
              var listening =
                  Net.listen(
                      "server",
                      PORT,
                      connection -> {
                        if (!accepted.done()) {
                          accepted.setResult(connection);
                          over.await();
                        }
                      })) {
            var client = Net.connect("server", PORT);
            try {
              scene.play(network, client, accepted.await());
            } finally {
              over.set();
              client.abort();
              listening.close();
              listening.awaitClosed();
            }
          }
        });
  }

  private static byte[] noise(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Duration now() {
    return Duration.ofNanos(runningLoop().time());
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static void assertReset(Task<?> task) {
    assertEquals("Connection reset", assertThrows(SocketException.class, task::await).getMessage());
  }

  /* ---- options ---- */

  @Test
  void latencyIsPaidOnceThereAndOnceBack() throws Exception {
    play(
        DEFAULT.withLatency(ofMillis(10)),
        (_, client, server) -> {
          assertEquals(ofMillis(20), now()); // connected
          client.write("there\n");
          assertEquals("there", server.readLine());
          assertEquals(ofMillis(30), now());
          server.write("back\n");
          assertEquals("back", client.readLine());
          assertEquals(ofMillis(40), now());
        });
  }

  @Test
  void refusalTakesARoundTripToo() throws Exception {
    play(
        DEFAULT.withLatency(ofMillis(10)),
        (_, client, server) -> {
          assertThrows(ConnectException.class, () -> Net.connect("server", PORT + 1));
          assertEquals(ofMillis(40), now());
        });
  }

  @Test
  void randomLatencyIsWithinItsBoundsAndKeepsTheOrder() throws Exception {
    play(
        DEFAULT.withLatency(ofMillis(10), ofMillis(90)),
        (_, client, server) -> {
          var times = new ArrayList<Duration>();
          for (var round = 0; round < 20; round++) {
            var sent = now();
            client.write("line " + round + "\n");
            assertEquals("line " + round, server.readLine());
            times.add(now().minus(sent));
          }
          assertTrue(times.stream().allMatch(t -> t.compareTo(ofMillis(10)) >= 0));
          assertTrue(times.stream().allMatch(t -> t.compareTo(ofMillis(90)) <= 0));
          assertTrue(times.stream().distinct().count() > 10, times::toString);
          for (var round = 0; round < 20; round++) {
            client.write("line " + round + "\n");
          }
          for (var round = 0; round < 20; round++) {
            assertEquals("line " + round, server.readLine());
          }
        });
  }

  @Test
  void bandwidthSaysHowLongBytesTake() throws Exception {
    play(
        DEFAULT.withBandwidth(1_000_000),
        (_, client, server) -> {
          var sent = noise(2_000_000);
          var begin = now();
          var writer = createTask(() -> client.write(sent));
          assertArrayEquals(new byte[0], server.read(0));
          var first = server.read(100_000);
          assertTrue(first.length < 10_000, "they come bit by bit, not " + first.length);
          server.readExactly(sent.length - first.length);
          assertEquals(Duration.ofSeconds(2), now().minus(begin));
          writer.await();
        });
  }

  @Test
  void bothDirectionsHaveABandwidthOfTheirOwn() throws Exception {
    play(
        DEFAULT.withBandwidth(1_000),
        (_, client, server) -> {
          var begin = now();
          client.write(new byte[1_000]);
          server.write(new byte[1_000]);
          var reader = createTask(() -> client.readExactly(1_000));
          server.readExactly(1_000);
          reader.await();
          assertEquals(Duration.ofSeconds(1), now().minus(begin));
        });
  }

  @Test
  void whatExceedsTheCapacityWaitsForTheReader() throws Exception {
    play(
        DEFAULT.withCapacity(1_000),
        (_, client, server) -> {
          client.write(new byte[5_000]);
          assertEquals(4_000, client.writeBufferSize());
          client.setWriteBufferLimits(0, 0);
          var writer = createTask(() -> client.write(new byte[1]));
          server.readExactly(5_000);
          assertFalse(writer.done());
          server.readExactly(1);
          writer.await();
        });
  }

  @Test
  void partialReadsGetLessThanThereIs() throws Exception {
    var sizes = new ArrayList<Integer>();
    play(
        DEFAULT.withPartialReads(1),
        (_, client, server) -> {
          var sent = noise(100);
          client.write(sent);
          var received = ByteBuffer.allocate(100);
          while (received.hasRemaining()) {
            sizes.add(server.read(received));
          }
          assertArrayEquals(sent, received.array());
        });
    assertTrue(sizes.getFirst() < 100, sizes::toString);
    assertTrue(sizes.size() > 3, sizes::toString);
  }

  @Test
  void partialWritesAreGoneOnWith() throws Exception {
    play(
        DEFAULT.withPartialWrites(1),
        (_, client, server) -> {
          var sent = noise(1_000);
          client.write(sent);
          assertNotEquals(0, client.writeBufferSize());
          assertArrayEquals(sent, server.readExactly(1_000));
          assertEquals(0, client.writeBufferSize());
        });
  }

  @Test
  void someConnectionsAreRefusedByChance() throws Exception {
    Testing.run(
        () -> {
          try (var _ = Net.use(new MemoryNetwork(DEFAULT.withRefusals(0.5)));
              var server = Net.listen("server", PORT, Connection::readAll)) {
            var refused = 0;
            for (var count = 0; count < 100; count++) {
              try {
                Net.connect("server", PORT).close();
              } catch (ConnectException chance) {
                assertTrue(
                    String.valueOf(chance.getMessage()).startsWith("Connection refused: server/"),
                    chance::toString);
                refused++;
              }
            }
            assertTrue(refused > 30 && refused < 70, "refused: " + refused);
            server.close();
            server.awaitClosed();
          }
        });
  }

  @Test
  void connectionsAreLostAfterSoManyBytesOnAverage() throws Exception {
    var total = 0L;
    for (var seed = 0; seed < 50; seed++) {
      var sent = new int[1];
      play(
          DEFAULT.withLossAfter(10_000).withSeed(seed),
          (network, client, server) -> {
            var reader =
                createTask(
                    () -> {
                      while (true) {
                        sent[0] += server.readExactly(10).length;
                      }
                    });
            assertThrows(
                IOException.class,
                () -> {
                  for (var round = 0; round < 100_000; round++) {
                    client.write(new byte[10]);
                    sleep(ofMillis(1));
                  }
                });
            assertReset(reader);
            assertEquals(0, network.connections());
          });
      total += sent[0];
    }
    var average = total / 50;
    assertTrue(average > 6_000 && average < 14_000, "average: " + average);
  }

  /* ---- faults on demand ---- */

  @Test
  void aRefusedAddressRefusesUntilItIsPermitted() throws Exception {
    play(
        DEFAULT,
        (network, client, server) -> {
          var address = InetSocketAddress.createUnresolved("server", PORT);
          network.refuse(address);
          assertThrows(ConnectException.class, () -> Net.connect("server", PORT));
          client.write("those that are there stay\n");
          assertEquals("those that are there stay", server.readLine());
          network.permit(address);
          try (var unix = Net.listen(Path.of("/run/x"), Connection::close)) {
            network.refuse(UnixDomainSocketAddress.of("/run/x"));
            assertThrows(ConnectException.class, () -> Net.connect(Path.of("/run/x")));
            unix.close();
            unix.awaitClosed();
          }
          assertEquals(1, network.connections());
          assertThrows(ConnectException.class, () -> Net.connect("server", PORT + 1));
        });
  }

  @Test
  void aCutEndsWhoReadsAndWhoWritesAtBothEnds() throws Exception {
    play(
        DEFAULT.withCapacity(10),
        (network, client, server) -> {
          client.setWriteBufferLimits(0, 0);
          var tasks =
              List.of(
                  createTask(() -> client.write(new byte[100_000])),
                  createTask(() -> client.readExactly(1)));
          Testing.awaitIdle();
          network.cut(client);
          tasks.forEach(MemoryNetworkFaultsTest::assertReset);
          assertReset(createTask(() -> client.read(1)));
          assertReset(createTask(() -> server.read(1)));
          assertReset(createTask(() -> server.write("x")));
        });
  }

  @Test
  void aCutLosesTheConnectionsThatAreMeantAndNoOthers() throws Exception {
    Testing.run(
        () -> {
          var network = new MemoryNetwork();
          try (var _ = Net.use(network);
              var server = Net.listen(0, Connection::readAll)) {
            var options = ConnectOptions.DEFAULT;
            var one = Net.connect("a", server.port(), options);
            var two = Net.connect("a", server.port(), options);
            var three = Net.connect("b", server.port(), options);
            network.cut(one);
            assertEquals(2, network.connections());
            network.cut(InetSocketAddress.createUnresolved("a", server.port()));
            assertEquals(1, network.connections());
            assertThrows(SocketException.class, () -> two.read(1));
            three.write("x");
            network.cutAll();
            assertThrows(SocketException.class, () -> three.read(1));
            runningLoop().setExceptionHandler((_, _) -> {}); // its handlers fail, as they should
            server.close();
            server.awaitClosed();
            for (var connection : List.of(one, two, three)) {
              connection.abort();
            }
          }
        });
  }

  @Test
  void nothingArrivesBetweenHostsThatArePartedUntilTheyAreHealed() throws Exception {
    play(
        DEFAULT.withLatency(ofMillis(10)),
        (network, client, server) -> {
          client.write("before\n");
          assertEquals("before", server.readLine());
          var setOut = createTask(() -> Net.connect("server", PORT + 1));
          sleep(ofMillis(5));
          client.write("on its way\n");
          network.partition("server", "localhost");
          server.write("while\n");
          var reader = createTask(() -> server.readLine());
          var otherReader = createTask(() -> client.readLine());
          var connecting = createTask(() -> Net.connect("server", PORT));
          var refused = createTask(() -> Net.connect("server", PORT + 1));
          sleep(Duration.ofHours(1));
          assertFalse(reader.done() || otherReader.done());
          assertFalse(connecting.done() || refused.done() || setOut.done());
          network.heal("localhost", "server");
          var healed = now();
          assertEquals("on its way", reader.await());
          assertEquals("while", otherReader.await());
          assertEquals(ofMillis(10), now().minus(healed));
          assertThrows(ConnectException.class, setOut::await);
          assertEquals(ofMillis(20), now().minus(healed));
          assertThrows(ConnectException.class, refused::await);
          assertEquals(ofMillis(20), now().minus(healed));
          connecting.cancel();
        });
  }

  @Test
  void otherHostsAreReachedDuringAPartition() throws Exception {
    play(
        DEFAULT,
        (network, client, server) -> {
          network.partition("server", "other");
          client.write("x\n");
          assertEquals("x", server.readLine());
          try (var _ = Net.use(network.host("third"))) {
            Net.connect("server", PORT).abort();
          }
          network.heal("server", "other");
          network.heal("server", "other");
        });
  }

  @Test
  void anAddressThatDoesNotAnswerIsOvertakenByTheNextOne() throws Exception {
    play(
        DEFAULT,
        (network, _, _) -> {
          var silent = network.resolve("silent").getFirst();
          var answering = network.resolve("server").getFirst();
          var options = ConnectOptions.DEFAULT.withResolver(_ -> List.of(silent, answering));
          network.partition("localhost", "silent");
          var begin = now();
          try (var client = Net.connect("both", PORT, options)) {
            assertEquals(new InetSocketAddress(answering, PORT), client.remoteAddress());
          }
          assertEquals(options.happyEyeballsDelay(), now().minus(begin));
        });
  }

  @Test
  void whoWaitsToWriteLearnsThatThePeerIsGoneWhenTheNewsArrives() throws Exception {
    play(
        DEFAULT.withCapacity(10).withLatency(ofMillis(10)),
        (_, client, server) -> {
          client.setWriteBufferLimits(0, 0);
          var writer = createTask(() -> client.write(new byte[1_000]));
          sleep(ofMillis(10));
          var closed = now();
          server.abort(); // with bytes unread
          assertThrows(IOException.class, writer::await);
          assertEquals(ofMillis(10), now().minus(closed));
        });
  }

  @Test
  void aCutDuringAPartitionIsNoticed() throws Exception {
    play(
        DEFAULT,
        (network, client, server) -> {
          network.partition("server", "localhost");
          var reader = createTask(() -> client.readLine());
          Testing.awaitIdle();
          network.cut(client);
          assertReset(reader);
          network.heal("server", "localhost");
        });
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    for (var bad :
        List.<dev.rondo.Action>of(
            () -> DEFAULT.withLatency(ofMillis(-1)),
            () -> DEFAULT.withLatency(ofMillis(2), ofMillis(1)),
            () -> DEFAULT.withBandwidth(0),
            () -> DEFAULT.withCapacity(0),
            () -> DEFAULT.withPartialReads(-0.1),
            () -> DEFAULT.withPartialWrites(1.1),
            () -> DEFAULT.withRefusals(Double.NaN),
            () -> DEFAULT.withLossAfter(0))) {
      assertThrows(IllegalArgumentException.class, bad::run);
    }
  }

  /* ---- seeds ---- */

  /// What happens, and when, in a run with everything that can go wrong.
  private static List<String> trace(long seed) throws Exception {
    var events = new ArrayList<String>();
    var options =
        DEFAULT
            .withLatency(ofMillis(1), ofMillis(30))
            .withBandwidth(100_000)
            .withCapacity(300)
            .withPartialReads(0.5)
            .withPartialWrites(0.5)
            .withRefusals(0.2)
            .withLossAfter(5_000)
            .withSeed(seed);
    Testing.run(
        () -> {
          runningLoop()
              .setExceptionHandler((_, context) -> events.add(now() + " " + context.message()));
          var network = new MemoryNetwork(options);
          try (var _ = Net.use(network);
              var server =
                  Net.listen(
                      "server",
                      PORT,
                      connection -> {
                        try {
                          for (var bytes = connection.read(64);
                              bytes.length > 0;
                              bytes = connection.read(64)) {
                            events.add(now() + " server got " + bytes.length);
                            connection.write(bytes);
                          }
                        } catch (IOException lost) {
                          events.add(now() + " server " + lost);
                        }
                      })) {
            dev.rondo.Async.taskGroup(
                group -> {
                  for (var number = 0; number < 20; number++) {
                    var name = "client " + number;
                    group.createTask(() -> converse(name, events));
                  }
                  group.createTask(
                      () -> {
                        sleep(ofMillis(50));
                        network.partition("localhost", "server");
                        sleep(ofMillis(500));
                        network.heal("localhost", "server");
                      });
                });
            server.close();
            server.awaitClosed();
          }
        });
    return events;
  }

  private static void converse(String name, List<String> events) {
    try (var connection = Net.connect("server", PORT)) {
      for (var round = 0; round < 5; round++) {
        connection.write(noise(200));
        assertArrayEquals(noise(200), connection.readExactly(200));
        events.add(now() + " " + name + " round " + round);
      }
    } catch (IOException failure) {
      events.add(now() + " " + name + " " + failure);
    }
  }

  @Test
  void theSameSeedGivesTheSameRunAndAnotherOneAnother() throws Exception {
    var first = trace(7);
    assertEquals(first, trace(7));
    assertNotEquals(first, trace(8));
    for (var sign : List.of("round 4", "Connection refused", "Connection reset", "server got 1")) {
      assertTrue(first.stream().anyMatch(event -> event.contains(sign)), sign);
    }
  }
}
