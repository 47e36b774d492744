package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.Promise;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which hosts of a [MemoryNetwork] do not reach each other.
final class MemoryPartitions {
  private final Set<Set<InetAddress>> apart = new HashSet<>();
  private final List<Promise<Boolean>> waiting = new ArrayList<>();

  static Set<InetAddress> pair(InetAddress one, InetAddress other) {
    return Set.copyOf(List.of(one, other));
  }

  boolean contains(Set<InetAddress> pair) {
    return apart.contains(pair);
  }

  /// Separates two hosts.
  ///
  /// @return whether they were not separated before
  boolean add(Set<InetAddress> pair) {
    return apart.add(pair);
  }

  /// Joins two hosts.
  ///
  /// @return whether they were separated before
  boolean remove(Set<InetAddress> pair) {
    var healed = apart.remove(pair);
    if (healed) {
      waiting.forEach(Signals::send);
      waiting.clear();
    }
    return healed;
  }

  /// Waits until two hosts reach each other.
  void awaitHealed(Set<InetAddress> pair) {
    while (apart.contains(pair)) {
      Promise<Boolean> healed = Async.runningLoop().createPromise();
      waiting.add(healed);
      try {
        Signals.await(healed);
      } finally {
        waiting.remove(healed);
      }
    }
  }
}
