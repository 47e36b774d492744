package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Event;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blocking code of the JDK and of others runs on a connection, and its waits are those of the
/// coroutine: the loop goes on meanwhile.
@Timeout(30)
class ViewsTest {
  private interface Scene {
    void play(Connection client, Connection server) throws Exception;
  }

  private static void play(Scene scene) throws Exception {
    run(
        () -> {
          var accepted = Async.runningLoop().<Connection>createPromise();
          var over = new Event();
          try (var listening =
              Net.listen(
                  "127.0.0.1",
                  0,
                  connection -> {
                    accepted.setResult(connection);
                    over.await();
                  })) {
            try (var client = Net.connect("127.0.0.1", listening.port())) {
              scene.play(client, accepted.await());
            } finally {
              over.set();
            }
          }
        });
  }

  @Test
  void bufferedReadersAndWriters() throws Exception {
    play(
        (client, server) -> {
          var reader =
              new BufferedReader(
                  new InputStreamReader(server.inputStream(), StandardCharsets.UTF_8));
          var read = createTask(reader::readLine);
          yieldNow();
          assertFalse(read.done());
          var writer =
              new BufferedWriter(
                  new OutputStreamWriter(client.outputStream(), StandardCharsets.UTF_8));
          writer.write("eine Zeile für dich");
          writer.newLine();
          writer.write("und noch eine");
          writer.close();
          assertEquals("eine Zeile für dich", read.await());
          assertEquals("und noch eine", reader.readLine());
          assertNull(reader.readLine());
        });
  }

  @Test
  void compressedStreams() throws Exception {
    var bytes = new byte[500_000];
    new Random(1).nextBytes(bytes);
    play(
        (client, server) -> {
          var writer =
              createTask(
                  () -> {
                    try (var out = new GZIPOutputStream(client.outputStream())) {
                      out.write(bytes);
                    }
                  });
          try (var in = new GZIPInputStream(server.inputStream())) {
            assertArrayEquals(bytes, in.readAllBytes());
          }
          writer.await();
        });
  }

  @Test
  void dataStreams() throws Exception {
    play(
        (client, server) -> {
          var out = new DataOutputStream(client.outputStream());
          out.writeInt(42);
          out.writeUTF("answer");
          out.writeByte(-1);
          out.flush();
          var in = new DataInputStream(server.inputStream());
          assertEquals(42, in.readInt());
          assertEquals("answer", in.readUTF());
          assertEquals(255, in.readUnsignedByte());
        });
  }

  @Test
  void aParserOfSomebodyElse() throws Exception {
    play(
        (client, server) -> {
          var numbers = new ArrayList<Integer>();
          var parser =
              createTask(
                  () -> {
                    var json =
                        new JsonReader(
                            new InputStreamReader(server.inputStream(), StandardCharsets.UTF_8));
                    json.beginArray();
                    while (json.hasNext()) {
                      var object = JsonParser.parseReader(json).getAsJsonObject();
                      numbers.add(object.get("number").getAsInt());
                    }
                    json.endArray();
                  });
          client.write("[");
          for (var number = 0; number < 3; number++) {
            client.write((number == 0 ? "" : ",") + "{\"number\": " + number);
            yieldNow();
            assertFalse(parser.done());
            client.write("}");
          }
          client.write("]");
          parser.await();
          assertEquals(List.of(0, 1, 2), numbers);
        });
  }

  @Test
  void theStreamAndTheConnectionShareWhatHasCome() throws Exception {
    play(
        (client, server) -> {
          client.write("header\nabcdef");
          client.shutdownOutput();
          assertEquals("header", server.readLine());
          var in = server.inputStream();
          assertEquals('a', in.read());
          assertTrue(in.available() <= 5);
          assertEquals("bc", new String(server.readExactly(2), StandardCharsets.UTF_8));
          assertEquals("def", new String(in.readAllBytes(), StandardCharsets.UTF_8));
          assertEquals(-1, in.read());
          assertEquals(-1, in.read(new byte[5]));
          assertEquals(0, in.read(new byte[0]));
        });
  }

  @Test
  void aChannelReadsAndWrites() throws Exception {
    play(
        (client, server) -> {
          try (var channel = client.channel()) {
            assertTrue(channel.isOpen());
            assertEquals(3, channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3})));
            server.write(new byte[] {4, 5});
            var buffer = ByteBuffer.allocate(9);
            assertEquals(2, channel.read(buffer));
            assertArrayEquals(new byte[] {1, 2, 3}, server.readExactly(3));
          }
          assertTrue(client.isClosed());
          assertEquals(0, server.read(1).length);
        });
  }

  @Test
  void closingAStreamClosesTheConnection() throws Exception {
    play(
        (client, server) -> {
          client.inputStream().close();
          assertTrue(client.isClosed());
          server.outputStream().close();
          assertTrue(server.isClosed());
        });
  }

  @Test
  void aReadInCodeOfTheJdkCanBeCancelled() throws Exception {
    play(
        (client, server) -> {
          var reader =
              new BufferedReader(
                  new InputStreamReader(server.inputStream(), StandardCharsets.UTF_8));
          var read = createTask(reader::readLine);
          yieldNow();
          assertTrue(read.cancel());
          assertThrows(CancelledError.class, read::await);
          client.write("later\n");
          assertEquals("later", server.readLine());
        });
  }

  @Test
  void offsetsOutsideOfTheArrayAreRefused() throws Exception {
    play(
        (client, server) -> {
          assertThrows(
              IndexOutOfBoundsException.class, () -> client.inputStream().read(new byte[3], 2, 2));
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> client.outputStream().write(new byte[3], -1, 2));
          server.write("x");
          assertEquals('x', client.inputStream().read());
        });
  }
}
