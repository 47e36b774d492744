package dev.rondo;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs several coroutines one after the other on one loop, with one context.
///
/// {@snippet class=dev.rondo.SnippetsTest region=runner}
///
/// The loop is made by the first call of [#run(Awaitable)] and closed by [#close()].
///
/// @threads one thread, platform or virtual
/// @asyncio `asyncio.Runner`
public final class Runner implements AutoCloseable {
  private final Supplier<? extends Loop> loopFactory;
  private @Nullable Loop loop;
  private @Nullable Context context;
  private boolean closed;

  /// Creates a runner; its loop is made when it is needed.
  public Runner() {
    this(() -> new Loop(LoopOptions.DEFAULT));
  }

  /// Creates a runner with a loop of its own kind.
  ///
  /// @param loopFactory makes the loop when it is needed; it is called once
  /// @asyncio `asyncio.Runner(loop_factory=...)`
  public Runner(Supplier<? extends Loop> loopFactory) {
    this.loopFactory = Arguments.notNull(loopFactory, "loopFactory");
  }

  /// Runs a coroutine to its end and returns its result. Tasks that it started and that are not
  /// done stay for the next run.
  ///
  /// If the calling thread is interrupted, the coroutine is cancelled, and if it ends cancelled
  /// this throws [InterruptedException]. A platform thread notices an interrupt when its loop has
  /// nothing to do; one that comes while a coroutine is computing can be lost, for the JDK clears
  /// it. Ctrl-C is not an interrupt: on the main thread of a program the first one cancels the
  /// coroutine, a second one ends the program at once.
  ///
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return the result
  /// @throws Exception what `body` throws
  /// @throws CancelledError if it was cancelled
  /// @throws DeadlockException if all tasks wait for each other for ever
  /// @throws IllegalStateException if this runner is closed, or the caller is a coroutine or a
  ///   callback
  /// @asyncio `Runner.run`
  public <T extends @Nullable Object> T run(Awaitable<T> body) throws Exception {
    Arguments.notNull(body, "body");
    var theLoop = openLoop();
    var task = theLoop.createMainTask(body, contextOf());
    var interruption = new Interruption(task);
    theLoop.onInterrupt(interruption::byThread);
    try (var _ = ControlC.cancelling(theLoop, interruption)) {
      return theLoop.runUntilComplete(task);
    } catch (CancelledError error) {
      if (interruption.wasByThread() && task.cancelRequestsLeft() <= 1) {
        var interrupted = new InterruptedException("interrupted while a loop ran");
        interrupted.initCause(error);
        throw interrupted;
      }
      throw error;
    } finally {
      theLoop.onInterrupt(null);
    }
  }

  /// Runs a coroutine without a result to its end, see [#run(Awaitable)].
  ///
  /// @param body the coroutine
  /// @throws Exception what `body` throws
  /// @asyncio `Runner.run`
  public void run(Action body) throws Exception {
    run(Awaitable.of(Arguments.notNull(body, "body")));
  }

  /// {@return the loop of this runner}
  ///
  /// @throws IllegalStateException if this runner is closed, or the caller is a coroutine or a
  ///   callback of another loop
  /// @asyncio `Runner.get_loop`
  public Loop loop() {
    var handedOut = openLoop();
    handedOut.escaped = true;
    return handedOut;
  }

  private Loop openLoop() {
    if (closed) {
      throw new IllegalStateException("Runner is closed");
    }
    Loop.checkNoOtherRuns(loop);
    if (loop == null) {
      loop = Arguments.notNull(loopFactory.get(), "the loop that the factory returned");
    }
    return loop;
  }

  private Context contextOf() {
    if (context == null) {
      context = Context.copyCurrent();
    }
    return context;
  }

  /// Ends the loop, see [Loop#close()]. Closing twice has no effect.
  ///
  /// @throws IllegalStateException if the loop is running
  /// @asyncio `Runner.close`
  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
    closed = true;
  }
}
