package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Where connections come in: a listening socket, a layer above one, or what a [Network] has
/// instead.
///
/// This is for those who provide a network; who uses one has a [Server] above it, which is the only
/// caller.
///
/// @threads the loop on which it was made: coroutines and, but for [#awaitConnection()], callbacks
/// @asyncio none
public interface Listener {
  /// Suspends the caller until a connection may be there, or this is closed. May return early, for
  /// no reason. One caller at a time.
  ///
  /// @suspends unless a connection is there
  /// @cancel no connection was taken
  void awaitConnection();

  /// Takes a connection.
  ///
  /// @return the connection; null if there is none, or this is closed
  /// @throws IOException if that fails; the server reports it and tries again later
  /// @suspends never
  @Nullable Transport accept() throws IOException;

  /// {@return where this listens, with the port that it got; also after it is closed}
  SocketAddress address();

  /// Accepts nothing any more, refuses those who were not accepted yet, and resumes who waits.
  /// Closing twice has no effect.
  ///
  /// @throws IOException if that fails
  /// @suspends never
  void close() throws IOException;
}
