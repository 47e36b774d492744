package dev.rondo;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An end of a [Channel], for receiving. In a `for` loop it hands out items until all senders are
/// closed.
///
/// @param <T> the type of the items
/// @threads coroutines of one loop
/// @asyncio none; `trio.MemoryReceiveChannel`
public final class Receiver<T> implements AutoCloseable, Iterable<T> {
  final Channel<T> channel;
  private boolean closed;

  Receiver(Channel<T> channel) {
    this.channel = channel;
  }

  /// Receives the next item, waiting until there is one.
  ///
  /// @return the item
  /// @throws ChannelClosedException if this end is closed; or if all senders are, before or
  ///   meanwhile, and nothing is left; or if all receivers are closed meanwhile
  /// @suspends if there is no item, or others are in line
  /// @cancel nothing was received; an item for which this caller was woken goes to the next in
  ///   line, or stays
  public T receive() {
    checkOpen();
    return channel.receive();
  }

  /// Receives the next item if there is one and nobody else is in line for it.
  ///
  /// @return the item, if there was one
  /// @throws ChannelClosedException if this end is closed; or if all senders are and nothing is
  ///   left
  /// @suspends never
  public Optional<T> tryReceive() {
    checkOpen();
    channel.binding().check("tryReceive");
    if (channel.isAvailable()) {
      return Optional.of(channel.take());
    }
    channel.checkMoreMayCome();
    return Optional.empty();
  }

  void checkOpen() {
    if (closed) {
      throw new ChannelClosedException("this receiver is closed");
    }
  }

  /// {@return an iterator that ends when all senders are closed and nothing is left, or this end
  /// is; its `hasNext` waits, receives, and keeps the item for `next`}
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable T next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          try {
            next = receive();
          } catch (ChannelClosedException ended) {
            return false;
          }
        }
        return true;
      }

      @Override
      public T next() {
        if (!hasNext() || next == null) {
          throw new NoSuchElementException("all senders of the channel are closed");
        }
        var item = next;
        next = null;
        return item;
      }
    };
  }

  /// Closes this end. If it was the last one, what was sent and not received is lost, and those who
  /// wait to send or receive get a [ChannelClosedException]. Closing twice has no effect.
  ///
  /// @suspends never
  @Override
  public void close() {
    channel.binding().check("close");
    if (!closed) {
      closed = true;
      channel.receiverClosed();
    }
  }
}
