package dev.rondo.net;

import dev.rondo.Async;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// The resolver of the JDK.
final class SystemResolver {
  private SystemResolver() {}

  static List<InetAddress> resolve(String host) throws UnknownHostException {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return lookUp(host);
    }
  }

  private static List<InetAddress> lookUp(String host) throws UnknownHostException {
    try {
      return List.of(Async.toThread(() -> InetAddress.getAllByName(host)));
    } catch (UnknownHostException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
