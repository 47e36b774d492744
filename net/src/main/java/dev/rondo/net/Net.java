package dev.rondo.net;

import dev.rondo.Async;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Connects and listens.
///
/// {@snippet class=dev.rondo.net.NetSnippetsTest region=connect}
///
/// What these functions return belongs to the loop of the caller and is to be closed. If one of
/// them throws, or is cancelled, nothing is left open.
///
/// @threads coroutines
/// @asyncio the functions of asyncio's streams
public final class Net {
  private Net() {}

  /* ---- over which network ---- */

  /// A network in use, until this is closed.
  ///
  /// @asyncio none
  public interface Use extends AutoCloseable {
    /// Goes back to the network before. Closing twice has no effect.
    ///
    /// @throws IllegalArgumentException if the caller is another task than the one that began
    /// @suspends never
    @Override
    void close();
  }

  /// Connects and listens over another network than the sockets of this machine, from now on until
  /// the result is closed: in this task, and in those that it creates meanwhile.
  ///
  /// {@snippet class=dev.rondo.net.NetworkTest region=use}
  ///
  /// Datagrams are for sockets only. What is open already stays where it is.
  ///
  /// @param network over which to connect and listen
  /// @return what ends this; for try-with-resources
  /// @suspends never
  /// @threads any, as for a [dev.rondo.ContextVariable]
  /// @asyncio none
  public static Use use(Network network) {
    return NetworkInUse.set(Checks.notNull(network, "network"));
  }

  /* ---- connecting ---- */

  /// Connects to a host.
  ///
  /// @param host a name, or the text of an address
  /// @param port its port
  /// @return the connection
  /// @throws IOException if that fails; of several addresses the first failure, the others
  ///   suppressed
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @suspends always
  /// @cancel nothing is left open
  /// @asyncio `asyncio.open_connection`
  public static Connection connect(String host, int port) throws IOException {
    return connect(host, port, ConnectOptions.DEFAULT);
  }

  /// Connects to a host, with options.
  ///
  /// If the host has several addresses, they are tried one after the other, each for a while before
  /// the next one joins in; the first that answers wins.
  ///
  /// @param host a name, or the text of an address
  /// @param port its port
  /// @param options how to connect
  /// @return the connection
  /// @throws IOException if that fails; of several addresses the first failure, the others
  ///   suppressed
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @suspends always
  /// @cancel nothing is left open
  /// @asyncio `asyncio.open_connection`
  public static Connection connect(String host, int port, ConnectOptions options)
      throws IOException {
    Checks.notNull(options, "options");
    Addresses.port(port);
    Addresses.host(host);
    Async.currentTask();
    return connect(Addresses.resolve(options.resolver(), host, port), options, host);
  }

  /// Connects to a Unix socket.
  ///
  /// @param path its file
  /// @return the connection
  /// @throws IOException if that fails
  /// @suspends if the server is slow
  /// @cancel nothing is left open
  /// @asyncio `asyncio.open_unix_connection`
  public static Connection connect(Path path) throws IOException {
    return connect(unixAddress(path), ConnectOptions.DEFAULT);
  }

  /// Connects to an address, for example one of [Server#addresses()].
  ///
  /// @param address a TCP address or that of a Unix socket
  /// @param options how to connect
  /// @return the connection
  /// @throws IOException if that fails
  /// @throws IllegalArgumentException if it is an address of another kind
  /// @suspends always
  /// @cancel nothing is left open
  /// @asyncio `asyncio.open_connection`, `asyncio.open_unix_connection`
  public static Connection connect(SocketAddress address, ConnectOptions options)
      throws IOException {
    Checks.notNull(options, "options");
    return switch (Checks.notNull(address, "address")) {
      case InetSocketAddress unresolved when unresolved.isUnresolved() ->
          connect(unresolved.getHostString(), unresolved.getPort(), options);
      case InetSocketAddress tcp -> connect(List.of(tcp), options, tcp.getHostString());
      case UnixDomainSocketAddress unix -> connect(List.of(unix), options, null);
      default -> throw notStream(address);
    };
  }

