package dev.rondo.net;

import static dev.rondo.Async.moveOnAfter;

import dev.rondo.Async;
import dev.rondo.Event;
import dev.rondo.Loop;
import dev.rondo.Promise;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS above another transport.
///
/// What was encrypted and has not been sent, at most a few records, is sent in callbacks of the
/// transport below. Before it is gone, nothing more is encrypted, so the writer above feels a slow
/// peer.
///
/// Closing does not touch the engine: a worker thread may hold its lock, see [#handshake()].
final class TlsTransport implements Transport {
  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  /// How much is encrypted before it is sent.
  private static final int BATCH = 48 * 1024;

  /// How much may wait to be sent when the peer demands an answer.
  private static final int MOST_UNSENT = 256 * 1024;

  private final Loop loop;
  private final Transport below;
  private final SSLEngine engine;
  private final String peer;

  /// Received and not decrypted.
  private final TlsBuffer incoming = new TlsBuffer();

  /// Decrypted and not read, because there was no room for it.
  private final TlsBuffer plain = new TlsBuffer();

  /// Encrypted and not sent.
  private final TlsBuffer outgoing = new TlsBuffer();

  /// Whether the last read found that more has to be received.
  private boolean starved;

  /// Whether something may be received. Once for each wait: a fast peer does not hold the loop.
  private boolean mayReceive;

  private boolean handshaking = true;
  private boolean firstBytesSeen;
  private boolean inputEnded;
  private boolean closed;
  private @Nullable IOException readFailure;
  private @Nullable IOException writeFailure;

  /// Whether [#pump()] will be called.
  private boolean armed;

  /// Called once when all is sent or nothing will be.
  private @Nullable Runnable writer;

  /// The same, for [#awaitSent()].
  private @Nullable Promise<@Nullable Void> sent;

  /// Set when the farewell is over; null before it begins.
  private @Nullable Event farewell;

  private final Duration shutdownTimeout;

  TlsTransport(
      Loop loop, Transport below, SSLEngine engine, String peer, Duration shutdownTimeout) {
    this.loop = loop;
    this.below = below;
    this.engine = engine;
    this.peer = peer;
    this.shutdownTimeout = shutdownTimeout;
  }

  SSLEngine engine() {
    return engine;
  }

  /* ---- the handshake ---- */

  /// Agrees with the peer on keys. Suspends the caller. Computations and checks of certificates,
  /// which may ask a server, are done by worker threads.
  ///
  /// If this fails or is cancelled, all that can be done is to close this.
  void handshake() throws IOException {
    try {
      engine.beginHandshake();
      while (handshaking) {
        handshakeStep();
      }
    } catch (IOException refused) {
      sendAlert();
      throw refused;
    }
  }

