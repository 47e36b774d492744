package dev.rondo.net;

import java.net.SocketOption;
import java.util.Map;
import java.util.Optional;

/// How to listen.
///
/// @param backlog how many connections may wait to be accepted
/// @param connectionLimit how many connections are served at a time, the others wait; zero means no
///   limit
/// @param readLimit how many bytes there may be up to a separator
/// @param startServing whether the server accepts connections from the start
/// @param socketOptions options of the listening sockets
/// @param connectionOptions options of the connections, beside `TCP_NODELAY`, which is on unless
///   this says otherwise
/// @param resolver finds the addresses of a host
/// @param tls how to encrypt the connections; empty for plain ones
/// @asyncio the arguments of `loop.create_server`
public record ListenOptions(
    int backlog,
    int connectionLimit,
    int readLimit,
    boolean startServing,
    Map<SocketOption<?>, Object> socketOptions,
    Map<SocketOption<?>, Object> connectionOptions,
    Resolver resolver,
    Optional<TlsOptions> tls) {
  private static final int DEFAULT_BACKLOG = 100;

  /// The options if none are given.
  public static final ListenOptions DEFAULT =
      new ListenOptions(
          DEFAULT_BACKLOG,
          0,
          Connection.DEFAULT_READ_LIMIT,
          true,
          Map.of(),
          Map.of(),
          Resolver.system(),
          Optional.empty());

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if backlog or read limit are not positive, or the connection
  ///   limit is negative
  public ListenOptions {
    Checks.positive(backlog, "backlog");
    Checks.notNegative(connectionLimit, "connectionLimit");
    Checks.positive(readLimit, "readLimit");
    socketOptions = Map.copyOf(Checks.notNull(socketOptions, "socketOptions"));
    connectionOptions = Map.copyOf(Checks.notNull(connectionOptions, "connectionOptions"));
    Checks.notNull(resolver, "resolver");
    Checks.notNull(tls, "tls");
  }

  /// {@return these options with another backlog}
  ///
  /// @param connections how many may wait to be accepted
  public ListenOptions withBacklog(int connections) {
    return new ListenOptions(
        connections,
        connectionLimit,
        readLimit,
        startServing,
        socketOptions,
        connectionOptions,
        resolver,
        tls);
  }

  /// {@return these options with a limit of connections}
  ///
  /// @param connections how many are served at a time; zero means no limit
  public ListenOptions withConnectionLimit(int connections) {
    return new ListenOptions(
        backlog,
        connections,
        readLimit,
        startServing,
        socketOptions,
        connectionOptions,
        resolver,
        tls);
  }

  /// {@return these options with another read limit}
  ///
  /// @param bytes how many bytes there may be up to a separator
  public ListenOptions withReadLimit(int bytes) {
    return new ListenOptions(
        backlog,
        connectionLimit,
        bytes,
        startServing,
        socketOptions,
        connectionOptions,
        resolver,
        tls);
  }

  /// {@return these options for a server that accepts nothing before [Server#startServing()]}
  public ListenOptions withoutStartServing() {
    return new ListenOptions(
        backlog,
        connectionLimit,
        readLimit,
        false,
        socketOptions,
        connectionOptions,
        resolver,
        tls);
  }

  /// {@return these options with an option of the listening sockets}
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param value its value
  /// @param <T> the type of its value
  public <T> ListenOptions withSocketOption(SocketOption<T> option, T value) {
    return new ListenOptions(
        backlog,
        connectionLimit,
        readLimit,
        startServing,
        SocketOptions.with(socketOptions, option, value),
        connectionOptions,
        resolver,
        tls);
  }

  /// {@return these options with an option of the connections}
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param value its value
  /// @param <T> the type of its value
  public <T> ListenOptions withConnectionOption(SocketOption<T> option, T value) {
    return new ListenOptions(
        backlog,
        connectionLimit,
        readLimit,
        startServing,
        socketOptions,
        SocketOptions.with(connectionOptions, option, value),
        resolver,
        tls);
  }

  /// {@return these options with a resolver}
  ///
  /// @param newResolver finds the addresses of a host
  public ListenOptions withResolver(Resolver newResolver) {
    return new ListenOptions(
        backlog,
        connectionLimit,
        readLimit,
        startServing,
        socketOptions,
        connectionOptions,
        newResolver,
        tls);
  }

  /// {@return these options for encrypted connections}
  ///
  /// The handshake is done before the handler is run. If it fails, the failure is reported to the
  /// loop's exception handler, and the connection is closed.
  ///
  /// @param options how to encrypt them; they must have a context
  public ListenOptions withTls(TlsOptions options) {
    return new ListenOptions(
        backlog,
        connectionLimit,
        readLimit,
        startServing,
        socketOptions,
        connectionOptions,
        resolver,
        Optional.of(Checks.notNull(options, "options")));
  }
}
