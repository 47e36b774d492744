package dev.rondo.net;

import dev.rondo.ContextVariable;
import dev.rondo.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The network of a task and of those that it creates.
final class NetworkInUse {
  private static final int SCRATCH_BYTES = 8 * 1024;

  private static final ContextVariable<Network> NETWORK =
      ContextVariable.create("network", SocketNetwork.INSTANCE);

  private NetworkInUse() {}

  static Network get() {
    return NETWORK.get();
  }

  static Net.Use set(Network network) {
    var token = NETWORK.set(network);
    return new Net.Use() {
      private boolean closed;

      @Override
      public void close() {
        if (!closed) {
          NETWORK.reset(token);
          closed = true;
        }
      }
    };
  }

  /// Where connections put bytes between two waits. Sockets share that of the loop's poller, which
  /// no other network has a use for.
  static ByteBuffer scratch(Network network, Loop loop) throws IOException {
    return network == SocketNetwork.INSTANCE
        ? SelectorPoller.of(loop).scratch()
        : ByteBuffer.allocate(SCRATCH_BYTES);
  }

  /// Refuses what only sockets do, rather than to leave another network by the back door.
  static void checkHasDatagrams() {
    var network = get();
    if (network != SocketNetwork.INSTANCE) {
      throw new UnsupportedOperationException("there are no datagrams in " + network);
    }
  }
}
