package dev.rondo.net;

import java.net.SocketAddress;

/// A datagram that was received.
///
/// @asyncio the arguments of `DatagramProtocol.datagram_received`
public final class Datagram {
  private final byte[] data;
  private final SocketAddress sender;

  Datagram(byte[] data, SocketAddress sender) {
    this.data = data;
    this.sender = sender;
  }

  /// {@return its bytes, of which there may be none; not a copy}
  ///
  /// @threads any
  public byte[] data() {
    return data;
  }

  /// {@return where it came from}
  ///
  /// @threads any
  public SocketAddress sender() {
    return sender;
  }

  /// {@return size and sender, for people}
  @Override
  public String toString() {
    return "Datagram[" + data.length + " bytes from " + sender + "]";
  }
}
