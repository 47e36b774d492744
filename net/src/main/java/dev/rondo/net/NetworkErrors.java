package dev.rondo.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/// Failures of the JDK that do not say where.
final class NetworkErrors {
  private NetworkErrors() {}

  /// A failure of the same type that names the address.
  static IOException at(SocketAddress address, IOException failure) {
    var text = failure.getMessage() + ": " + address;
    var named =
        switch (failure) {
          case ConnectException _ -> new ConnectException(text);
          case NoRouteToHostException _ -> new NoRouteToHostException(text);
          case BindException _ -> new BindException(text);
          case SocketException plain when plain.getClass() == SocketException.class ->
              new SocketException(text);
          default -> null;
        };
    if (named == null) {
      return failure;
    }
    named.initCause(failure);
    return named;
  }

  /// A failure to connect; if the file of a Unix socket is missing, it says so.
  static IOException connecting(SocketAddress address, IOException failure) {
    var reason = String.valueOf(failure.getMessage());
    if (address instanceof UnixDomainSocketAddress unix
        && Files.notExists(unix.getPath())
        && !reason.contains("too long")) {
      var missing = new NoSuchFileException(unix.getPath().toString(), null, reason);
      missing.initCause(failure);
      return missing;
    }
    return at(address, failure);
  }
}
