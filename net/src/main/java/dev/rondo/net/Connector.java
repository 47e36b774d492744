package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// Connects a socket to one address.
final class Connector {
  private final SelectorPoller poller;
  private final ConnectOptions options;

  Connector(SelectorPoller poller, ConnectOptions options) {
    this.poller = poller;
    this.options = options;
  }

  /// A connected transport; whatever else happens, no socket is left.
  Transport connect(SocketAddress address) throws IOException {
    var channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    try {
      return connect(channel, address);
    } catch (Throwable failed) {
      channel.close();
      poller.release();
      throw failed;
    }
  }

  private Transport connect(SocketChannel channel, SocketAddress address) throws IOException {
    SocketOptions.applyToStream(options.socketOptions(), channel);
    if (options.localAddress().isPresent()) {
      bind(channel, options.localAddress().get());
    }
    var readiness = new Readiness(poller, channel);
    try {
      if (!channel.connect(address)) {
        do {
          readiness.awaitOutput(SelectionKey.OP_CONNECT);
        } while (!channel.finishConnect());
      }
    } catch (IOException failure) {
      throw NetworkErrors.connecting(address, failure);
    }
    return new SocketTransport(channel, readiness);
  }

  private static void bind(SocketChannel channel, SocketAddress address) throws IOException {
    try {
      channel.bind(address);
    } catch (IOException failure) {
      throw NetworkErrors.at(address, failure);
    }
  }
}
