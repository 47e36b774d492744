package dev.rondo.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.HashMap;
import java.util.Map;

/// Options of sockets, kept until there is a socket.
final class SocketOptions {
  private SocketOptions() {}

  static <T> Map<SocketOption<?>, Object> with(
      Map<SocketOption<?>, Object> options, SocketOption<T> option, T value) {
    var more = new HashMap<SocketOption<?>, Object>(options);
    more.put(Checks.notNull(option, "option"), Checks.notNull(value, "value"));
    return more;
  }

  static void apply(Map<SocketOption<?>, Object> options, NetworkChannel channel)
      throws IOException {
    for (var entry : options.entrySet()) {
      set(channel, entry.getKey(), entry.getValue());
    }
  }

  /// Those of a stream: small messages are not held back, unless the options say so.
  static void applyToStream(Map<SocketOption<?>, Object> options, NetworkChannel channel)
      throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    apply(options, channel);
  }

  @SuppressWarnings("unchecked") // the value was given together with the option
  private static <T> void set(NetworkChannel channel, SocketOption<T> option, Object value)
      throws IOException {
    channel.setOption(option, (T) value);
  }
}
