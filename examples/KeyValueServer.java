import static dev.rondo.Async.*;

import dev.rondo.net.Connection;
import dev.rondo.net.LimitOverrunException;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Net;
import dev.rondo.net.Server;
import dev.rondo.net.Signals;

/// Keeps values by their keys, in memory. Each line is a command and gets a line as answer:
///
/// | command         | answer                                   |
/// |-----------------|------------------------------------------|
/// | `SET key value` | `OK`; the value may have spaces          |
/// | `GET key`       | `VALUE value` or `NONE`                  |
/// | `DEL key`       | `OK` or `NONE`                           |
/// | `ADD key n`     | `VALUE sum`; what is missing counts as 0 |
/// | `STATS`         | `STATS keys=n connections=n`             |
/// | `QUIT`          | `BYE`, and the connection is closed      |
///
/// What is wrong is answered with `ERROR` and the reason. Clients that are idle for too long are
/// sent away. Ctrl-C and TERM end the server.
void main(String[] args) throws Exception {
  if (args.length < 1
      || args.length > 2
      || !args[0].matches("[0-9]{1,5}")
      || (args.length > 1 && !args[1].matches("[0-9]{1,9}(\\.[0-9]{1,3})?"))) {
    System.err.println("Usage: KeyValueServer.java PORT [IDLE_SECONDS]");
    System.exit(2);
  }
  var idleSeconds = args.length > 1 ? Double.parseDouble(args[1]) : 300;
  try {
    run(() -> serve(Integer.parseInt(args[0]), Duration.ofMillis((long) (1000 * idleSeconds))));
  } catch (BindException taken) {
    System.err.println(taken.getMessage());
    System.exit(1);
  }
}

static final int LONGEST_LINE = 10_000;
static final Duration GRACE = Duration.ofSeconds(2);

/// All clients share it without a lock: their coroutines run one at a time, and none of them waits
/// between looking at it and changing it.
final Map<String, String> values = new HashMap<>();

Server server;

void serve(int port, Duration idleLimit) throws Exception {
  var options = ListenOptions.DEFAULT.withReadLimit(LONGEST_LINE);
  try (var signals = Signals.of("INT", "TERM")) {
    server = Net.listen("127.0.0.1", port, options, client -> serve(client, idleLimit));
    IO.println("Listening at port " + server.port());
    signals.next();
    server.closeClients(); // after what they asked for is answered
    server.shutdown(GRACE);
  }
  IO.println("Closed");
}

/// What the server does with each client, in a task of its own.
void serve(Connection client, Duration idleLimit) throws Exception {
  try {
    String line;
    while ((line = timeout(idleLimit, () -> client.readLine())) != null) {
      var answer = answer(line);
      client.write(answer + "\n");
      if (answer.equals("BYE")) {
        return;
      }
    }
  } catch (TimeoutException late) {
    client.write("ERROR idle for too long\n");
  } catch (LimitOverrunException tooLong) {
    client.write("ERROR more than " + LONGEST_LINE + " bytes in a line\n");
  } catch (CharacterCodingException binary) {
    client.write("ERROR not UTF-8 text\n");
  } catch (IOException gone) {
    // Clients may vanish at any time; that is no error of the server.
  }
}

String answer(String line) {
  var words = line.strip().split(" +", 3);
  var command = words[0].toUpperCase(Locale.ROOT);
  return switch (command + "/" + (words.length - 1)) {
    case "SET/2" -> set(words[1], words[2]);
    case "GET/1" -> value(values.get(words[1]));
    case "DEL/1" -> values.remove(words[1]) == null ? "NONE" : "OK";
    case "ADD/2" -> add(words[1], words[2]);
    case "STATS/0" -> "STATS keys=" + values.size() + " connections=" + server.connections();
    case "QUIT/0" -> "BYE";
    default -> "ERROR expected SET key value, GET key, DEL key, ADD key n, STATS or QUIT";
  };
}

String set(String key, String value) {
  values.put(key, value);
  return "OK";
}

String value(String value) {
  return value == null ? "NONE" : "VALUE " + value;
}

String add(String key, String number) {
  try {
    var sum = new BigInteger(values.getOrDefault(key, "0")).add(new BigInteger(number));
    values.put(key, sum.toString());
    return value(sum.toString());
  } catch (NumberFormatException text) {
    return "ERROR not a number";
  }
}
