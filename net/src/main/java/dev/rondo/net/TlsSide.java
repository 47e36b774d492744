package dev.rondo.net;

import org.jspecify.annotations.Nullable;

/// Which part a connection plays in a TLS handshake.
///
/// @param server whether it was accepted
/// @param host what the other side was called when it was connected to; null if it had no name
record TlsSide(boolean server, @Nullable String host) {
  static final TlsSide SERVER = new TlsSide(true, null);
  static final TlsSide NAMELESS = new TlsSide(false, null);
}
