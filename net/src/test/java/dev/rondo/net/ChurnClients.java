package dev.rondo.net;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/// The clients of [ChurnTest]: they connect, say something, and leave in one way or another.
final class ChurnClients {
  private static final int ADDRESSES = 100;

  /// How a client leaves.
  private enum Leaving {
    CLOSE,
    ABORT,
    HALF_CLOSE_AND_READ_TO_THE_END,
    GIVE_UP_READING,
    HAVE_THE_SERVER_CLOSE,
    HAVE_THE_SERVER_FAIL,
    LEAVE_MUCH_UNREAD
  }

  /// How much they do.
  ///
  /// @param clients how many connections there are at a time
  /// @param lives how many each client makes, at least
  /// @param seconds for how long they go on
  /// @param holdSeconds how long a connection is kept on average
  record Load(int clients, int lives, long seconds, int holdSeconds) {
    static Load parse(String text) {
      var parts = text.split(" ", -1);
      return new Load(
          Integer.parseInt(parts[0]),
          Integer.parseInt(parts[1]),
          Long.parseLong(parts[2]),
          Integer.parseInt(parts[3]));
    }

    String text() {
      return clients + " " + lives + " " + seconds + " " + holdSeconds;
    }
  }

  private final int port;
  private final Load load;
  private int made;

  private ChurnClients(int port, Load load) {
    this.port = port;
    this.load = load;
  }

  /// Lets them live, and says how many connections they made.
  static int live(int port, long seed, Load load) throws Exception {
    var clients = new ChurnClients(port, load);
    var end = runningLoop().time() + Duration.ofSeconds(load.seconds).toNanos();
    taskGroup(
        group -> {
          for (var client = 0; client < load.clients; client++) {
            var random = new Random(seed + client);
            group.createTask(() -> clients.live(random, end));
          }
        });
    return clients.made;
  }

  private void live(Random random, long end) throws Exception {
    for (var life = 0; life < load.lives || runningLoop().time() < end; life++) {
      made++;
      var address = "127.0.0." + (1 + random.nextInt(ADDRESSES));
      try (var connection = Net.connect(address, port)) {
        talk(connection, random);
        if (load.holdSeconds > 0) {
          sleep(Duration.ofMillis(random.nextInt(2000 * load.holdSeconds)));
          talk(connection, random);
        }
        leave(connection, random);
      }
    }
  }

  private static void talk(Connection connection, Random random) throws IOException {
    for (var exchange = random.nextInt(3); exchange >= 0; exchange--) {
      connection.write("hello\n");
      expect("hello".equals(connection.readLine()), "the answer");
    }
  }

  private static void leave(Connection connection, Random random) throws Exception {
    var all = Leaving.values();
    switch (all[random.nextInt(all.length)]) {
      case CLOSE -> {}
      case ABORT -> connection.abort();
      case HALF_CLOSE_AND_READ_TO_THE_END -> {
        connection.write("last");
        connection.shutdownOutput();
        var rest = connection.readAll();
        expect(Arrays.equals("last\n".getBytes(StandardCharsets.US_ASCII), rest), "the last line");
      }
      case GIVE_UP_READING ->
          moveOnAfter(
              Duration.ZERO, () -> expect(connection.read(1).length < 0, "nothing to be read"));
      case HAVE_THE_SERVER_CLOSE -> {
        connection.write("close\n");
        expect(connection.readAll().length == 0, "the end");
      }
      case HAVE_THE_SERVER_FAIL -> {
        connection.write("fail\n");
        expect(connection.readAll().length == 0, "the end");
      }
      case LEAVE_MUCH_UNREAD -> {
        connection.write("much\n");
        connection.readExactly(1000);
        connection.abort();
      }
    }
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not " + what);
    }
  }

  /// As a program it does what the lines of its input say, and tells how many connections it made.
  public static void main(String[] arguments) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var port = Integer.parseInt(arguments[0]);
    var seed = 0;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var load = Load.parse(line);
      seed += load.clients;
      var first = seed;
      System.out.println(run(() -> live(port, first, load)));
    }
  }
}
