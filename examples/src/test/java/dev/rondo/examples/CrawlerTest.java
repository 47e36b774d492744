package dev.rondo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

// Another thread, for a read from a socket or a process cannot be interrupted.
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class CrawlerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Wait NONE = () -> {};

  /// More than a slow machine needs.
  private static final String LONG = "--timeout=100";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Site site = new Site();

  @AfterEach
  void stop() {
    site.server.stop(0);
    threads.shutdownNow();
  }

  private interface Wait {
    void await() throws InterruptedException, BrokenBarrierException;
  }

  /// A small web site, which counts what it is asked for.
  private final class Site {
    final HttpServer server;
    final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final Map<String, String> pages = new HashMap<>();
    private final Map<String, Wait> waits = new HashMap<>();

    Site() {
      try {
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 100);
      } catch (IOException failed) {
        throw new AssertionError(failed);
      }
      server.setExecutor(threads);
      server.createContext("/", this::answer);
    }

    String url(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    Site page(String path, String text) {
      return page(path, text, NONE);
    }

    /// A page that is answered after a wait.
    Site page(String path, String text, Wait wait) {
      pages.put(path, text);
      waits.put(path, wait);
      return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
      var path = exchange.getRequestURI().getPath();
      asked.merge(path, 1, Integer::sum);
      var text = pages.get(path);
      try {
        waits.getOrDefault(path, NONE).await();
      } catch (InterruptedException | BrokenBarrierException ended) {
        throw new IOException(ended);
      }
      var body = String.valueOf(text).getBytes(UTF_8);
      var type = path.endsWith(".txt") ? "text/plain" : "text/html; charset=utf-8";
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(text == null ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }
  }

  private static String link(String target) {
    return "<p><a class=\"x\" href=\"" + target + "\">there</a></p>\n";
  }

  @Test
  void eachPageIsAskedForOnceAndBrokenLinksAreToldWithTheirPlace() throws Exception {
    var notesCame = new CountDownLatch(1);
    site.page(
            "/",
            link("/a")
                + link("slow")
                + link("missing")
                + link("mailto:somebody@example.org")
                + link("http://example.invalid/other-host")
                + link("/%zz"))
        .page("/a", link("/") + link("b#part") + link("b"))
        .page("/b", link("./a") + link("/missing") + link("/gone") + link("notes.txt"))
        .page("/notes.txt", link("/never"), notesCame::countDown)
        // Answers when what is behind the others was asked for: it must not hold them up.
        .page("/slow", "", notesCame::await)
        .server
        .start();

    var program = Program.run("Crawler", LONG, "--progress=1000", site.url("/"));

    assertEquals(
        new Program(
            1,
            List.of(
                "/%zz (no URL), linked from " + site.url("/"),
                site.url("/gone") + " (404), linked from " + site.url("/b"),
                site.url("/missing") + " (404), linked from " + site.url("/"),
                "pages: 7, broken: 3"),
            List.of()),
        program);
    assertEquals(
        "{/=1, /a=1, /b=1, /gone=1, /missing=1, /notes.txt=1, /slow=1}",
        new TreeMap<>(site.asked).toString());
  }

  @Test
  void noMorePagesOfAHostAreAskedForAtATimeThanIsPolite() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var two = new CyclicBarrier(2); // so there are two at a time
    var links = new StringBuilder();
    for (var path : IntStream.range(0, 20).mapToObj(number -> "/" + number).toList()) {
      links.append(link(path));
      site.page(
          path,
          "",
          () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            two.await();
            now.decrementAndGet();
          });
    }
    site.page("/", links.toString()).server.start();

    var program = Program.run("Crawler", LONG, "--progress=1000", site.url("/"));

    assertEquals(new Program(0, List.of("pages: 21, broken: 0"), List.of()), program);
    assertEquals(2, most.get());
  }

  @Test
  void aBusyHostTakesNothingFromOthers() throws Exception {
    var pagesOfOther = 20;
    var othersDone = new CountDownLatch(pagesOfOther);
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var other = new Site();
    try {
      // One after the other, so that whoever is let through to the busy host has come long before.
      other.page("/", link("/1"), othersDone::countDown);
      for (var number = 1; number < pagesOfOther; number++) {
        var next = number + 1 < pagesOfOther ? link("/" + (number + 1)) : "";
        other.page("/" + number, next, othersDone::countDown);
      }
      other.server.start();
      var links = new StringBuilder();
      for (var path : IntStream.range(0, 20).mapToObj(number -> "/" + number).toList()) {
        links.append(link(path));
        site.page(
            path,
            "",
            () -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              othersDone.await();
              now.decrementAndGet();
            });
      }
      site.page("/", links.toString()).server.start();

      var program = Program.run("Crawler", LONG, "--progress=1000", site.url("/"), other.url("/"));

      assertEquals(new Program(0, List.of("pages: 41, broken: 0"), List.of()), program);
      assertTrue(most.get() <= 2, () -> most + " pages of one host at a time");
    } finally {
      other.server.stop(0);
    }
  }

  @Test
  void progressIsShownWhileASlowPageIsAwaited() throws Exception {
    var seen = new CountDownLatch(1);
    site.page("/", link("/slow")).page("/slow", "", seen::await).server.start();

    try (var program =
        LiveProgram.startInTerminal("Crawler", LONG, "--progress=0.01", site.url("/"))) {
      String line;
      do {
        line = program.line();
        assertNotNull(line);
      } while (!line.equals("1 of 2 pages done"));
      seen.countDown();
      do {
        line = program.line();
        assertNotNull(line);
      } while (line.matches("[0-9]+ of 2 pages done"));
      assertEquals("pages: 2, broken: 0", line);
      assertEquals(0, program.exitCode());
    }
  }

  @Test
  void aPageMayNotTakeTooLong() throws Exception {
    try (var silent = new ServerSocket(0, 50, LOOPBACK)) {
      var url = "http://127.0.0.1:" + silent.getLocalPort() + "/";

      var program = Program.run("Crawler", "--timeout=0.2", "--progress=1000", url);

      assertEquals(
          new Program(
              1,
              List.of(url + " (timed out), linked from the command line", "pages: 1, broken: 1"),
              List.of()),
          program);
    }
  }

  @Test
  void aHostThatIsGoneIsTold() throws Exception {
    try (var deaf = new Socket()) { // has a port, but does not listen
      deaf.bind(new InetSocketAddress(LOOPBACK, 0));
      var url = "http://127.0.0.1:" + deaf.getLocalPort() + "/";

      var program = Program.run("Crawler", LONG, "--progress=1000", url);

      assertEquals(
          List.of(url + " (cannot connect), linked from the command line", "pages: 1, broken: 1"),
          program.output());
    }
  }

  @Test
  void controlCEndsTheCrawlThoughAPageIsAwaited() throws Exception {
    var asked = new CountDownLatch(1);
    site.page(
            "/",
            "",
            () -> {
              asked.countDown();
              new CountDownLatch(1).await();
            })
        .server
        .start();

    try (var program = LiveProgram.start("Crawler", LONG, "--progress=1000", site.url("/"))) {
      asked.await();
      program.signal("INT");
      assertEquals(130, program.exitCode());
      assertEquals(List.of("interrupted by Ctrl-C"), program.errors());
    }
  }

  @Test
  void wrongArgumentsGetUsageLine() throws Exception {
    for (var arguments : List.of("", "--timeout=x http://localhost/", "ftp://localhost/")) {
      var program = Program.run("Crawler", arguments.split(" ", -1));

      assertEquals(2, program.exitCode());
      assertTrue(program.errors().getFirst().startsWith("Usage: Crawler.java "));
    }
  }
}
