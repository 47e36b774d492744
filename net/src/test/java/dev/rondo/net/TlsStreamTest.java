package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import dev.rondo.net.TlsScene.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bytes through encrypted connections.
@Timeout(120)
class TlsStreamTest {
  private static final int LARGE = 3 * 1024 * 1024 + 17;

  @ParameterizedTest
  @EnumSource
  void bytesGoBothWays(Version version) throws Exception {
    TlsScene.play(
        version,
        (client, server) -> {
          client.write("hello\n");
          assertEquals("hello", server.readLine());
          server.write("hello yourself\n");
          assertEquals("hello yourself", client.readLine());
          var expected = version == Version.NEW ? "TLSv1.3" : "TLSv1.2";
          assertEquals(expected, client.tls().orElseThrow().getProtocol());
          assertEquals(expected, server.tls().orElseThrow().getProtocol());
          assertEquals("CN=localhost", client.tls().orElseThrow().getPeerPrincipal().getName());
        });
  }

  @ParameterizedTest
  @EnumSource
  void muchGoesBothWaysAtTheSameTime(Version version) throws Exception {
    var up = TlsScene.noise(LARGE);
    var down = TlsScene.noise(LARGE + 1);
    TlsScene.play(
        version,
        (client, server) ->
            taskGroup(
                group -> {
                  group.createTask(() -> client.write(up));
                  group.createTask(() -> server.write(down));
                  var arrived = group.createTask(() -> server.readExactly(up.length));
                  assertArrayEquals(down, client.readExactly(down.length));
                  assertArrayEquals(up, arrived.await());
                }));
  }

  @Test
  void aByteAtATimeArrivesInOrder() throws Exception {
    var bytes = TlsScene.noise(2000);
    TlsScene.play(
        Version.NEW,
        (client, server) -> {
          var reading =
              createTask(
                  () -> {
                    var one = ByteBuffer.allocate(1);
                    var all = new byte[bytes.length];
                    for (var index = 0; index < all.length; index++) {
                      assertEquals(1, server.read(one.clear()));
                      all[index] = one.get(0);
                    }
                    return all;
                  });
          for (var value : bytes) {
            client.write(new byte[] {value});
          }
          assertArrayEquals(bytes, reading.await());
        });
  }

