package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/// A listening socket, TCP or Unix.
final class SocketListener implements Listener {
  private final SelectorPoller poller;
  private final ServerSocketChannel channel;
  private final ListenOptions options;
  private final Readiness readiness;
  private final SocketAddress address;
  private final @Nullable UnixSocketFile file;

  private SocketListener(
      SelectorPoller poller,
      ServerSocketChannel channel,
      SocketAddress wanted,
      ListenOptions options)
      throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.options = options;
    SocketOptions.apply(options.socketOptions(), channel);
    if (wanted instanceof UnixDomainSocketAddress unix) {
      UnixSocketFile.removeStale(unix.getPath());
    }
    try {
      channel.bind(wanted, options.backlog());
    } catch (IOException failure) {
      throw NetworkErrors.at(wanted, failure);
    }
    this.address = channel.getLocalAddress();
    this.file =
        wanted instanceof UnixDomainSocketAddress unix ? UnixSocketFile.of(unix.getPath()) : null;
    this.readiness = new Readiness(poller, channel);
  }

  static SocketListener open(SelectorPoller poller, SocketAddress address, ListenOptions options)
      throws IOException {
    var channel =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      return new SocketListener(poller, channel, address, options);
    } catch (Throwable failed) {
      channel.close();
      throw failed;
    }
  }

  @Override
  public void awaitConnection() {
    readiness.awaitInput();
  }

  @Override
  public @Nullable Transport accept() throws IOException {
    var accepted = readiness.isClosed() ? null : channel.accept();
    if (accepted == null) {
      return null;
    }
    try {
      SocketOptions.applyToStream(options.connectionOptions(), accepted);
    } catch (Throwable failed) {
      accepted.close();
      throw failed;
    }
    return SocketTransport.of(poller, accepted);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    if (!readiness.isClosed()) {
      readiness.close();
      if (file != null) {
        file.remove();
      }
    }
  }
}
