package dev.rondo.net;

import dev.rondo.Promise;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// What a channel is ready for, and who waits for that: at most one for input and one for output.
///
/// Interest in input stays when a wait has ended, for the next wait mostly comes before the next
/// event. Only when there is input and nobody waits, it is taken back and remembered.
final class Readiness {
  private static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

  private final SelectorPoller poller;
  private final SelectableChannel channel;
  private final int inputOp;
  private SelectionKey key;

  /// The operations that the selector looks for.
  int interest;

  private @Nullable Promise<@Nullable Void> reader;
  private @Nullable Runnable writer;

  /// Whether there was input when nobody waited for it.
  private boolean inputSeen;

  private boolean closed;

  Readiness(SelectorPoller poller, SelectableChannel channel) throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.inputOp = channel.validOps() & INPUT;
    this.key = poller.register(channel, this);
  }

  /// Suspends the caller until there is input, or this is closed. May return for no reason.
  void awaitInput() {
    if (inputSeen || closed) {
      inputSeen = false;
      return;
    }
    setInterest(interest | inputOp);
    var promise = poller.loop.<@Nullable Void>createPromise();
    reader = promise;
    poller.waitBegins();
    try {
      Waits.awaitSignal(promise);
    } finally {
      if (reader == promise) {
        reader = null;
        poller.waitEnds();
      }
    }
  }

  /// Suspends the caller until there is room for output, a connection is made or has failed, or
  /// this is closed. May return for no reason.
  void awaitOutput(int op) {
    if (closed) {
      return;
    }
    var promise = poller.loop.<@Nullable Void>createPromise();
    Runnable signal =
        () -> {
          if (!promise.done()) {
            promise.setResult(null);
          }
        };
    onceOutput(op, signal);
    try {
      Waits.awaitSignal(promise);
    } finally {
      if (writer == signal) {
        writer = null;
        poller.waitEnds();
        setInterest(interest & inputOp);
      }
    }
  }

  /// Has `action` called once, in a callback, when there is room for output or this is closed.
  void onceOutput(int op, Runnable action) {
    if (closed) {
      poller.loop.callSoon(action);
      return;
    }
    if (writer == null) {
      poller.waitBegins();
    }
    writer = action;
    setInterest(interest | op);
  }

  private void setInterest(int ops) {
    if (interest != ops) {
      interest = ops;
      if (!closed && key.isValid()) {
        key.interestOps(ops);
      }
    }
  }

  /// Called inside of the selector: changes nothing but interest, and makes ready who waits.
  void fire(int ops) {
    if ((ops & inputOp) != 0 && !wakeReader()) {
      inputSeen = true;
      setInterest(interest & ~inputOp);
    }
    if ((ops & ~inputOp) != 0) {
      setInterest(interest & inputOp);
      wakeWriter();
    }
  }

  /// Resumes who waits for input.
  ///
  /// @return whether there was somebody
  boolean wakeReader() {
    var promise = reader;
    if (promise == null || promise.done()) {
      return false;
    }
    reader = null;
    poller.waitEnds();
    promise.setResult(null);
    return true;
  }

  private void wakeWriter() {
    var action = writer;
    if (action != null) {
      writer = null;
      poller.waitEnds();
      poller.loop.callSoon(action);
    }
  }

  void moveTo(Selector selector) throws IOException {
    key = channel.register(selector, interest, this);
  }

  boolean isClosed() {
    return closed;
  }

  /// Closes the channel and resumes who waits. Closing twice has no effect.
  void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
      poller.release();
    } finally {
      wakeReader();
      wakeWriter();
    }
  }
}
