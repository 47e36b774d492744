package dev.rondo.net;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import java.util.Optional;

/// How to open an endpoint for datagrams.
///
/// @param localAddress what to bind the socket of a connected endpoint to; empty for any
/// @param socketOptions options of the socket, for example `SO_BROADCAST`
/// @param resolver finds the addresses of a host
/// @asyncio the arguments of `loop.create_datagram_endpoint`
public record DatagramOptions(
    Optional<SocketAddress> localAddress,
    Map<SocketOption<?>, Object> socketOptions,
    Resolver resolver) {
  /// The options if none are given.
  public static final DatagramOptions DEFAULT =
      new DatagramOptions(Optional.empty(), Map.of(), Resolver.system());

  /// Checks for nulls.
  public DatagramOptions {
    Checks.notNull(localAddress, "localAddress");
    socketOptions = Map.copyOf(Checks.notNull(socketOptions, "socketOptions"));
    Checks.notNull(resolver, "resolver");
  }

  /// {@return these options with a local address}
  ///
  /// @param address what to bind the socket of a connected endpoint to
  public DatagramOptions withLocalAddress(SocketAddress address) {
    return new DatagramOptions(Optional.of(address), socketOptions, resolver);
  }

  /// {@return these options with an option of the socket}
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param value its value
  /// @param <T> the type of its value
  public <T> DatagramOptions withSocketOption(SocketOption<T> option, T value) {
    return new DatagramOptions(
        localAddress, SocketOptions.with(socketOptions, option, value), resolver);
  }

  /// {@return these options with a resolver}
  ///
  /// @param newResolver finds the addresses of a host
  public DatagramOptions withResolver(Resolver newResolver) {
    return new DatagramOptions(localAddress, socketOptions, newResolver);
  }
}
