package dev.rondo.benchmarks.echo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The process that talks to all servers. It does what it is told on its standard input, line by
/// line, and answers each line with one:
///
/// | line | answer |
/// |---|---|
/// | `open PORT CONNECTIONS BYTES` | the number of a crowd, each of which has had one message back, byte by byte what it sent |
/// | `round CROWD MILLIS` | nanoseconds for a message, and how many came back |
/// | `close CROWD` | `closed` |
///
/// What goes wrong is answered with `failed` and the reason.
public final class EchoClient {
  private final List<Crowd> crowds = new ArrayList<>();

  private EchoClient() {}

  /// Answers until its standard input ends.
  ///
  /// @param arguments none
  public static void main(String[] arguments) throws IOException {
    var client = new EchoClient();
    System.out.println("ready");
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(client.answer(line.split(" ", -1)));
      }
    }
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "open" -> open(number(words[1]), number(words[2]), number(words[3]));
        case "round" -> crowds.get(number(words[1])).round(number(words[2]));
        case "close" -> {
          crowds.get(number(words[1])).close();
          yield "closed";
        }
        default -> throw new IllegalArgumentException("unknown: " + String.join(" ", words));
      };
    } catch (IOException failed) {
      return "failed " + failed;
    }
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  private String open(int port, int connections, int bytes) throws IOException {
    crowds.add(Crowd.open(port, connections, bytes));
    return Integer.toString(crowds.size() - 1);
  }
}
