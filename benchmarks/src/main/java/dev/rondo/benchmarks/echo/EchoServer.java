package dev.rondo.benchmarks.echo;

import dev.rondo.benchmarks.Contestant;
import dev.rondo.benchmarks.jobs.LiveHeap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/// The process of a server in a JVM. It says `ready PORT`, answers `heap` with the bytes that are
/// alive, and ends with its standard input. The programs in `peers` do the same, but for `heap`.
public final class EchoServer {
  static final String HOST = "127.0.0.1";

  /// How many connections may wait to be accepted.
  static final int BACKLOG = 1_024;

  /// What a read takes at most, where somebody has to choose.
  static final int BUFFER = 16 * 1024;

  private EchoServer() {}

  /// Serves on a free port of 127.0.0.1 until the process ends.
  @FunctionalInterface
  interface Body {
    /// Serves.
    ///
    /// @param listening is told the port
    void serve(IntConsumer listening) throws Exception;
  }

  /// Serves until its standard input ends.
  ///
  /// @param arguments the contestant
  public static void main(String[] arguments) throws IOException {
    var body = body(Contestant.named(arguments[0]).orElseThrow());
    var answers = System.out;
    // What others print must not mix with the answers.
    System.setOut(System.err);
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                body.serve(port -> answers.println("ready " + port));
              } catch (Exception failed) {
                failed.printStackTrace();
                System.exit(1);
              }
            });
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (lines.readLine() != null) {
        answers.println(LiveHeap.bytes());
      }
    }
    // The servers would go on.
    Runtime.getRuntime().halt(0);
  }

  private static Body body(Contestant contestant) {
    return switch (contestant) {
      case RONDO -> RondoEcho::serve;
      case RONDO_ARRAYS -> RondoEcho::serveWithArrays;
      case BARE -> BareEcho::serve;
      case NIO -> NioEcho::serve;
      case THREADS -> ThreadEcho::serve;
      case NETTY -> NettyEcho::serve;
      case VERTX -> VertxEcho::serve;
      default -> throw new IllegalArgumentException(contestant.id() + " has no server");
    };
  }
}
