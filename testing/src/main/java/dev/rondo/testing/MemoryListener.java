package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.Promise;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Listener;
import dev.rondo.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where connections of a [MemoryNetwork] come in.
final class MemoryListener implements Listener {
  private final MemoryNetwork network;

  /// Where this is; null for everywhere.
  private final @Nullable InetAddress host;

  private final SocketAddress address;
  final ListenOptions options;
  private final ArrayDeque<MemoryTransport> connections = new ArrayDeque<>();

  /// Those for whom the backlog has no place.
  private final ArrayDeque<Promise<Boolean>> outside = new ArrayDeque<>();

  private @Nullable Promise<Boolean> acceptor;
  private boolean closed;

  MemoryListener(
      MemoryNetwork network,
      @Nullable InetAddress host,
      SocketAddress address,
      ListenOptions options) {
    this.network = network;
    this.host = host;
    this.address = address;
    this.options = options;
  }

  /* ---- where ---- */

  private boolean isAt(InetAddress where) {
    return host == null || host.equals(where);
  }

  /// Whether who connects to `to` at a host gets here.
  boolean serves(InetAddress where, SocketAddress to) {
    if (!isAt(where)) {
      return false;
    }
    return address.equals(to)
        || (to instanceof InetSocketAddress tcp
            && address instanceof InetSocketAddress own
            && own.getPort() == tcp.getPort()
            && own.getAddress().isAnyLocalAddress());
  }

  /// Whether nobody else can be at `other`.
  boolean isInTheWayOf(@Nullable InetAddress where, InetSocketAddress other) {
    return address instanceof InetSocketAddress own
        && own.getPort() == other.getPort()
        && (host == null || where == null || host.equals(where))
        && (own.getAddress().isAnyLocalAddress()
            || other.getAddress().isAnyLocalAddress()
            || own.getAddress().equals(other.getAddress()));
  }

  /* ---- who connects ---- */

  /// Waits for a place in the backlog.
  ///
  /// @return whether there is one; otherwise this is closed
  boolean awaitPlace() {
    while (!closed && connections.size() >= options.backlog()) {
      Promise<Boolean> place = Async.runningLoop().createPromise();
      outside.add(place);
      try {
        Signals.await(place);
      } catch (Throwable cancelled) {
        if (!outside.remove(place)) {
          letIn();
        }
        throw cancelled;
      }
    }
    return !closed;
  }

  void add(MemoryTransport connection) {
    connections.add(connection);
    Signals.send(acceptor);
  }

  private void letIn() {
    Signals.send(outside.poll());
  }

  /* ---- the server ---- */

  @Override
  public void awaitConnection() {
    if (closed || !connections.isEmpty()) {
      return;
    }
    Promise<Boolean> promise = Async.runningLoop().createPromise();
    acceptor = promise;
    try {
      Signals.await(promise);
    } finally {
      acceptor = null;
    }
  }

  @Override
  public @Nullable Transport accept() {
    var connection = connections.poll();
    if (connection != null) {
      letIn();
    }
    return connection;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    network.ports.remove(this);
    Signals.send(acceptor);
    outside.forEach(Signals::send);
    outside.clear();
    List.copyOf(connections).forEach(MemoryTransport::reset);
    connections.clear();
  }
}
