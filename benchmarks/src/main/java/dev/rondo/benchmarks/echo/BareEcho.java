package dev.rondo.benchmarks.echo;

import static dev.rondo.Async.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// A virtual thread for each connection on Rondo's scheduler, which knows nothing of Rondo: it
/// parks until one selector loop finds input for it. What is left is what the JDK itself costs
/// there.
final class BareEcho {
  private final ServerSocketChannel server;
  private final Selector selector;

  private BareEcho(ServerSocketChannel server, Selector selector) {
    this.server = server;
    this.selector = selector;
  }

  static void serve(IntConsumer listening) throws Exception {
    run(
        () -> {
          try (var selector = Selector.open();
              var server = ServerSocketChannel.open()) {
            server.bind(
                new InetSocketAddress(InetAddress.ofLiteral(EchoServer.HOST), 0),
                EchoServer.BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            listening.accept(server.socket().getLocalPort());
            new BareEcho(server, selector).loop();
          }
        });
  }

  @SuppressWarnings("ThreadPriorityCheck") // the threads that were woken run now, and then this
  private void loop() throws IOException {
    while (true) {
      selector.select(this::ready);
      Thread.yield();
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Served served) {
      served.wake();
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      for (var accepted = server.accept(); accepted != null; accepted = server.accept()) {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        accepted.configureBlocking(false);
        var served = new Served(accepted, accepted.register(selector, SelectionKey.OP_READ));
        served.key.attach(served);
        served.thread.start();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static final class Served {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Thread thread;
    private boolean ready;

    Served(SocketChannel channel, SelectionKey key) {
      this.channel = channel;
      this.key = key;
      this.thread = Thread.ofVirtual().unstarted(this::echo);
    }

    void wake() {
      ready = true;
      LockSupport.unpark(thread);
    }

    private void await() {
      while (!ready) {
        LockSupport.park(this);
      }
      ready = false;
    }

    private void echo() {
      try (channel) {
        var buffer = ByteBuffer.allocateDirect(EchoServer.BUFFER);
        await();
        while (channel.read(buffer) >= 0) {
          channel.write(buffer.flip());
          if (buffer.hasRemaining()) {
            writeRest(buffer);
          }
          buffer.clear();
          await();
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private void writeRest(ByteBuffer rest) throws IOException {
      key.interestOps(SelectionKey.OP_WRITE);
      while (rest.hasRemaining()) {
        await();
        channel.write(rest);
      }
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
