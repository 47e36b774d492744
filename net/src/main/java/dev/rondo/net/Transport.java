package dev.rondo.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/// What carries the bytes of a connection: a socket, a layer above one, or what a [Network] has
/// instead.
///
/// This is for those who provide a network; who uses one has a [Connection] above it, which is the
/// only caller. Reading and writing never wait; they do what can be done now, and there are signals
/// for when it is worth to try again. One reader and one writer at a time.
///
/// @threads the loop on which it was made: coroutines and, but for [#awaitReadable()] and
///   [#farewell()], callbacks
/// @asyncio `asyncio.Transport`, roughly
public interface Transport extends Incoming {
  /// Reads what is there into `target`.
  ///
  /// @param target where the bytes go
  /// @return how many bytes; 0 if there is nothing yet, -1 at the end and when this is closed
  /// @throws IOException if the connection is broken
  /// @suspends never
  @Override
  int read(ByteBuffer target) throws IOException;

  /// Suspends the caller until [#read(ByteBuffer)] may do something, or this is closed. May return
  /// early, for no reason.
  ///
  /// @suspends unless there is something to read
  /// @cancel nothing was read
  @Override
  void awaitReadable();

  /// Resumes who is in [#awaitReadable()], if anybody is.
  ///
  /// @suspends never
  @Override
  void wakeReader();

  /// Writes as much of `source` as there is room for.
  ///
  /// @param source the bytes; those that were not written are left in it
  /// @throws IOException if the connection is broken
  /// @suspends never
  void write(ByteBuffer source) throws IOException;

  /// Writes as much of `sources` as there is room for, in order.
  ///
  /// @param sources the bytes; those that were not written are left in them
  /// @throws IOException if the connection is broken
  /// @suspends never
  default void write(ByteBuffer[] sources) throws IOException {
    for (var source : sources) {
      write(source);
      if (source.hasRemaining()) {
        return;
      }
    }
  }

  /// Has `action` called once, in a callback, when [#write(ByteBuffer)] may do something, or this
  /// is closed. The next one is given after it was called.
  ///
  /// @param action what to call
  /// @suspends never
  void onceWritable(Runnable action);

  /// Ends the output; the peer reads the end after all that was written. Reading goes on.
  ///
  /// @throws IOException if the connection is broken
  /// @suspends never
  void shutdownOutput() throws IOException;

  /// Ends what this is a layer of in good order, after all that was written; a layer that encrypts
  /// has to say that it ends. A second caller waits for the first.
  ///
  /// @throws IOException if the connection is broken
  /// @suspends if there is something to end
  /// @cancel the end may not have been said; close all the same
  default void farewell() throws IOException {}

  /// Frees everything and resumes who waits. What was written is still delivered. Closing twice has
  /// no effect.
  ///
  /// @throws IOException if that fails
  /// @suspends never
  void close() throws IOException;

  /// {@return the address of this side, also after it is closed}
  SocketAddress localAddress();

  /// {@return the address of the peer, also after this is closed}
  SocketAddress remoteAddress();

  /// {@return an option of the socket, or of what stands for one}
  ///
  /// @param option which one
  /// @param <T> the type of its value
  /// @throws IOException if this is closed
  /// @throws UnsupportedOperationException if there is no such option here
  <T> T option(SocketOption<T> option) throws IOException;

  /// Sets an option of the socket, or of what stands for one.
  ///
  /// @param option which one
  /// @param value its value
  /// @param <T> the type of its value
  /// @throws IOException if this is closed
  /// @throws UnsupportedOperationException if there is no such option here
  <T> void setOption(SocketOption<T> option, T value) throws IOException;
}
