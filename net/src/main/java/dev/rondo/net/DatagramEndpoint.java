package dev.rondo.net;

import dev.rondo.Async;
import dev.rondo.Lock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends and receives datagrams.
///
/// {@snippet class=dev.rondo.net.NetSnippetsTest region=datagrams}
///
/// A connected endpoint exchanges datagrams with one peer only, and is told if nobody is there. Any
/// number of coroutines may send; one may receive.
///
/// @threads coroutines of its loop; what does not wait may be called by callbacks too
/// @asyncio `asyncio.DatagramTransport` and `asyncio.DatagramProtocol` in one
public final class DatagramEndpoint implements AutoCloseable {
  private final SelectorPoller poller;
  private final DatagramChannel channel;
  private final Readiness readiness;
  private final SocketAddress localAddress;
  private final @Nullable SocketAddress remoteAddress;
  private final Lock sending = new Lock();
  private boolean receiving;

  private DatagramEndpoint(
      SelectorPoller poller,
      DatagramChannel channel,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      DatagramOptions options)
      throws IOException {
    this.poller = poller;
    this.channel = channel;
    SocketOptions.apply(options.socketOptions(), channel);
    try {
      channel.bind(local);
    } catch (IOException failure) {
      throw local == null ? failure : NetworkErrors.at(local, failure);
    }
    if (remote != null) {
      channel.connect(remote);
    }
    this.localAddress = channel.getLocalAddress();
    this.remoteAddress = remote;
    this.readiness = new Readiness(poller, channel);
  }

  static DatagramEndpoint open(
      @Nullable SocketAddress local, @Nullable SocketAddress remote, DatagramOptions options)
      throws IOException {
    var poller = SelectorPoller.of(Async.runningLoop());
    var channel = DatagramChannel.open();
    try {
      return new DatagramEndpoint(poller, channel, local, remote, options);
    } catch (Throwable failed) {
      channel.close();
      throw failed;
    }
  }

  /* ---- receiving ---- */

  /// Receives a datagram.
  ///
  /// @return the datagram
  /// @throws java.net.PortUnreachableException if this is connected, and nobody received what was
  ///   sent; this can be used nevertheless
  /// @throws IOException if this is closed, also meanwhile
  /// @throws IllegalStateException if another coroutine is waiting to receive
  /// @suspends always
  /// @cancel nothing was received
  /// @asyncio `DatagramProtocol.datagram_received`
  public Datagram receive() throws IOException {
    var buffer = poller.scratch();
    var sender = receive(buffer, true);
    var data = new byte[buffer.flip().remaining()];
    buffer.get(data);
    return new Datagram(data, sender);
  }

  /// Receives a datagram into a buffer. What there is no room for is lost.
  ///
  /// @param target where to put its bytes
  /// @return where it came from
  /// @throws java.net.PortUnreachableException if this is connected, and nobody received what was
  ///   sent; this can be used nevertheless
  /// @throws IOException if this is closed, also meanwhile
  /// @throws IllegalStateException if another coroutine is waiting to receive
  /// @suspends always
  /// @cancel nothing was received
  /// @asyncio `loop.sock_recvfrom_into`
  public SocketAddress receiveInto(ByteBuffer target) throws IOException {
    return receive(Checks.notNull(target, "target"), false);
  }

  private SocketAddress receive(ByteBuffer target, boolean clear) throws IOException {
    checkOpen("receive");
    if (receiving) {
      throw new IllegalStateException(
          "receive() called while another coroutine is already waiting for datagrams; let one"
              + " coroutine receive");
    }
    while (true) {
      receiving = true;
      try {
        readiness.awaitInput();
      } finally {
        receiving = false;
      }
      checkOpen("receive");
      if (clear) {
        target.clear(); // others use it while this waits
      }
      var sender = channel.receive(target);
      if (sender != null) {
        return sender;
      }
    }
  }

  /* ---- sending ---- */

  /// Sends a datagram to the peer to which this is connected.
  ///
  /// @param data its bytes; at least one: the JDK does not send empty ones from a connected socket
  /// @throws java.net.PortUnreachableException if nobody received an earlier one; then this one was
  ///   not sent
  /// @throws IOException if it is too long, or this is closed
  /// @throws UnsupportedOperationException if it is empty
  /// @throws IllegalStateException if this is not connected
  /// @suspends while there is no room for it
  /// @cancel it was not sent
  /// @asyncio `DatagramTransport.sendto`
  public void send(byte[] data) throws IOException {
    send(ByteBuffer.wrap(Checks.notNull(data, "data")));
  }

  /// Sends a datagram to the peer to which this is connected, see [#send(byte\[\])].
  ///
  /// @param data its bytes; none are left in it afterwards
  /// @throws IOException if it is too long, or this is closed
  /// @throws UnsupportedOperationException if it is empty
  /// @throws IllegalStateException if this is not connected
  /// @suspends while there is no room for it
  /// @cancel it was not sent
  /// @asyncio `DatagramTransport.sendto`
  public void send(ByteBuffer data) throws IOException {
    Checks.notNull(data, "data");
    checkOpen("send");
    if (remoteAddress == null) {
      throw new IllegalStateException("send() without an address on " + this + ", which needs one");
    }
    sendTo(data, remoteAddress);
  }

