package dev.rondo.net;

import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Awaitable;
import dev.rondo.ErrorContext;
import dev.rondo.Event;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A program that uses up its descriptors, for [DescriptorExhaustionTest]; it prints what came of
/// that.
final class DescriptorExhaustion {
  private final ArrayDeque<FileInputStream> taken = new ArrayDeque<>();
  private final List<ErrorContext> reported = new ArrayList<>();
  private final Event firstReport = new Event();
  private final BreakableSelector selector;

  private DescriptorExhaustion(BreakableSelector selector) {
    this.selector = selector;
  }

  /// Takes all descriptors that are left.
  private void take() {
    try {
      while (true) {
        taken.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      // that is the aim
    }
  }

  private void give() throws IOException {
    while (!taken.isEmpty()) {
      taken.pop().close();
    }
  }

  private static long descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  private static void echo(Connection connection) throws IOException {
    for (var line : connection.lines()) {
      connection.write(line + "\n");
    }
  }

  private static void check(Connection connection) throws IOException {
    connection.write("alive\n");
    if (!"alive".equals(connection.readLine())) {
      throw new AssertionError("no echo");
    }
  }

  /// What happens without descriptors, and that it works again with some.
  private void attempt(String name, Awaitable<String> attempt) throws Exception {
    take();
    String without;
    try {
      without = attempt.await();
    } catch (IOException refused) {
      without = String.valueOf(refused.getMessage()).contains("open files") ? "refused" : "failed";
      if (without.equals("failed")) {
        refused.printStackTrace();
      }
    } finally {
      give();
    }
    System.out.println(name + ": " + without + ", then " + attempt.await());
  }

  private static String connect(Server server) throws IOException {
    try (var connection = Net.connect("127.0.0.1", server.port())) {
      check(connection);
    }
    return "connected";
  }

  private static String start() throws IOException {
    try (var process = Subprocess.exec(List.of("echo", "started"), ProcessOptions.PIPES)) {
      var output = process.communicate().stdoutText().strip();
      process.waitFor();
      return output;
    }
  }

  /// On a loop, and so with a selector, of its own.
  private static String listen() throws Exception {
    return toThread(
        () ->
            run(
                () -> {
                  try (var server = Net.listen("127.0.0.1", 0, DescriptorExhaustion::echo)) {
                    return connect(server);
                  }
                }));
  }

  /// A client that has its descriptor already comes when its server has none to accept it with.
  private void accept(Server server, Connection old) throws Exception {
    try (var client = SocketChannel.open()) {
      take();
      call(client, server);
      firstReport.await();
      var rounds = selector.rounds;
      for (var exchange = 0; exchange < 10; exchange++) {
        check(old);
      }
      stayWithoutForAWhile();
      give();
      awaitAnswer(client);
      System.out.println("accept: reported " + reported.size() + " times, then served");
      System.out.println(
          "accept: "
              + (selector.rounds - rounds < 500 ? "few rounds" : "spins " + selector.rounds));
    }
  }

  private static void call(SocketChannel client, Server server) throws IOException {
    client.connect(server.addresses().getFirst());
    client.write(ByteBuffer.wrap("late\n".getBytes(StandardCharsets.US_ASCII)));
  }

  private static void awaitAnswer(SocketChannel client) throws IOException {
    var answer = ByteBuffer.allocate(5);
    while (answer.hasRemaining()) {
      client.read(answer);
    }
  }

  /// Until the server has seen the others go.
  private static void awaitOnlyOne(Server server) {
    while (server.connections() > 1) {
      yieldNow();
    }
  }

  /// The JDK's blocking sockets need descriptors when they are first waited for.
  private static void blockOnce(Server server) throws IOException {
    try (var client = SocketChannel.open()) {
      call(client, server);
      awaitAnswer(client);
    }
  }

  /// Long enough for a second attempt to accept, which fails too and is not reported.
  private static void stayWithoutForAWhile() {
    sleep(Server.ACCEPT_RETRY_DELAY.multipliedBy(3).dividedBy(2));
  }

  private void play() throws Exception {
    var loop = runningLoop();
    loop.setPoller(new SelectorPoller(loop, () -> selector));
    loop.setExceptionHandler(
        (_, context) -> {
          reported.add(context);
          firstReport.set();
        });
    try (var server = Net.listen("127.0.0.1", 0, DescriptorExhaustion::echo);
        var old = Net.connect("127.0.0.1", server.port())) {
      check(old);
      connect(server);
      start();
      listen();
      blockOnce(server);
      awaitOnlyOne(server);
      var before = descriptors();
      attempt("connect", () -> connect(server));
      attempt("subprocess", DescriptorExhaustion::start);
      attempt("selector", DescriptorExhaustion::listen);
      reported.clear();
      firstReport.clear();
      accept(server, old);
      check(old);
      awaitOnlyOne(server);
      var left = descriptors() - before;
      System.out.println("descriptors left: " + left);
    }
  }

  /// Loads what a folder of classes needs descriptors for: they are to fail elsewhere.
  private static void loadAll() throws IOException {
    for (var path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var folder = Path.of(path);
      if (Files.isDirectory(folder)) {
        try (var files = Files.walk(folder)) {
          files.filter(file -> file.toString().endsWith(".class")).forEach(f -> load(folder, f));
        }
      }
    }
  }

  private static void load(Path folder, Path file) {
    var name = folder.relativize(file).toString().replace(".class", "").replace('/', '.');
    try {
      var _ = Class.forName(name, false, DescriptorExhaustion.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError isForTests) {
      // there is no JUnit here
    }
  }

  /// Does all of it.
  public static void main(String[] arguments) throws Exception {
    loadAll();
    var program = new DescriptorExhaustion(new BreakableSelector());
    run(program::play);
  }
}
