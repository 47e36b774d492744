package dev.rondo.net;

import dev.rondo.Async;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Makes the JDK's engines as options say.
final class TlsEngines {
  private TlsEngines() {}

  static void check(TlsOptions options, TlsSide side) {
    if (side.server() && options.context().isEmpty()) {
      throw new IllegalArgumentException(
          "a server needs a context that has its key and certificate: TlsOptions.of(context)");
    }
    if (!side.server() && options.hostCheck() && serverName(options, side) == null) {
      throw new IllegalArgumentException(
          "the name that the server's certificate must have is not known: add"
              + " withServerName(name), or withoutHostCheck() if any will do");
    }
  }

  static @Nullable String serverName(TlsOptions options, TlsSide side) {
    return side.server() ? null : options.serverName().orElse(side.host());
  }

  /// Suspends the caller while the JDK reads its default certificates.
  static SSLEngine create(TlsOptions options, TlsSide side, SocketAddress remote)
      throws IOException {
    var context = options.context().isPresent() ? options.context().get() : defaultContext();
    var name = serverName(options, side);
    var engine =
        name == null
            ? context.createSSLEngine()
            : context.createSSLEngine(
                name, remote instanceof InetSocketAddress internet ? internet.getPort() : -1);
    engine.setUseClientMode(!side.server());
    var parameters = engine.getSSLParameters();
    if (!options.applicationProtocols().isEmpty()) {
      parameters.setApplicationProtocols(options.applicationProtocols().toArray(String[]::new));
    }
    if (side.server()) {
      authenticateClients(parameters, options.clientAuthentication());
    } else {
      checkServer(parameters, options, name);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static void authenticateClients(
      SSLParameters parameters, TlsOptions.ClientAuthentication authentication) {
    switch (authentication) {
      case NONE -> parameters.setNeedClientAuth(false);
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
  }

  private static void checkServer(
      SSLParameters parameters, TlsOptions options, @Nullable String name) {
    if (name != null) {
      nameToSend(name).ifPresent(known -> parameters.setServerNames(List.of(known)));
    }
    if (options.hostCheck()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
  }

  /// Addresses are not sent, nor names that are not allowed to be.
  private static Optional<SNIServerName> nameToSend(String name) {
    if (name.indexOf(':') >= 0 || Character.isDigit(name.charAt(name.length() - 1))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SNIHostName(name));
    } catch (IllegalArgumentException notAllowed) {
      return Optional.empty();
    }
  }

  private static SSLContext defaultContext() throws IOException {
    try {
      return Async.toThread(SSLContext::getDefault);
    } catch (NoSuchAlgorithmException failure) {
      throw new SSLException("the JDK has no default context for TLS", failure);
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
