package dev.rondo.testing;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.HashMap;
import java.util.Map;

/// The socket options of a connection in memory: they are remembered, and only `SO_LINGER` with 0
/// has an effect.
final class MemorySocketOptions {
  private static final Map<SocketOption<?>, Object> UNIX =
      Map.of(
          StandardSocketOptions.SO_LINGER,
          -1,
          StandardSocketOptions.SO_SNDBUF,
          65_536,
          StandardSocketOptions.SO_RCVBUF,
          65_536);

  private static final Map<SocketOption<?>, Object> TCP_ONLY =
      Map.of(
          StandardSocketOptions.TCP_NODELAY,
          true,
          StandardSocketOptions.SO_KEEPALIVE,
          false,
          StandardSocketOptions.SO_REUSEADDR,
          false,
          StandardSocketOptions.SO_REUSEPORT,
          false,
          StandardSocketOptions.IP_TOS,
          0);

  private final Map<SocketOption<?>, Object> values = new HashMap<>(UNIX);

  MemorySocketOptions(SocketAddress address, Map<SocketOption<?>, Object> given) {
    if (!(address instanceof UnixDomainSocketAddress)) {
      values.putAll(TCP_ONLY);
    }
    given.forEach(this::put);
  }

  private void put(SocketOption<?> option, Object value) {
    find(option);
    values.put(option, option.type().cast(value));
  }

  <T> void set(SocketOption<T> option, T value) {
    put(option, value);
  }

  <T> T get(SocketOption<T> option) {
    return option.type().cast(find(option));
  }

  private Object find(SocketOption<?> option) {
    var value = values.get(option);
    if (value == null) {
      throw new UnsupportedOperationException("'" + option.name() + "' not supported");
    }
    return value;
  }

  /// Whether what is not sent is dropped on close, and the peer told so.
  boolean dropsOnClose() {
    return get(StandardSocketOptions.SO_LINGER).equals(0);
  }
}
