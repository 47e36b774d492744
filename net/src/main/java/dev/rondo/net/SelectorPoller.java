package dev.rondo.net;

import dev.rondo.ErrorContext;
import dev.rondo.Loop;
import dev.rondo.Poller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Waits for sockets: a selector that the loop itself polls. A loop gets one at the first use of
/// the network.
final class SelectorPoller implements Poller {
  /// Opens selectors.
  @FunctionalInterface
  interface Source {
    Selector open() throws IOException;
  }

  /// How often in a row a selector may return early for no reason before it counts as broken.
  static final int EMPTY_RETURNS = 512;

  /// How long not to ask a broken selector that cannot be replaced.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int SCRATCH_BYTES = 64 * 1024;
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  final Loop loop;
  private final Source source;
  private final Consumer<SelectionKey> dispatch = SelectorPoller::dispatch;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private volatile Selector selector;
  private volatile boolean awake;
  private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();
  private int waiting;
  private int emptyReturns;
  private boolean closed;

  /// Whether the selector is broken and could not be replaced, which was reported.
  private boolean kept;

  SelectorPoller(Loop loop, Source source) throws IOException {
    this.loop = loop;
    this.source = source;
    this.selector = source.open();
  }

  /// The poller of a loop, which the caller runs on; the first call puts it there.
  static SelectorPoller of(Loop loop) throws IOException {
    if (loop.poller() instanceof SelectorPoller there) {
      return there;
    }
    var poller = new SelectorPoller(loop, Selector::open);
    loop.setPoller(poller);
    return poller;
  }

  /// Where bytes can be put between two waits. Shared by all connections of the loop.
  ByteBuffer scratch() {
    return scratch;
  }

  /* ---- waiting ---- */

  @Override
  public void poll(long nanos) {
    try {
      if (nanos == 0) {
        selector.selectNow(dispatch);
        return;
      }
      if (awake) {
        selector.selectNow(dispatch);
      } else {
        waitFor(nanos);
      }
      awake = false;
    } catch (IOException broken) {
      throw new UncheckedIOException("cannot wait for sockets", broken);
    }
  }

  private void waitFor(long nanos) throws IOException {
    var millis = nanos == Long.MAX_VALUE ? 0 : (nanos - 1) / NANOS_PER_MILLI + 1;
    // The time is taken only when it looks bad: doing so always would cost all those that do not.
    var start = emptyReturns > 0 ? System.nanoTime() : 0;
    var keys = selector.select(dispatch, millis);
    if (keys > 0 || awake || Thread.currentThread().isInterrupted()) {
      emptyReturns = 0;
    } else if (emptyReturns > 0 && millis > 0 && isOver(start, millis)) {
      emptyReturns = 0;
    } else if (++emptyReturns >= EMPTY_RETURNS) {
      emptyReturns = 0;
      rebuild();
    }
  }

  private static boolean isOver(long start, long millis) {
    return System.nanoTime() - start >= (millis - 1) * NANOS_PER_MILLI;
  }

  private static void dispatch(SelectionKey key) {
    if (key.attachment() instanceof Readiness readiness) {
      readiness.fire(key.readyOps());
    }
  }

  /// A wake-up that another thread sends meanwhile is not lost: it is noted before the selector is
  /// looked up, and looked at after the selector has changed.
  private void rebuild() throws IOException {
    var old = selector;
    Selector fresh;
    try {
      fresh = source.open();
    } catch (IOException failure) {
      keep(failure);
      return;
    }
    kept = false;
    for (var key : old.keys()) {
      if (key.isValid() && key.attachment() instanceof Readiness readiness) {
        readiness.moveTo(fresh);
      }
    }
    selector = fresh;
    old.close();
  }

  /// Goes on with a broken selector for now, for there is no other. It is not asked all the time.
  private void keep(IOException failure) {
    if (!kept) {
      kept = true;
      var context =
          new ErrorContext(
              "Cannot replace a selector that does not wait; trying again",
              Optional.of(failure),
              Optional.empty());
      loop.callSoon(() -> loop.callExceptionHandler(context));
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  @Override
  public void wakeUp() {
    if (!awake) {
      awake = true;
      selector.wakeup();
    }
  }

  @Override
  public boolean isIdle() {
    return waiting == 0;
  }

  @Override
  public void close() {
    closed = true;
    endings.forEach(Runnable::run);
    try (var ending = selector) {
      for (var key : ending.keys()) {
        key.channel().close();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("cannot close the sockets that are left", broken);
    }
  }

  /* ---- for processes ---- */

  /// Has `action` called when the loop closes, unless it is forgotten before.
  void atEnd(Runnable action) {
    endings.add(action);
  }

  /// How many actions wait for the end of the loop.
  int endings() {
    return endings.size();
  }

  /// Takes back what [#atEnd(Runnable)] did. Any thread may call this.
  void forget(Runnable action) {
    endings.remove(action);
  }

  /* ---- for readiness ---- */

  SelectionKey register(SelectableChannel channel, Readiness readiness) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, 0, readiness);
  }

  void waitBegins() {
    waiting++;
  }

  void waitEnds() {
    waiting--;
  }

  /// Gives descriptors back: a selector holds those of closed channels until it is used again.
  void release() throws IOException {
    if (!closed) {
      selector.selectNow(dispatch);
    }
  }
}
