package dev.rondo.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host.
///
/// @asyncio `loop.getaddrinfo`, which tests and programs replace
@FunctionalInterface
public interface Resolver {
  /// Finds the addresses of a host.
  ///
  /// @param host a name or the text of an address; neither empty nor with control characters, and
  ///   in ASCII
  /// @return its addresses, the best first; at least one
  /// @throws UnknownHostException if there are none
  /// @suspends as it likes
  /// @cancel is up to the resolver
  List<InetAddress> resolve(String host) throws UnknownHostException;

  /// {@return the resolver of the network in use} That of this machine asks the JDK in a worker
  /// thread; the text of an address needs neither.
  static Resolver system() {
    return host -> NetworkInUse.get().resolve(host);
  }
}