  private static Connection connect(
      List<? extends SocketAddress> addresses, ConnectOptions options, @Nullable String host)
      throws IOException {
    Async.currentTask();
    var side = new TlsSide(false, host);
    if (options.tls().isPresent()) {
      TlsEngines.check(options.tls().get(), side);
    }
    var loop = Async.runningLoop();
    var network = NetworkInUse.get();
    var scratch = NetworkInUse.scratch(network, loop);
    var transport =
        HappyEyeballs.<SocketAddress, Transport>connect(
            List.copyOf(addresses),
            options.happyEyeballsDelay(),
            address -> network.connect(address, options),
            Net::discard);
    var connection = new Connection(loop, transport, scratch, options.readLimit(), side);
    if (options.tls().isPresent()) {
      connection.startTls(options.tls().get());
    }
    return connection;
  }

  private static void discard(Transport transport) {
    try {
      transport.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot close a connection that nobody gets", failure);
    }
  }

  private static IllegalArgumentException notStream(SocketAddress address) {
    return new IllegalArgumentException(
        "not the address of a TCP or Unix socket: " + address.getClass().getName());
  }

  private static UnixDomainSocketAddress unixAddress(Path path) {
    return UnixDomainSocketAddress.of(Checks.notNull(path, "path"));
  }

  /* ---- listening ---- */

  /// Listens at the addresses of a host.
  ///
  /// @param host a name, or the text of an address
  /// @param port the port; zero for any that is free
  /// @param handler is run for each connection
  /// @return the server, which accepts connections from now on
  /// @throws IOException if that fails, for example because the port is taken
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @suspends if the host is a name
  /// @cancel nothing is left open
  /// @asyncio `asyncio.start_server`
  public static Server listen(String host, int port, ConnectionHandler handler) throws IOException {
    return listen(host, port, ListenOptions.DEFAULT, handler);
  }

  /// Listens at the addresses of a host, with options.
  ///
  /// @param host a name, or the text of an address
  /// @param port the port; zero for any that is free
  /// @param options how to listen
  /// @param handler is run for each connection
  /// @return the server
  /// @throws IOException if that fails, for example because the port is taken
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @suspends if the host is a name
  /// @cancel nothing is left open
  /// @asyncio `asyncio.start_server`
  public static Server listen(
      String host, int port, ListenOptions options, ConnectionHandler handler) throws IOException {
    Checks.notNull(options, "options");
    Checks.notNull(handler, "handler");
    Addresses.port(port);
    Addresses.host(host);
    Async.currentTask();
    return listen(Addresses.resolve(options.resolver(), host, port), options, handler);
  }

  /// Listens at all addresses of this machine.
  ///
  /// @param port the port; zero for any that is free
  /// @param handler is run for each connection
  /// @return the server, which accepts connections from now on
  /// @throws IOException if that fails, for example because the port is taken
  /// @throws IllegalArgumentException if the port is no port
  /// @suspends never
  /// @asyncio `asyncio.start_server(host=None)`
  public static Server listen(int port, ConnectionHandler handler) throws IOException {
    Checks.notNull(handler, "handler");
    var address = new InetSocketAddress(Addresses.port(port));
    return listen(List.of(address), ListenOptions.DEFAULT, handler);
  }

  /// Listens at a Unix socket. A socket that is there already is replaced; another file is an
  /// error. The file is removed when the server is closed.
  ///
  /// @param path its file
  /// @param handler is run for each connection
  /// @return the server, which accepts connections from now on
  /// @throws IOException if that fails
  /// @suspends never
  /// @asyncio `asyncio.start_unix_server`
  public static Server listen(Path path, ConnectionHandler handler) throws IOException {
    return listen(List.of(unixAddress(path)), ListenOptions.DEFAULT, handler);
  }

  /// Listens at several addresses.
  ///
  /// @param addresses TCP addresses, or those of Unix sockets
  /// @param options how to listen
  /// @param handler is run for each connection
  /// @return the server
  /// @throws IOException if that fails at one of them; then at none
  /// @throws IllegalArgumentException if there is none, or one of another kind
  /// @throws java.nio.channels.UnresolvedAddressException if one has a name instead of an address
  /// @suspends never
  /// @asyncio `loop.create_server`, `loop.create_unix_server`
  public static Server listen(
      List<? extends SocketAddress> addresses, ListenOptions options, ConnectionHandler handler)
      throws IOException {
    Checks.notNull(options, "options");
    Checks.notNull(handler, "handler");
    options.tls().ifPresent(tls -> TlsEngines.check(tls, TlsSide.SERVER));
    if (Checks.notNull(addresses, "addresses").isEmpty()) {
      throw new IllegalArgumentException("there is no address to listen at");
    }
    for (var address : addresses) {
      if (!(Checks.notNull(address, "address") instanceof InetSocketAddress)
          && !(address instanceof UnixDomainSocketAddress)) {
        throw notStream(address);
      }
    }
    var loop = Async.runningLoop();
    var network = NetworkInUse.get();
    var scratch = NetworkInUse.scratch(network, loop);
    var server = new Server(loop, open(network, addresses, options), handler, options, scratch);
    if (options.startServing()) {
      server.startServing();
    }
    return server;
  }

