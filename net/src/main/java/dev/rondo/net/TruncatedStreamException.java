package dev.rondo.net;

import javax.net.ssl.SSLException;

/// The peer, or somebody on the way, ended a TLS connection without saying so in it. What was read
/// may not be all that the peer has written.
///
/// Some peers end their connections like that; ignore this only if the bytes themselves tell that
/// they are complete.
///
/// @asyncio none; the stream just ends
public final class TruncatedStreamException extends SSLException {
  private static final long serialVersionUID = 1L;

  TruncatedStreamException(String message) {
    super(message);
  }
}
