package dev.rondo.testing;

import dev.rondo.net.ConnectOptions;
import dev.rondo.net.ListenOptions;
import dev.rondo.net.Listener;
import dev.rondo.net.Network;
import dev.rondo.net.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A [MemoryNetwork] as one of its hosts sees it.
final class MemoryHost implements Network {
  private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private final MemoryNetwork network;
  private final InetAddress self;

  /// Whether the addresses of all hosts are this host's.
  private final boolean everywhere;

  MemoryHost(MemoryNetwork network, InetAddress self, boolean everywhere) {
    this.network = network;
    this.self = self;
    this.everywhere = everywhere;
  }

  @Override
  public List<InetAddress> resolve(String host) {
    return List.of(network.addressOf(host));
  }

  /// The host that has an address.
  private InetAddress hostOf(SocketAddress address) {
    return address instanceof InetSocketAddress tcp && !isHere(tcp.getAddress())
        ? tcp.getAddress()
        : self;
  }

  private static boolean isHere(InetAddress address) {
    return address.isAnyLocalAddress() || address.isLoopbackAddress();
  }

  /// Where an address leads: the address of any host leads to this one, as it does in reality.
  private static SocketAddress destination(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress tcp when tcp.isUnresolved() -> throw new UnresolvedAddressException();
      case InetSocketAddress tcp when tcp.getAddress().isAnyLocalAddress() ->
          new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getPort());
      case InetSocketAddress tcp -> tcp;
      case UnixDomainSocketAddress unix -> unix;
      default -> throw new UnsupportedAddressTypeException();
    };
  }

  /* ---- connecting ---- */

  @Override
  public Transport connect(SocketAddress address, ConnectOptions options) throws IOException {
    var loop = network.loop();
    var to = destination(address);
    var there = hostOf(to);
    var own = new MemorySocketOptions(to, options.socketOptions());
    var from = bind(to, options.localAddress());
    var here = from instanceof UnixDomainSocketAddress ? self : hostOf(from);
    try {
      network.travel(here, there);
      var listener = network.ports.find(there, to);
      var isRefused = network.refuses(address);
      if (listener.isEmpty() || isRefused || !listener.get().awaitPlace()) {
        network.travel(there, here);
        throw refused(address, listener.isPresent() || isRefused);
      }
      var accepted = new MemorySocketOptions(to, listener.get().options.connectionOptions());
      var link =
          new MemoryLink(
              network,
              loop,
              network.newRandom(),
              new MemoryLink.End(here, from, own),
              new MemoryLink.End(there, to, accepted));
      network.began(link);
      listener.get().add(link.server);
      awaitAnswer(link, there, here);
      return link.client;
    } catch (Throwable failed) {
      network.ports.release(from);
      throw failed;
    }
  }

  private void awaitAnswer(MemoryLink link, InetAddress there, InetAddress here) {
    try {
      network.travel(there, here);
    } catch (Throwable cancelled) {
      link.client.close();
      throw cancelled;
    }
  }

  private static IOException refused(SocketAddress address, boolean exists) {
    return address instanceof UnixDomainSocketAddress unix && !exists
        ? new NoSuchFileException(unix.getPath().toString(), null, "No such file or directory")
        : new ConnectException("Connection refused: " + address);
  }

  /// The address from which a connection comes.
  private SocketAddress bind(SocketAddress to, Optional<SocketAddress> wanted) throws IOException {
    if (to instanceof InetSocketAddress tcp) {
      var usual = isHere(tcp.getAddress()) ? InetAddress.getLoopbackAddress() : self;
      return switch (wanted.orElse(new InetSocketAddress(usual, 0))) {
        case InetSocketAddress from when from.isUnresolved() ->
            throw new UnresolvedAddressException();
        case InetSocketAddress from -> network.ports.claim(hostOf(from), withAddress(from, usual));
        default -> throw new UnsupportedAddressTypeException();
      };
    }
    if (wanted.orElse(UNNAMED) instanceof UnixDomainSocketAddress from) {
      return from;
    }
    throw new UnsupportedAddressTypeException();
  }

  private InetSocketAddress withAddress(InetSocketAddress from, InetAddress usual)
      throws BindException {
    checkIsOwn(from);
    return from.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(usual, from.getPort())
        : from;
  }

  private void checkIsOwn(InetSocketAddress address) throws BindException {
    if (!everywhere && !hostOf(address).equals(self)) {
      throw new BindException("Cannot assign requested address: " + address);
    }
  }

  /* ---- listening ---- */

  @Override
  public Listener listen(SocketAddress address, ListenOptions options) throws IOException {
    var _ = network.loop();
    var _ = new MemorySocketOptions(address, options.socketOptions());
    var _ = new MemorySocketOptions(address, options.connectionOptions());
    return switch (address) {
      case InetSocketAddress tcp when tcp.isUnresolved() -> throw new UnresolvedAddressException();
      case InetSocketAddress tcp -> listen(tcp, options);
      case UnixDomainSocketAddress unix -> {
        network.ports.find(self, unix).ifPresent(network.ports::remove); // as the file is replaced
        yield add(new MemoryListener(network, self, unix, options));
      }
      default -> throw new UnsupportedAddressTypeException();
    };
  }

  private Listener listen(InetSocketAddress address, ListenOptions options) throws BindException {
    checkIsOwn(address);
    @Nullable InetAddress host =
        everywhere && address.getAddress().isAnyLocalAddress() ? null : hostOf(address);
    var free = network.ports.choose(host, address);
    return add(new MemoryListener(network, host, free, options));
  }

  private MemoryListener add(MemoryListener listener) {
    network.ports.add(listener);
    return listener;
  }

  /// {@return the address, for people}
  @Override
  public String toString() {
    return "the host " + self + " of " + network;
  }
}
