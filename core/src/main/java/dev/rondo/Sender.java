package dev.rondo;

/// An end of a [Channel], for sending.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop
/// @asyncio none; `trio.MemorySendChannel`
public final class Sender<T> implements AutoCloseable {
  final Channel<T> channel;
  private boolean closed;

  Sender(Channel<T> channel) {
    this.channel = channel;
  }

  /// Sends an item, waiting until there is room for it, or until it is received where there is no
  /// room.
  ///
  /// @param item what to send
  /// @throws ChannelClosedException if this end is closed, or all receivers are, before or
  ///   meanwhile
  /// @suspends if it must wait
  /// @cancel the item was not sent. If it was taken before the cancellation came, then it was: the
  ///   call returns, and the next wait is cancelled; a time limit that was over since counts as
  ///   kept
  public void send(T item) {
    Arguments.notNull(item, "item");
    checkOpen();
    channel.send(item);
  }

  /// Sends an item if that needs no waiting: if there is room for it, or a receiver waits and
  /// nobody else is in line for it. If that receiver is cancelled before it resumes, the item is
  /// for the next one.
  ///
  /// @param item what to send
  /// @return whether it was sent
  /// @throws ChannelClosedException if this end is closed, or all receivers are
  /// @suspends never
  public boolean trySend(T item) {
    Arguments.notNull(item, "item");
    checkOpen();
    return channel.trySend(item);
  }

  void checkOpen() {
    if (closed) {
      throw new ChannelClosedException("this sender is closed");
    }
  }

  /// Closes this end. Who waits in [#send(Object)] goes on waiting. Closing twice has no effect.
  ///
  /// @suspends never
  @Override
  public void close() {
    channel.binding().check("close");
    if (!closed) {
      closed = true;
      channel.senderClosed();
    }
  }
}