  /// Sends a datagram.
  ///
  /// @param data its bytes; there may be none
  /// @param receiver where to
  /// @throws IOException if it is too long, or this is closed
  /// @throws IllegalArgumentException if this is connected to another address, or the address has a
  ///   name that was not looked up
  /// @throws UnsupportedOperationException if it is empty and this is connected
  /// @suspends while there is no room for it
  /// @cancel it was not sent
  /// @asyncio `DatagramTransport.sendto`
  public void send(byte[] data, SocketAddress receiver) throws IOException {
    send(ByteBuffer.wrap(Checks.notNull(data, "data")), receiver);
  }

  /// Sends a datagram, see [#send(byte\[\], SocketAddress)].
  ///
  /// @param data its bytes; none are left in it afterwards
  /// @param receiver where to
  /// @throws IOException if it is too long, or this is closed
  /// @throws IllegalArgumentException if this is connected to another address, or the address has a
  ///   name that was not looked up
  /// @throws UnsupportedOperationException if it is empty and this is connected
  /// @suspends while there is no room for it
  /// @cancel it was not sent
  /// @asyncio `DatagramTransport.sendto`
  public void send(ByteBuffer data, SocketAddress receiver) throws IOException {
    Checks.notNull(data, "data");
    Checks.notNull(receiver, "receiver");
    checkOpen("send");
    if (remoteAddress != null && !remoteAddress.equals(receiver)) {
      throw new IllegalArgumentException(
          "Invalid address: must be " + remoteAddress + ", but is " + receiver);
    }
    if (!(receiver instanceof InetSocketAddress address) || address.isUnresolved()) {
      throw new IllegalArgumentException("not an address to send to: " + receiver);
    }
    sendTo(data, receiver);
  }

  /// An empty datagram looks the same whether it was sent or not; it counts as sent.
  private void sendTo(ByteBuffer data, SocketAddress receiver) throws IOException {
    var some = data.hasRemaining();
    if (!some && remoteAddress != null) {
      throw new UnsupportedOperationException(
          "the JDK does not send empty datagrams from a connected socket; bind one instead");
    }
    sending.acquire();
    try {
      while (channel.send(data, receiver) == 0 && some) {
        readiness.awaitOutput(SelectionKey.OP_WRITE);
        checkOpen("send");
      }
    } finally {
      sending.release();
    }
  }

  /* ---- the socket ---- */

  /// {@return the address of this}
  ///
  /// @asyncio `DatagramTransport.get_extra_info("sockname")`
  public SocketAddress localAddress() {
    return localAddress;
  }

  /// {@return the port of this, also after it is closed}
  ///
  /// @throws UnsupportedOperationException if it has none
  /// @asyncio `DatagramTransport.get_extra_info("sockname")[1]`
  public int port() {
    if (localAddress instanceof InetSocketAddress address) {
      return address.getPort();
    }
    throw new UnsupportedOperationException(this + " has no port");
  }

  /// {@return the address of the peer, if this is connected}
  ///
  /// @asyncio `DatagramTransport.get_extra_info("peername")`
  public Optional<SocketAddress> remoteAddress() {
    return Optional.ofNullable(remoteAddress);
  }

  /// {@return an option of the socket}
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param <T> the type of its value
  /// @throws IOException if this is closed
  /// @asyncio `DatagramTransport.get_extra_info("socket").getsockopt`
  public <T> T option(SocketOption<T> option) throws IOException {
    Checks.notNull(option, "option");
    checkOpen("option");
    return channel.getOption(option);
  }

  /// Sets an option of the socket.
  ///
  /// @param option which one, see [java.net.StandardSocketOptions]
  /// @param value its value
  /// @param <T> the type of its value
  /// @throws IOException if this is closed
  /// @asyncio `DatagramTransport.get_extra_info("socket").setsockopt`
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    Checks.notNull(option, "option");
    Checks.notNull(value, "value");
    checkOpen("setOption");
    channel.setOption(option, value);
  }

  /// Closes this. Who waits to receive or to send gets an [IOException]. Closing twice has no
  /// effect.
  ///
  /// @suspends never
  /// @asyncio `DatagramTransport.close`
  @Override
  public void close() throws IOException {
    Checks.running(poller.loop, "close");
    readiness.close();
  }

  /// {@return whether this was closed}
  ///
  /// @asyncio `DatagramTransport.is_closing`
  public boolean isClosed() {
    return readiness.isClosed();
  }

  private void checkOpen(String operation) throws IOException {
    Checks.running(poller.loop, operation);
    if (isClosed()) {
      throw new SocketException(operation + "() on " + this + ", which is closed");
    }
  }

  /// {@return both addresses and the state, for people}
  @Override
  public String toString() {
    return "DatagramEndpoint["
        + localAddress
        + (remoteAddress == null ? "" : " to " + remoteAddress)
        + (isClosed() ? ", closed" : "")
        + "]";
  }
}