  @Test
  void whatDoesNotFitIsThereForTheNextRead() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          client.write("0123456789");
          var small = ByteBuffer.allocate(4);
          assertEquals(4, server.read(small));
          assertEquals(4, server.read(small.clear()));
          assertEquals(2, server.read(small.clear()));
          assertFalse(pipe.other().isAwaited());
        });
  }

  @ParameterizedTest
  @EnumSource
  void theTransportBelowMayTakeAByteAtATime(Version version) throws Exception {
    var bytes = TlsScene.noise(20_000);
    TlsScene.playPlain(
        (pipe, client, server) -> {
          pipe.setPiece(1);
          pipe.other().setPiece(1);
          TlsScene.secure(client, version.client(), server, TlsScene.server());
          var reading = createTask(() -> server.readExactly(bytes.length));
          client.write(bytes);
          assertArrayEquals(bytes, reading.await());
        });
  }

  @Test
  void gatheredBuffersAreOneStream() throws Exception {
    TlsScene.play(
        Version.NEW,
        (client, server) -> {
          var buffers = new ArrayList<ByteBuffer>();
          var expected = new StringBuilder();
          for (var number = 0; number < 5000; number++) {
            var text = number % 3 == 0 ? "" : number + ",";
            expected.append(text);
            buffers.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
          }
          client.writeAll(buffers.toArray(ByteBuffer[]::new));
          assertEquals(
              expected.toString(),
              new String(server.readExactly(expected.length()), StandardCharsets.US_ASCII));
        });
  }

  @Test
  void nothingIsNoRecord() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          client.write("x");
          assertEquals(1, server.read(10).length);
          client.write("");
          assertEquals(0, pipe.other().unread());
        });
  }

  @Test
  void aFileIsSent(@TempDir Path directory) throws Exception {
    var bytes = TlsScene.noise(300_000);
    var file = Files.write(directory.resolve("file"), bytes);
    TlsScene.play(
        Version.NEW,
        (client, server) -> {
          var reading = createTask(() -> server.readExactly(bytes.length));
          assertEquals(bytes.length, client.sendFile(file));
          assertArrayEquals(bytes, reading.await());
        });
  }

  @Test
  void theWriterFeelsASlowPeer() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          pipe.other().setCapacity(10_000);
          var bytes = TlsScene.noise(LARGE);
          var writing = createTask(() -> client.write(bytes));
          for (var turn = 0; turn < 100; turn++) {
            yieldNow();
          }
          assertFalse(writing.done());
          assertTrue(client.writeBufferSize() > LARGE - 200_000L, "what is encrypted is little");
          assertArrayEquals(bytes, server.readExactly(bytes.length));
          writing.await();
          assertEquals(0, client.writeBufferSize());
        });
  }

  @Test
  void aReadThatIsCancelledLosesNothing() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          for (var moment = 0; moment < 8; moment++) {
            var reading = createTask(() -> server.readLine());
            yieldNow();
            pipe.other().setCapacity(5);
            client.write("a line\n");
            for (var turn = 0; turn < moment; turn++) {
              yieldNow();
            }
            reading.cancel();
            assertThrows(CancelledError.class, reading::await);
            pipe.other().setCapacity(Integer.MAX_VALUE);
            assertEquals("a line", server.readLine());
          }
        });
  }

  @Test
  void aFastPeerDoesNotHoldTheLoop() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          for (var count = 0; count < 1000; count++) {
            client.write(new byte[1000]);
          }
          var turns = new int[1];
          var others =
              createTask(
                  () -> {
                    while (true) {
                      turns[0]++;
                      yieldNow();
                    }
                  });
          server.readExactly(1_000_000);
          others.cancel();
          assertTrue(turns[0] > 30, () -> "the others had a turn " + turns[0] + " times");
        });
  }

  @Test
  void aGarbledRecordIsAnErrorOnBothSides() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          pipe.garble();
          client.write("hello\n");
          var error = assertThrows(SSLException.class, () -> server.readLine());
          assertTrue(text(error).contains("is broken: "), error::toString);
          assertTrue(text(error).contains("there"), error::toString);
          assertEquals(error, assertThrows(SSLException.class, () -> server.readLine()));
          var told = assertThrows(SSLException.class, () -> client.readLine());
          assertTrue(text(told).contains("the alert bad_record_mac"), told::toString);
          assertThrows(SSLException.class, () -> server.write("more"));
        });
  }

  private static String text(Throwable error) {
    return Objects.requireNonNull(error.getMessage());
  }

  @Test
  void aResetReachesReaderAndWriter() throws Exception {
    TlsScene.playInMemory(
        Version.NEW,
        (pipe, client, server) -> {
          pipe.other().setCapacity(1);
          var reading = createTask(() -> client.read(1));
          var writing = createTask(() -> client.write(new byte[LARGE]));
          yieldNow();
          pipe.reset();
          for (var task : List.of(reading, writing)) {
            var error = assertThrows(java.net.SocketException.class, task::await);
            assertEquals("Connection reset", error.getMessage());
          }
          assertThrows(java.net.SocketException.class, () -> client.write("more"));
        });
  }

  @Test
  void theBufferGrowsAndForgets() {
    var buffer = new TlsBuffer();
    buffer.open(4).put(new byte[] {1, 2, 3});
    buffer.shut();
    assertEquals(3, buffer.size());
    var target = ByteBuffer.allocate(2);
    buffer.takeInto(target);
    assertArrayEquals(new byte[] {1, 2}, target.array());
    buffer.open(4).put(new byte[] {4, 5, 6, 7});
    buffer.shut();
    buffer.open(9).put((byte) 8);
    buffer.shut();
    var rest = ByteBuffer.allocate(10);
    buffer.takeInto(rest);
    assertArrayEquals(new byte[] {3, 4, 5, 6, 7, 8}, Arrays.copyOf(rest.array(), 6));
    assertTrue(buffer.isEmpty());
    buffer.release();
    assertEquals(0, buffer.bytes().capacity());
  }
}
