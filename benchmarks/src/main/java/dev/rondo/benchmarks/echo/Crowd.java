package dev.rondo.benchmarks.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Connections to one server. Each sends a message, waits until all of it is back, and sends the
/// next.
///
/// It must cost less than the servers do, so there is one selector and no object for a message, and
/// the bytes are compared only when a connection is new; afterwards they are counted.
final class Crowd implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MOST_AT_ONCE = 256 * 1024;

  private final Selector selector;
  private final ByteBuffer message;
  private final ByteBuffer received = ByteBuffer.allocateDirect(MOST_AT_ONCE);
  private final List<Member> members = new ArrayList<>();
  private boolean comparing = true;
  private boolean ending = true;
  private int waiting;
  private long messages;

  /// A connection, and what is left of its message.
  private static final class Member {
    final SelectionKey key;
    final SocketChannel channel;
    int toSend;
    int toReceive;

    Member(SelectionKey key, SocketChannel channel) {
      this.key = key;
      this.channel = channel;
    }
  }

  private Crowd(Selector selector, int bytes) {
    this.selector = selector;
    this.message = ByteBuffer.allocateDirect(bytes);
    new SplittableRandom(bytes).ints(bytes).forEach(value -> message.put((byte) value));
  }

  static Crowd open(int port, int connections, int bytes) throws IOException {
    var crowd = new Crowd(Selector.open(), bytes);
    try {
      for (var count = 0; count < connections; count++) {
        crowd.join(new InetSocketAddress(InetAddress.ofLiteral(EchoServer.HOST), port));
      }
      crowd.comparing = false;
      return crowd;
    } catch (IOException failed) {
      crowd.close();
      throw failed;
    }
  }

  /// One more, which has its first message back before the next one joins.
  private void join(InetSocketAddress address) throws IOException {
    var channel = SocketChannel.open(address);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    var key = channel.register(selector, SelectionKey.OP_READ);
    var member = new Member(key, channel);
    key.attach(member);
    members.add(member);
    begin(member);
    exchange(Long.MIN_VALUE);
  }

  /// {@return nanoseconds for a message, and how many messages}
  String round(int millis) throws IOException {
    messages = 0;
    ending = false;
    var start = System.nanoTime();
    for (var member : members) {
      begin(member);
    }
    exchange(start + TimeUnit.MILLISECONDS.toNanos(millis));
    var nanos = System.nanoTime() - start;
    return String.format(Locale.ROOT, "%.3f %d", (double) nanos / messages, messages);
  }

  /// Goes on until nobody waits for a message any more.
  ///
  /// @param end when no more messages are sent
  private void exchange(long end) throws IOException {
    try {
      while (waiting > 0) {
        if (selector.select(this::ready, PATIENCE_MILLIS) == 0) {
          throw new IOException("nothing came back for " + PATIENCE_MILLIS + " ms");
        }
        ending = end == Long.MIN_VALUE || System.nanoTime() - end >= 0;
      }
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private void ready(SelectionKey key) {
    var member = (Member) key.attachment();
    try {
      if (key.isWritable()) {
        send(member);
      }
      if (key.isReadable()) {
        receive(member);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void begin(Member member) throws IOException {
    waiting++;
    member.toSend = message.capacity();
    member.toReceive = message.capacity();
    send(member);
  }

  private void send(Member member) throws IOException {
    message.limit(message.capacity()).position(message.capacity() - member.toSend);
    member.toSend -= member.channel.write(message);
    var ops =
        member.toSend > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (member.key.interestOps() != ops) {
      member.key.interestOps(ops);
    }
  }

  private void receive(Member member) throws IOException {
    received.clear();
    var count = member.channel.read(received);
    if (count < 0) {
      throw new IOException("the server closed a connection");
    }
    if (count > member.toReceive) {
      throw new IOException("more came back than was sent");
    }
    if (comparing) {
      compare(message.capacity() - member.toReceive, count);
    }
    member.toReceive -= count;
    if (member.toReceive == 0 && count > 0) {
      messages++;
      waiting--;
      if (!ending) {
        begin(member);
      }
    }
  }

  private void compare(int from, int count) throws IOException {
    message.limit(message.capacity());
    var different = received.flip().mismatch(message.slice(from, count));
    if (different >= 0) {
      throw new IOException("byte " + (from + different) + " came back as another");
    }
  }

  @Override
  public void close() throws IOException {
    for (var member : members) {
      member.channel.close();
    }
    selector.close();
  }
}
