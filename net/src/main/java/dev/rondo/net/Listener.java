package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Where connections come in: a listening socket, or a layer above one.
interface Listener {
  /// Suspends the caller until a connection may be there, or this is closed. May return early.
  void awaitConnection();

  /// Takes a connection; null if there is none.
  @Nullable Transport accept() throws IOException;

  SocketAddress address();

  /// Accepts nothing any more, and resumes who waits. Closing twice has no effect.
  void close() throws IOException;
}
