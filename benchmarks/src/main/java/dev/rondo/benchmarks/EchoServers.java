package dev.rondo.benchmarks;

import static dev.rondo.Async.run;

import dev.rondo.net.Connection;
import dev.rondo.net.Net;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;

/// Echo over loopback: Rondo's streams against a bare selector loop and against virtual threads of
/// the JDK on blocking sockets, all in one run and in turn.
///
/// The client is one plain selector loop in a thread of its own, so it costs about what the bare
/// server costs. Since it may be the slower one, the processor time of the server's thread for each
/// message is told as well; that of the carriers of virtual threads cannot be had.
final class EchoServers {
  private static final int MESSAGE = 1024;
  private static final int MESSAGES = 40_000;
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 11;

  private EchoServers() {}

  /// A running server: where it listens, and the thread that serves, if it is one.
  private record Server(String name, int port, long threadId) {}

  /// What a server does with its thread until the end.
  @FunctionalInterface
  private interface Body {
    void serve(SynchronousQueue<Integer> port) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    var servers =
        List.of(
            start("bare selector loop", EchoServers::serveBare),
            start("Rondo streams", EchoServers::serveRondo),
            start("virtual threads", EchoServers::serveVirtual));
    for (var connections : arguments.length > 0 ? sizes(arguments) : new int[] {1, 50, 500}) {
      compare(servers, connections);
    }
  }

  private static int[] sizes(String[] arguments) {
    return Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
  }

  private static Server start(String name, Body body) throws Exception {
    var port = new SynchronousQueue<Integer>();
    var thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(
                () -> {
                  try {
                    body.serve(port);
                  } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                  }
                });
    return new Server(name, port.take(), thread.threadId());
  }

  /* ---- the servers ---- */

  private static void serveRondo(SynchronousQueue<Integer> port) throws Exception {
    run(
        () -> {
          var server = Net.listen("127.0.0.1", 0, EchoServers::echo);
          port.put(server.port());
          server.serveForever();
        });
  }

  private static void echo(Connection connection) throws IOException {
    var buffer = ByteBuffer.allocateDirect(16 * MESSAGE);
    while (connection.read(buffer) >= 0) {
      connection.write(buffer.flip());
      buffer.clear();
    }
  }

  private static void serveBare(SynchronousQueue<Integer> port) throws Exception {
    var buffer = ByteBuffer.allocateDirect(16 * MESSAGE);
    try (var selector = Selector.open();
        var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      port.put(server.socket().getLocalPort());
      while (true) {
        selector.select(
            key -> {
              try {
                if (key.isAcceptable()) {
                  var accepted = server.accept();
                  accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                  accepted.configureBlocking(false);
                  accepted.register(selector, SelectionKey.OP_READ);
                } else {
                  echoOnce((SocketChannel) key.channel(), buffer);
                }
              } catch (IOException failed) {
                throw new IllegalStateException(failed);
              }
            });
      }
    }
  }

  private static void echoOnce(SocketChannel channel, ByteBuffer buffer) throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      channel.close();
      return;
    }
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void serveVirtual(SynchronousQueue<Integer> port) throws Exception {
    try (var server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
      port.put(server.getLocalPort());
      while (true) {
        var socket = server.accept();
        Thread.startVirtualThread(() -> echo(socket));
      }
    }
  }

  private static void echo(Socket accepted) {
    try (var socket = accepted) {
      socket.setTcpNoDelay(true);
      var buffer = new byte[16 * MESSAGE];
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /* ---- the client ---- */

  private static void compare(List<Server> servers, int connections) throws IOException {
    var rates = new double[servers.size()][ROUNDS];
    var costs = new double[servers.size()][ROUNDS];
    for (var round = -WARM_UP; round < ROUNDS; round++) {
      for (var index = 0; index < servers.size(); index++) {
        measure(servers.get(index), connections, rates[index], costs[index], Math.max(round, 0));
      }
    }
    for (var index = 0; index < servers.size(); index++) {
      System.out.printf(
          Locale.ROOT,
          "%4d connections, %-20s %9.0f messages/s, %5.2f of the bare loop;"
              + " %6.2f us of its thread, %5.2f%n",
          connections,
          servers.get(index).name,
          median(rates[index]),
          median(ratios(rates[index], rates[0])),
          median(costs[index]),
          median(ratios(costs[index], costs[0])));
    }
  }

  private static void measure(
      Server server, int connections, double[] rates, double[] costs, int slot) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    try (var selector = Selector.open()) {
      for (var count = 0; count < connections; count++) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port);
        var channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(MESSAGE));
      }
      var cpu = threads.getThreadCpuTime(server.threadId);
      var start = System.nanoTime();
      pingPong(selector);
      rates[slot] = MESSAGES * 1e9 / (System.nanoTime() - start);
      costs[slot] = (threads.getThreadCpuTime(server.threadId) - cpu) / 1e3 / MESSAGES;
      for (var key : selector.keys()) {
        key.channel().close();
      }
    }
  }

  private static void pingPong(Selector selector) throws IOException {
    var left = new int[] {MESSAGES};
    for (var key : selector.keys()) {
      send(key);
    }
    while (left[0] > 0) {
      selector.select(
          key -> {
            try {
              var buffer = (ByteBuffer) key.attachment();
              if (((SocketChannel) key.channel()).read(buffer) < 0) {
                throw new IOException("the server closed a connection");
              }
              if (!buffer.hasRemaining()) {
                left[0]--;
                send(key);
              }
            } catch (IOException failed) {
              throw new IllegalStateException(failed);
            }
          });
    }
  }

  private static void send(SelectionKey key) throws IOException {
    var buffer = ((ByteBuffer) key.attachment()).clear();
    while (buffer.hasRemaining()) {
      ((SocketChannel) key.channel()).write(buffer);
    }
    buffer.clear();
  }

  private static double[] ratios(double[] values, double[] reference) {
    var ratios = new double[values.length];
    Arrays.setAll(ratios, index -> values[index] / reference[index]);
    return ratios;
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
