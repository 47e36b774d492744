package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FetchTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /// More than a slow machine needs, for runs in which no limit shall be reached.
  private static final String LONG = "100";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 100);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void answersAreShownInTheOrderGiven() throws Exception {
    // The first answers when the last has been asked for, so they must be fetched at the same time.
    var lastCame = new CountDownLatch(1);
    var first =
        serve(
            "/first",
            exchange -> {
              await(lastCame);
              answer(exchange, 200, 1_000_000);
            });
    var missing = serve("/missing", exchange -> answer(exchange, 404, 9));
    var moved =
        serve(
            "/moved",
            exchange -> {
              exchange.getResponseHeaders().add("Location", "/target");
              answer(exchange, 302, 3);
            });
    serve("/target", exchange -> answer(exchange, 200, 11));
    var last =
        serve(
            "/last",
            exchange -> {
              lastCame.countDown();
              answer(exchange, 200, 0);
            });

    var program = Program.run("Fetch", "--timeout", LONG, first, missing, moved, first, last);

    assertProgram(
        0,
        List.of(
            "200         1000000 bytes    <time>  " + first,
            "404               9 bytes    <time>  " + missing,
            "200              11 bytes    <time>  " + moved,
            "200         1000000 bytes    <time>  " + first,
            "200               0 bytes    <time>  " + last),
        program);
  }

  @Test
  void failuresAreToldInWordsAndTheOthersAreNotLost() throws Exception {
    var good = serve("/", exchange -> answer(exchange, 200, 5));
    var refused = "http://" + LOOPBACK.getHostAddress() + ":" + closedPort() + "/";
    // Names have at most 63 letters between dots, so nobody needs to be asked for this one.
    var unknown = "http://" + "x".repeat(64) + ".invalid/";

    var program =
        Program.run(
            "Fetch",
            "--timeout",
            LONG,
            "http://a b/",
            "example.com",
            "ftp://localhost/",
            "http:///path",
            good,
            refused,
            unknown,
            "http://localhost:99999/");

    assertProgram(
        1,
        List.of(
            failed("http://a b/: Illegal character in authority at index 8: http://a b/"),
            failed("example.com: URI with undefined scheme"),
            failed("ftp://localhost/: invalid URI scheme ftp"),
            failed("http:///path: unsupported URI http:///path"),
            "200               5 bytes    <time>  " + good,
            failed(refused + ": connection refused"),
            failed(unknown + ": unknown host"),
            failed("http://localhost:99999/: port out of range:99999")),
        program);
  }

  @Test
  void timeIsLimitedForTheWholeAnswer() throws Exception {
    var stalled =
        serve(
            "/stalled",
            exchange -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write(new byte[5]);
              exchange.getResponseBody().flush();
            });
    try (var silentServer = new ServerSocket(0, 50, LOOPBACK)) {
      var silent = url(silentServer.getLocalPort(), "/silent");

      var program = Program.run("Fetch", "--timeout", "0.2", silent, stalled);

      assertProgram(
          1, List.of(failed(silent + ": timed out"), failed(stalled + ": timed out")), program);
    }
  }

  @Test
  void fiftyAreFetchedAtOnceAndOneFailureAmongThemIsNoOthers() throws Exception {
    var allCame = new CountDownLatch(50);
    var urls = new ArrayList<String>();
    var rows = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      int size = i;
      var url =
          serve(
              "/" + i,
              exchange -> {
                allCame.countDown();
                await(allCame);
                answer(exchange, 200, size);
              });
      urls.add(url);
      rows.add("200    %12d bytes    <time>  %s".formatted(size, url));
    }
    var refused = url(closedPort(), "/");
    urls.add(20, refused);
    rows.add(20, failed(refused + ": connection refused"));
    urls.addAll(0, List.of("--timeout", LONG));

    var program = Program.run("Fetch", urls.toArray(String[]::new));

    assertProgram(1, rows, program);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--timeout", "--timeout 1", "--timeout x http://x/", "--timeout 0 http://x/"})
  void wrongArgumentsGetUsageLine(String arguments) throws Exception {
    var program =
        Program.run("Fetch", arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    assertEquals(
        new Program(2, List.of(), List.of("Usage: Fetch.java [--timeout SECONDS] URL...")),
        program);
  }

  /* ---- the server ---- */

  private String serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
    return url(server.getAddress().getPort(), path);
  }

  private static String url(int port, String path) {
    return "http://" + LOOPBACK.getHostAddress() + ":" + port + path;
  }

  private static void answer(HttpExchange exchange, int status, int size) throws IOException {
    exchange.sendResponseHeaders(status, size == 0 ? -1 : size);
    exchange.getResponseBody().write(new byte[size]);
    exchange.close();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  /* ---- the output ---- */

  private static String failed(String text) {
    return "failed" + " ".repeat(31) + text;
  }

  private static void assertProgram(int exitCode, List<String> output, Program program) {
    var shown =
        new Program(
            program.exitCode(),
            program.output().stream().map(FetchTest::withoutTime).toList(),
            program.errors().stream().filter(line -> !isProgress(line)).toList());
    assertEquals(new Program(exitCode, output, List.of()), shown);
  }

  /// Replaces the only column that is different each time.
  private static String withoutTime(String row) {
    return row.replaceFirst("(?<=^.{26})(?=.{9}  ) *[0-9]+ ms  ", "   <time>  ");
  }

  /// Progress is shown every few seconds, so only if the machine is very slow.
  private static boolean isProgress(String line) {
    return line.matches("[0-9]+ of [0-9]+ URLs done");
  }
}
