package dev.rondo.net;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How to connect.
///
/// @param localAddress what to bind the socket to before; empty for any
/// @param socketOptions options of the socket, beside `TCP_NODELAY`, which is on unless this says
///   otherwise
/// @param resolver finds the addresses of a host
/// @param happyEyeballsDelay how long an address may take before the next one is tried as well; RFC
///   8305 recommends the default, 250 milliseconds
/// @param readLimit how many bytes there may be up to a separator
/// @param tls how to encrypt the connection; empty for a plain one
/// @asyncio the arguments of `loop.create_connection`
public record ConnectOptions(
    Optional<SocketAddress> localAddress,
    Map<SocketOption<?>, Object> socketOptions,
    Resolver resolver,
    Duration happyEyeballsDelay,
    int readLimit,
    Optional<TlsOptions> tls) {
  /// The options if none are given.
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(
          Optional.empty(),
          Map.of(),
          Resolver.system(),
          Duration.ofMillis(250),
          Connection.DEFAULT_READ_LIMIT,
          Optional.empty());

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if the limit is not positive, or the delay is negative
  public ConnectOptions {
    Checks.notNull(localAddress, "localAddress");
    socketOptions = Map.copyOf(Checks.notNull(socketOptions, "socketOptions"));
    Checks.notNull(resolver, "resolver");
    if (Checks.notNull(happyEyeballsDelay, "happyEyeballsDelay").isNegative()) {
      throw new IllegalArgumentException(
          "happyEyeballsDelay must be zero or more, but is " + happyEyeballsDelay);
    }
    Checks.positive(readLimit, "readLimit");
    Checks.notNull(tls, "tls");
  }

  /// {@return these options with a local address}
  ///
  /// @param address what to bind the socket to
  public ConnectOptions withLocalAddress(SocketAddress address) {
    return new ConnectOptions(
        Optional.of(address), socketOptions, resolver, happyEyeballsDelay, readLimit, tls);
  }

  /// {@return these options with an option of the socket}
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param value its value
  /// @param <T> the type of its value
  public <T> ConnectOptions withSocketOption(SocketOption<T> option, T value) {
    return new ConnectOptions(
        localAddress,
        SocketOptions.with(socketOptions, option, value),
        resolver,
        happyEyeballsDelay,
        readLimit,
        tls);
  }

  /// {@return these options with a resolver}
  ///
  /// @param newResolver finds the addresses of a host
  public ConnectOptions withResolver(Resolver newResolver) {
    return new ConnectOptions(
        localAddress, socketOptions, newResolver, happyEyeballsDelay, readLimit, tls);
  }

  /// {@return these options with another delay}
  ///
  /// @param delay how long an address may take before the next one is tried as well
  public ConnectOptions withHappyEyeballsDelay(Duration delay) {
    return new ConnectOptions(localAddress, socketOptions, resolver, delay, readLimit, tls);
  }

  /// {@return these options with another read limit}
  ///
  /// @param limit how many bytes there may be up to a separator
  public ConnectOptions withReadLimit(int limit) {
    return new ConnectOptions(
        localAddress, socketOptions, resolver, happyEyeballsDelay, limit, tls);
  }

  /// {@return these options for an encrypted connection}
  ///
  /// The handshake is done before the connection is there; see [Connection#startTls(TlsOptions)].
  ///
  /// @param options how to encrypt it
  public ConnectOptions withTls(TlsOptions options) {
    return new ConnectOptions(
        localAddress,
        socketOptions,
        resolver,
        happyEyeballsDelay,
        readLimit,
        Optional.of(Checks.notNull(options, "options")));
  }
}
