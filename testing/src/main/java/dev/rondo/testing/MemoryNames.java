package dev.rondo.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The hosts of a [MemoryNetwork] by name. A name that was not there before is there from its first
/// use on.
final class MemoryNames {
  private static final int BYTE_VALUES = 256;

  private final Map<String, InetAddress> addresses = new HashMap<>();

  /// The address of a host.
  ///
  /// @param host its name, or the text of its address
  InetAddress find(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost")) {
      return InetAddress.getLoopbackAddress();
    }
    try {
      return InetAddress.ofLiteral(name);
    } catch (IllegalArgumentException noAddress) {
      return addresses.computeIfAbsent(name, this::newAddress);
    }
  }

  private InetAddress newAddress(String name) {
    var number = addresses.size() + 1;
    try {
      return InetAddress.getByAddress(
          name,
          new byte[] {
            10,
            (byte) (number / (BYTE_VALUES * BYTE_VALUES)),
            (byte) (number / BYTE_VALUES),
            (byte) number
          });
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// Where an address leads: it has an address instead of a name, and whoever asks for any address
  /// gets to the own host.
  SocketAddress resolved(SocketAddress address) {
    if (!(address instanceof InetSocketAddress tcp)) {
      return address;
    }
    if (tcp.isUnresolved()) {
      return new InetSocketAddress(find(tcp.getHostString()), tcp.getPort());
    }
    return tcp.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getPort())
        : tcp;
  }
}
