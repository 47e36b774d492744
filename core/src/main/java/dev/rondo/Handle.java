package dev.rondo;

import org.jspecify.annotations.Nullable;

/// A callback that a loop will run, and the means to call it off.
///
/// @asyncio `asyncio.Handle`
public sealed class Handle permits TimerHandle, DoneCallback {
  private final Loop loop;
  private final @Nullable Context context;
  private final boolean forAllThreads;
  private @Nullable Runnable callback;
  private volatile boolean cancelled;

  Handle(Loop loop, @Nullable Runnable callback, @Nullable Context context) {
    this(loop, callback, context, false);
  }

  /// @param forAllThreads whether any thread may cancel this
  Handle(Loop loop, @Nullable Runnable callback, @Nullable Context context, boolean forAllThreads) {
    this.loop = loop;
    this.callback = callback;
    this.context = context;
    this.forAllThreads = forAllThreads;
  }

  /// Calls the callback off. Without effect if it ran already, or was cancelled before.
  ///
  /// @throws WrongThreadException if called from elsewhere than the loop's coroutines and
  ///   callbacks, unless [Loop#callSoonThreadsafe(Runnable)] returned this
  /// @threads coroutines and callbacks of its loop; any thread for one that
  ///   [Loop#callSoonThreadsafe(Runnable)] returned
  /// @asyncio `Handle.cancel`
  public void cancel() {
    if (!forAllThreads) {
      loop.checkThread("cancel");
    }
    cancelled = true;
  }

  /// [#cancel()] by the loop itself.
  final void callOff() {
    cancelled = true;
  }

  /// {@return whether [#cancel()] was called}
  ///
  /// @threads any
  /// @asyncio `Handle.cancelled`
  public boolean cancelled() {
    return cancelled;
  }

  final Loop loop() {
    return loop;
  }

  /// What is to be run, null if it was run already.
  @Nullable Runnable takeCallback() {
    var body = callback;
    callback = null;
    return body;
  }

  /// Runs the callback on the thread of the loop. What it throws goes to the exception handler.
  final void run() {
    var body = takeCallback();
    if (cancelled || body == null) {
      return;
    }
    var outer = loop.enterContext(context);
    try {
      body.run();
    } catch (Throwable exception) {
      loop.report("Exception in callback " + Text.of(body), exception, this);
    } finally {
      loop.exitContext(outer);
    }
  }
}
