package dev.rondo.net;

import dev.rondo.Async;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/// The sockets of this machine.
final class SocketNetwork implements Network {
  static final SocketNetwork INSTANCE = new SocketNetwork();

  private SocketNetwork() {}

  @Override
  public Transport connect(SocketAddress address, ConnectOptions options) throws IOException {
    return new Connector(SelectorPoller.of(Async.runningLoop()), options).connect(address);
  }

  @Override
  public Listener listen(SocketAddress address, ListenOptions options) throws IOException {
    return SocketListener.open(SelectorPoller.of(Async.runningLoop()), address, options);
  }

  @Override
  public List<InetAddress> resolve(String host) throws UnknownHostException {
    return SystemResolver.resolve(host);
  }

  /// {@return the sockets of this machine}
  @Override
  public String toString() {
    return "the network of this machine";
  }
}