  private void handshakeStep() throws IOException {
    throwWriteFailure();
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> wrapOwed();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrapOrReceive();
      case FINISHED, NOT_HANDSHAKING -> handshaking = false;
    }
  }

  private void runTasks() throws IOException {
    for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
      try {
        Async.toThread(task::run);
      } catch (IOException | RuntimeException failed) {
        throw failed;
      } catch (Exception impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  private void unwrapOrReceive() throws IOException {
    switch (unwrapAside().getStatus()) {
      case OK -> {}
      case BUFFER_UNDERFLOW -> receiveInHandshake();
      case BUFFER_OVERFLOW -> throw overflow();
      case CLOSED -> throw TlsErrors.ended(peer);
    }
  }

  private void receiveInHandshake() throws IOException {
    below.awaitReadable();
    mayReceive = true;
    var more = receive();
    if (inputEnded) {
      throw TlsErrors.ended(peer);
    }
    if (more && !firstBytesSeen) {
      TlsErrors.checkFirstBytes(peer, incoming.bytes());
      firstBytesSeen = incoming.size() > 1;
    }
  }

  /// Tells the peer why, as far as that is possible at once.
  private void sendAlert() {
    try {
      if (!closed) {
        wrapOwed();
      }
    } catch (IOException _) {
      // There is an error already.
    }
  }

  private SSLException overflow() {
    return new SSLException("the TLS engine wants a larger buffer than it said: " + engine);
  }

  /* ---- reading ---- */

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (closed) {
      return -1;
    }
    if (readFailure != null) {
      throw readFailure;
    }
    try {
      var count = plain.isEmpty() ? unwrap(target) : takePlain(target);
      starved = count == 0;
      return count;
    } catch (IOException broken) {
      sendAlert();
      var failure = TlsErrors.established(peer, broken);
      readFailure = failure;
      throw failure;
    }
  }

  private int takePlain(ByteBuffer target) {
    var before = target.remaining();
    plain.takeInto(target);
    plain.release();
    return before - target.remaining();
  }

  private int unwrap(ByteBuffer target) throws IOException {
    var aside = false;
    while (!inputEnded) {
      var result = aside ? unwrapAside() : engine.unwrap(incoming.bytes(), target);
      answer(result.getHandshakeStatus());
      switch (result.getStatus()) {
        case OK -> {
          if (result.bytesProduced() > 0) {
            return aside ? takePlain(target) : result.bytesProduced();
          }
        }
        case BUFFER_OVERFLOW -> {
          if (aside) {
            throw overflow();
          }
          aside = true;
        }
        case BUFFER_UNDERFLOW -> {
          if (!receive()) {
            if (inputEnded) {
              throw TlsErrors.truncated(peer);
            }
            return 0;
          }
        }
        case CLOSED -> inputEnded = true;
      }
    }
    return -1;
  }

  /// Decrypts to where there is room for a whole record.
  private SSLEngineResult unwrapAside() throws IOException {
    var room = plain.open(engine.getSession().getApplicationBufferSize());
    try {
      return engine.unwrap(incoming.bytes(), room);
    } finally {
      plain.shut();
    }
  }

  /// Does what the engine wants after a record that was no data.
  private void answer(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_WRAP -> {
        if (outgoing.size() > MOST_UNSENT) {
          throw new SSLException(peer + " demands answers, but does not read them");
        }
        wrapOwed();
      }
      case NEED_TASK -> throw TlsErrors.renegotiation(peer);
      default -> {
        // nothing
      }
    }
  }

  /// Receives what is there, if that is allowed.
  ///
  /// @return false if nothing was, or the input has ended
  private boolean receive() throws IOException {
    if (!mayReceive) {
      return false;
    }
    mayReceive = false;
    var room = incoming.open(engine.getSession().getPacketBufferSize());
    try {
      var count = below.read(room);
      inputEnded = count < 0;
      return count > 0;
    } finally {
      incoming.shut();
    }
  }

  @Override
  public void awaitReadable() {
    if (!starved || closed) {
      return;
    }
    incoming.release();
    plain.release();
    below.awaitReadable();
    mayReceive = true;
  }

  @Override
  public void wakeReader() {
    below.wakeReader();
  }

  /* ---- writing ---- */

  @Override
  public void write(ByteBuffer source) throws IOException {
    write(new ByteBuffer[] {source});
  }

  @Override
  public void write(ByteBuffer[] sources) throws IOException {
    var first = firstLeft(sources, 0);
    while (send() && first < sources.length) {
      do {
        if (wrap(sources, first).getStatus() == SSLEngineResult.Status.CLOSED) {
          throw ended();
        }
        first = firstLeft(sources, first);
      } while (first < sources.length && outgoing.size() < BATCH);
    }
  }

  private static int firstLeft(ByteBuffer[] sources, int from) {
    var first = from;
    while (first < sources.length && !sources[first].hasRemaining()) {
      first++;
    }
    return first;
  }

  private IOException ended() {
    return readFailure != null
        ? readFailure
        : new SocketException(
            peer
                + " has ended the connection, in "
                + engine.getSession().getProtocol()
                + " both directions of it; nothing can be sent any more");
  }

  private SSLEngineResult wrap(ByteBuffer[] sources, int first) throws IOException {
    var before = outgoing.size();
    SSLEngineResult result;
    do {
      var room = outgoing.open(engine.getSession().getPacketBufferSize());
      try {
        result = engine.wrap(sources, first, sources.length - first, room);
      } finally {
        outgoing.shut();
      }
    } while (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW);
    if (result.getStatus() == SSLEngineResult.Status.OK && outgoing.size() == before) {
      throw new SSLException("the TLS engine cannot encrypt now: " + result);
    }
    return result;
  }

  /// Encrypts what the engine itself has to say.
  private void wrapOwed() throws IOException {
    var before = -1;
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && outgoing.size() > before) {
      before = outgoing.size();
      var _ = wrap(NOTHING, 0);
    }
    var _ = send();
  }

  /// Sends what is encrypted.
  ///
  /// @return whether all of it was sent
  private boolean send() throws IOException {
    throwWriteFailure();
    if (outgoing.isEmpty()) {
      return true;
    }
    try {
      below.write(outgoing.bytes());
    } catch (IOException broken) {
      writeFailure = broken;
      throw broken;
    }
    if (outgoing.isEmpty()) {
      outgoing.release();
      return true;
    }
    arm();
    return false;
  }

  private void arm() {
    if (!armed) {
      armed = true;
      below.onceWritable(this::pump);
    }
  }

  /// Called when the transport below may take more, or is closed.
  private void pump() {
    armed = false;
    try {
      if (!closed && !send()) {
        return;
      }
    } catch (IOException _) {
      // It is in writeFailure, and thrown by the next write or by farewell.
    }
    var action = writer;
    writer = null;
    if (action != null) {
      action.run();
    }
    if (sent != null && !sent.done()) {
      sent.setResult(null);
    }
  }

  @Override
  public void onceWritable(Runnable action) {
    writer = action;
    arm();
  }

  private void throwWriteFailure() throws IOException {
    if (writeFailure != null) {
      throw writeFailure;
    }
  }

  /* ---- the end ---- */

  /// Whether one direction can end and the other go on, which is new in TLSv1.3.
  boolean canShutdownOutput() {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  @Override
  public void shutdownOutput() throws IOException {
    throwWriteFailure();
    engine.closeOutbound();
    wrapOwed();
  }

  @Override
  public void farewell() throws IOException {
    if (farewell != null) {
      farewell.await();
      return;
    }
    var over = new Event();
    farewell = over;
    try {
      if (!moveOnAfter(shutdownTimeout, this::endBoth) && !outgoing.isEmpty()) {
        throw new SocketTimeoutException(
            outgoing.size()
                + " bytes could not be sent to "
                + peer
                + " within the shutdown timeout of "
                + shutdownTimeout);
      }
      below.farewell();
    } catch (IOException | RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    } finally {
      over.set();
    }
  }

  private void endBoth() throws IOException {
    awaitSent();
    throwWriteFailure();
    if (readFailure != null) {
      return;
    }
    try {
      shutdownOutput();
      awaitSent();
      awaitEnd();
    } catch (IOException _) {
      // All data was sent; that the peer is gone now is no loss.
    }
  }

  private void awaitSent() {
    while (!outgoing.isEmpty() && !closed && writeFailure == null) {
      var promise = loop.<@Nullable Void>createPromise();
      sent = promise;
      arm();
      Waits.awaitSignal(promise);
    }
  }

  private void awaitEnd() throws IOException {
    var dropped = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    while (read(dropped.clear()) >= 0) {
      awaitReadable();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    below.close();
  }

  /* ---- the socket ---- */

  @Override
  public SocketAddress localAddress() {
    return below.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return below.remoteAddress();
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return below.option(option);
  }

  @Override
  public <T> void setOption(SocketOption<T> option, T value) throws IOException {
    below.setOption(option, value);
  }
}