  private static List<Listener> open(
      Network network, List<? extends SocketAddress> addresses, ListenOptions options)
      throws IOException {
    var listeners = new ArrayList<Listener>(addresses.size());
    try {
      for (var address : addresses) {
        listeners.add(network.listen(address, options));
      }
    } catch (Throwable failed) {
      for (var listener : listeners) {
        listener.close();
      }
      throw failed;
    }
    return List.copyOf(listeners);
  }

  /* ---- datagrams ---- */

  /// Opens an endpoint that exchanges datagrams with anybody.
  ///
  /// @param host a name of this machine, or the text of one of its addresses
  /// @param port the port; zero for any that is free
  /// @return the endpoint
  /// @throws IOException if that fails, for example because the port is taken
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @throws UnsupportedOperationException if the network in use is not that of this machine
  /// @suspends if the host is a name
  /// @cancel nothing is left open
  /// @asyncio `loop.create_datagram_endpoint(local_addr=...)`
  public static DatagramEndpoint bindDatagrams(String host, int port) throws IOException {
    return bindDatagrams(host, port, DatagramOptions.DEFAULT);
  }

  /// Opens an endpoint that exchanges datagrams with anybody, with options.
  ///
  /// @param host a name of this machine, or the text of one of its addresses
  /// @param port the port; zero for any that is free
  /// @param options how to open it
  /// @return the endpoint
  /// @throws IOException if that fails, for example because the port is taken
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @throws UnsupportedOperationException if the network in use is not that of this machine
  /// @suspends if the host is a name
  /// @cancel nothing is left open
  /// @asyncio `loop.create_datagram_endpoint(local_addr=...)`
  public static DatagramEndpoint bindDatagrams(String host, int port, DatagramOptions options)
      throws IOException {
    return DatagramEndpoint.open(first(host, port, options), null, options);
  }

  /// Opens an endpoint that exchanges datagrams with one peer.
  ///
  /// @param host the peer: a name, or the text of an address
  /// @param port its port
  /// @return the endpoint
  /// @throws IOException if that fails
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @throws UnsupportedOperationException if the network in use is not that of this machine
  /// @suspends if the host is a name
  /// @cancel nothing is left open
  /// @asyncio `loop.create_datagram_endpoint(remote_addr=...)`
  public static DatagramEndpoint connectDatagrams(String host, int port) throws IOException {
    return connectDatagrams(host, port, DatagramOptions.DEFAULT);
  }

  /// Opens an endpoint that exchanges datagrams with one peer, with options.
  ///
  /// @param host the peer: a name, or the text of an address
  /// @param port its port
  /// @param options how to open it
  /// @return the endpoint
  /// @throws IOException if that fails
  /// @throws IllegalArgumentException if the host is no name or the port no port
  /// @throws UnsupportedOperationException if the network in use is not that of this machine
  /// @suspends if the host is a name
  /// @cancel nothing is left open
  /// @asyncio `loop.create_datagram_endpoint(remote_addr=...)`
  public static DatagramEndpoint connectDatagrams(String host, int port, DatagramOptions options)
      throws IOException {
    var remote = first(host, port, options);
    return DatagramEndpoint.open(options.localAddress().orElse(null), remote, options);
  }

  private static InetSocketAddress first(String host, int port, DatagramOptions options)
      throws IOException {
    Checks.notNull(options, "options");
    Addresses.port(port);
    Addresses.host(host);
    Async.currentTask();
    NetworkInUse.checkHasDatagrams();
    return Addresses.resolve(options.resolver(), host, port).getFirst();
  }
}
