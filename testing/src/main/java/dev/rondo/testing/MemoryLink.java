package dev.rondo.testing;

import dev.rondo.Loop;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// A connection of a [MemoryNetwork]: two pipes and two ends.
final class MemoryLink {
  /// An end of a connection, before there is one.
  ///
  /// @param host where it is
  /// @param address its address
  /// @param options its socket options
  record End(InetAddress host, SocketAddress address, MemorySocketOptions options) {}

  final Loop loop;
  private final MemoryNetwork network;
  private final Set<InetAddress> hosts;
  private final BytePipe there;
  private final BytePipe back;
  final MemoryTransport client;
  final MemoryTransport server;

  /// How many bytes can be sent until this is lost.
  private long leftToLoss;

  private boolean broken;

  MemoryLink(MemoryNetwork network, Loop loop, SplittableRandom random, End client, End server) {
    this.network = network;
    this.loop = loop;
    this.hosts = MemoryPartitions.pair(client.host, server.host);
    var options = network.options();
    this.there = new BytePipe(options.pipe(), random.split());
    this.back = new BytePipe(options.pipe(), random.split());
    this.leftToLoss = lossAfter(options.lossAfter(), random.nextDouble());
    this.client = new MemoryTransport(this, back, there, client, server.address);
    this.server = new MemoryTransport(this, there, back, server, client.address);
    if (network.isParted(hosts)) {
      freeze();
    }
  }

  /// As if each byte were lost with the same probability.
  private static long lossAfter(long average, double random) {
    return average == MemoryNetworkOptions.UNLIMITED
        ? Long.MAX_VALUE
        : Math.max(1, (long) Math.ceil(-StrictMath.log(1 - random) * average));
  }

  MemoryTransport peerOf(MemoryTransport end) {
    return end == client ? server : client;
  }

  boolean isBroken() {
    return broken;
  }

  Set<InetAddress> hosts() {
    return hosts;
  }

  boolean hasEnd(SocketAddress address) {
    return client.localAddress().equals(address) || server.localAddress().equals(address);
  }

  boolean hasEnds(SocketAddress one, SocketAddress other) {
    var here = client.localAddress();
    var there = server.localAddress();
    return (here.equals(one) && there.equals(other)) || (here.equals(other) && there.equals(one));
  }

  /// Notes that bytes were sent, which may have been too many.
  void sent(int bytes) {
    leftToLoss -= Math.min(bytes, leftToLoss);
    if (leftToLoss == 0) {
      cut();
    }
  }

  /// Loses the connection, and all that is on its way.
  void cut() {
    if (!broken) {
      broken = true;
      for (var pipe : List.of(there, back)) {
        pipe.clear();
      }
      network.ended(this);
    }
  }

  void freeze() {
    there.freeze();
    back.freeze();
    tellWriters();
  }

  void thaw() {
    there.thaw();
    back.thaw();
    tellWriters();
  }

  private void tellWriters() {
    client.tellWriter();
    server.tellWriter();
  }

  void closed(MemoryTransport end) {
    if (end == client) {
      network.ports.release(end.localAddress());
    }
    if (client.isClosed() && server.isClosed()) {
      network.ended(this);
    }
  }
}
