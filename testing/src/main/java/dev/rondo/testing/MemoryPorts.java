package dev.rondo.testing;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who has which address of a [MemoryNetwork].
final class MemoryPorts {
  private static final int FIRST = 49_152;
  private static final int LAST = 65_535;

  private final List<MemoryListener> listeners = new ArrayList<>();

  /// The addresses of those who connect.
  private final Set<SocketAddress> claimed = new HashSet<>();

  private int last = FIRST - 1;

  /// Who listens at an address of a host.
  Optional<MemoryListener> find(InetAddress host, SocketAddress address) {
    return listeners.stream().filter(listener -> listener.serves(host, address)).findFirst();
  }

  void add(MemoryListener listener) {
    listeners.add(listener);
  }

  void remove(MemoryListener listener) {
    listeners.remove(listener);
  }

  /// Takes an address for a connection.
  InetSocketAddress claim(InetAddress host, InetSocketAddress wanted) throws BindException {
    var address = choose(host, wanted);
    claimed.add(address);
    return address;
  }

  void release(SocketAddress address) {
    claimed.remove(address);
  }

  /// An address that nobody has: that which is wanted, with a port if it has none.
  ///
  /// @param host whose address it is; null for that of all hosts
  InetSocketAddress choose(@Nullable InetAddress host, InetSocketAddress wanted)
      throws BindException {
    if (wanted.getPort() == 0) {
      return chooseAny(host, wanted);
    }
    if (isTaken(host, wanted)) {
      throw new BindException("Address already in use: " + wanted);
    }
    return wanted;
  }

  private InetSocketAddress chooseAny(@Nullable InetAddress host, InetSocketAddress wanted)
      throws BindException {
    for (var count = FIRST; count <= LAST; count++) {
      last = last == LAST ? FIRST : last + 1;
      var free = new InetSocketAddress(wanted.getAddress(), last);
      if (!isTaken(host, free)) {
        return free;
      }
    }
    throw new BindException("Address already in use: " + wanted);
  }

  private boolean isTaken(@Nullable InetAddress host, InetSocketAddress address) {
    return claimed.contains(address)
        || listeners.stream().anyMatch(listener -> listener.isInTheWayOf(host, address));
  }
}
