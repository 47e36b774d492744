package dev.rondo.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/// What [Net] connects and listens over: the sockets of this machine, or what stands in for them,
/// for example a network in memory for tests.
///
/// This is for those who provide a network. Who wants to be in one says so with [Net#use(Network)]
/// and goes on with [Net]. Above a network, and the same for all, are [Connection] and [Server],
/// the race between the addresses of a host, limits and time limits.
///
/// @threads coroutines of any loop; what it returns belongs to the loop of the caller
/// @asyncio none
public interface Network {
  /// Connects to one address.
  ///
  /// @param address where to; resolved, if it is an [java.net.InetSocketAddress]
  /// @param options how to connect; local address and socket options are for the network, the rest
  ///   is done above it
  /// @return the connection
  /// @throws IOException if that fails, for example a [java.net.ConnectException] because nobody
  ///   listens there; the message names the address
  /// @throws IllegalArgumentException if it is an address of a kind that the network does not have
  /// @suspends until there is a connection
  /// @cancel nothing is left open
  Transport connect(SocketAddress address, ConnectOptions options) throws IOException;

  /// Listens at one address.
  ///
  /// @param address where; if it has port 0, the network chooses a port that is free
  /// @param options how to listen; backlog, socket options and connection options are for the
  ///   network, the rest is done above it
  /// @return where connections come in
  /// @throws IOException if that fails, for example a [java.net.BindException] because the port is
  ///   taken; the message names the address
  /// @throws IllegalArgumentException if it is an address of a kind that the network does not have
  /// @suspends never
  Listener listen(SocketAddress address, ListenOptions options) throws IOException;

  /// Finds the addresses of a host, for those who did not bring a [Resolver] of their own.
  ///
  /// @param host a name or the text of an address; neither empty nor with control characters, and
  ///   in ASCII
  /// @return its addresses, the best first; at least one
  /// @throws UnknownHostException if there are none
  /// @suspends as the network likes
  /// @cancel is up to the network
  List<InetAddress> resolve(String host) throws UnknownHostException;
}
