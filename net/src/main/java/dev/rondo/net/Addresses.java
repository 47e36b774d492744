package dev.rondo.net;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks and finds addresses.
final class Addresses {
  private static final int LARGEST_PORT = 65_535;
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private Addresses() {}

  static int port(int port) {
    if (port < 0 || port > LARGEST_PORT) {
      throw new IllegalArgumentException("port must be 0 to " + LARGEST_PORT + ", but is " + port);
    }
    return port;
  }

  /// A host as the domain name system has it.
  static String host(@Nullable String given) throws UnknownHostException {
    var host = Checks.notNull(given, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty; pass a name or an address");
    }
    if (host.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
      throw new IllegalArgumentException(
          "host has a space or a control character in it: " + host.replaceAll("\\p{Cntrl}", "?"));
    }
    if (host.indexOf(':') >= 0) {
      return checkedLiteral(host);
    }
    String ascii;
    try {
      ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException noName) {
      throw unknown(host, noName);
    }
    checkLengths(ascii);
    return ascii;
  }

  private static String checkedLiteral(String host) throws UnknownHostException {
    try {
      var _ = InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException noAddress) {
      throw unknown(host, noAddress);
    }
    return host;
  }

  private static void checkLengths(String host) throws UnknownHostException {
    if (host.length() > LONGEST_NAME) {
      throw new UnknownHostException(
          "a host name has at most " + LONGEST_NAME + " characters, this one " + host.length());
    }
    for (var label : host.split("\\.", -1)) {
      if (label.length() > LONGEST_LABEL) {
        throw new UnknownHostException(
            "a part of a host name has at most "
                + LONGEST_LABEL
                + " characters, this one "
                + label.length()
                + ": "
                + label);
      }
    }
  }

  private static UnknownHostException unknown(String host, Throwable cause) {
    var exception = new UnknownHostException(host + ": " + cause.getMessage());
    exception.initCause(cause);
    return exception;
  }

  /// The addresses of a host, in turn of both families, beginning with that of the best.
  static List<InetSocketAddress> resolve(Resolver resolver, String host, int port)
      throws UnknownHostException {
    var found = resolver.resolve(host(host));
    if (found.isEmpty()) {
      throw new UnknownHostException(host + ": the resolver found no address");
    }
    return interleave(found).stream().map(address -> new InetSocketAddress(address, port)).toList();
  }

  static List<InetAddress> interleave(List<InetAddress> addresses) {
    var first = new ArrayDeque<InetAddress>();
    var second = new ArrayDeque<InetAddress>();
    var bestIsSix = addresses.getFirst() instanceof Inet6Address;
    for (var address : addresses) {
      (address instanceof Inet6Address == bestIsSix ? first : second).add(address);
    }
    var all = new ArrayList<InetAddress>(addresses.size());
    while (!first.isEmpty() || !second.isEmpty()) {
      if (!first.isEmpty()) {
        all.add(first.remove());
      }
      if (!second.isEmpty()) {
        all.add(second.remove());
      }
    }
    return all;
  }
}
