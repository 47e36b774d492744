package dev.rondo.net;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How to encrypt a connection with TLS.
///
/// {@snippet class=dev.rondo.net.TlsSnippetsTest region=options}
///
/// @param context keys, and whom to trust; empty for the JDK's [SSLContext#getDefault()], which
///   trusts the usual authorities and has no keys, so that only clients can use it
/// @param serverName the name of the server, which its certificate must have; empty for the host
///   that was connected to. Servers ignore it
/// @param applicationProtocols what to speak inside, the preferred one first; none for no
///   negotiation (ALPN)
/// @param clientAuthentication whether a server asks for the client's certificate
/// @param handshakeTimeout how long the handshake may take
/// @param shutdownTimeout how long to wait, in [Connection#close()], for the peer to end the
///   connection too
/// @param hostCheck whether a client checks that the certificate is that of the server's name
/// @asyncio `ssl.SSLContext`, and the arguments `ssl`, `server_hostname`, `ssl_handshake_timeout`
///   and `ssl_shutdown_timeout`
public record TlsOptions(
    Optional<SSLContext> context,
    Optional<String> serverName,
    List<String> applicationProtocols,
    ClientAuthentication clientAuthentication,
    Duration handshakeTimeout,
    Duration shutdownTimeout,
    boolean hostCheck) {
  /// Whether a server asks for the client's certificate.
  ///
  /// @asyncio `ssl.VerifyMode`
  public enum ClientAuthentication {
    /// It does not.
    NONE,
    /// It does, and goes on without. A certificate that it does not trust is refused.
    WANT,
    /// It does, and refuses clients without.
    NEED
  }

  private static final TlsOptions CLIENT =
      new TlsOptions(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          ClientAuthentication.NONE,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          true);

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if a limit of time is not positive, or a name is none
  public TlsOptions {
    Checks.notNull(context, "context");
    Checks.notNull(serverName, "serverName");
    serverName = serverName.map(TlsOptions::name);
    applicationProtocols = List.copyOf(Checks.notNull(applicationProtocols, "protocols"));
    for (var protocol : applicationProtocols) {
      if (protocol.isEmpty() || protocol.length() > 255) {
        throw new IllegalArgumentException(
            "the name of an application protocol has 1 to 255 bytes, but is '" + protocol + "'");
      }
    }
    Checks.notNull(clientAuthentication, "clientAuthentication");
    positive(handshakeTimeout, "handshakeTimeout");
    positive(shutdownTimeout, "shutdownTimeout");
  }

  private static String name(String given) {
    try {
      return Addresses.host(given);
    } catch (UnknownHostException noName) {
      throw new IllegalArgumentException("serverName is no name of a host: " + given, noName);
    }
  }

  private static void positive(Duration value, String name) {
    if (!Checks.notNull(value, name).isPositive()) {
      throw new IllegalArgumentException(name + " must be more than zero, but is " + value);
    }
  }

  /// {@return the options of a client that trusts the usual authorities and checks the host}
  public static TlsOptions client() {
    return CLIENT;
  }

  /// {@return options with a context, for clients and servers}
  ///
  /// @param context keys, and whom to trust
  public static TlsOptions of(SSLContext context) {
    return CLIENT.withContext(context);
  }

  /// {@return these options with a context}
  ///
  /// @param newContext keys, and whom to trust
  public TlsOptions withContext(SSLContext newContext) {
    return new TlsOptions(
        Optional.of(Checks.notNull(newContext, "context")),
        serverName,
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout,
        shutdownTimeout,
        hostCheck);
  }

  /// {@return these options with a name of the server}
  ///
  /// @param name what its certificate must have; it is also sent to the server, which may have
  ///   several
  public TlsOptions withServerName(String name) {
    return new TlsOptions(
        context,
        Optional.of(Checks.notNull(name, "name")),
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout,
        shutdownTimeout,
        hostCheck);
  }

  /// {@return these options with application protocols (ALPN)}
  ///
  /// If both sides name some and have none in common, the handshake fails; of those in common the
  /// server's first is taken.
  ///
  /// @param protocols for example `h2` and `http/1.1`, the preferred one first
  public TlsOptions withApplicationProtocols(List<String> protocols) {
    return new TlsOptions(
        context,
        serverName,
        protocols,
        clientAuthentication,
        handshakeTimeout,
        shutdownTimeout,
        hostCheck);
  }

  /// {@return these options with another authentication of clients}
  ///
  /// @param authentication whether a server asks for the client's certificate
  public TlsOptions withClientAuthentication(ClientAuthentication authentication) {
    return new TlsOptions(
        context,
        serverName,
        applicationProtocols,
        authentication,
        handshakeTimeout,
        shutdownTimeout,
        hostCheck);
  }

  /// {@return these options with another limit of the handshake}
  ///
  /// @param limit how long it may take; at first 60 seconds
  public TlsOptions withHandshakeTimeout(Duration limit) {
    return new TlsOptions(
        context,
        serverName,
        applicationProtocols,
        clientAuthentication,
        limit,
        shutdownTimeout,
        hostCheck);
  }

  /// {@return these options with another limit of the end}
  ///
  /// @param limit how long to wait for the peer to end the connection too; at first 30 seconds
  public TlsOptions withShutdownTimeout(Duration limit) {
    return new TlsOptions(
        context,
        serverName,
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout,
        limit,
        hostCheck);
  }

  /// {@return these options for a client that takes a trusted certificate of any name} Whoever has
  /// one can then pretend to be the server.
  public TlsOptions withoutHostCheck() {
    return new TlsOptions(
        context,
        serverName,
        applicationProtocols,
        clientAuthentication,
        handshakeTimeout,
        shutdownTimeout,
        false);
  }
}
