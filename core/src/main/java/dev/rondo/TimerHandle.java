package dev.rondo;

import org.jspecify.annotations.Nullable;

/// A callback that a loop will run at a given time, and the means to call it off.
///
/// @asyncio `asyncio.TimerHandle`
public final class TimerHandle extends Handle {
  private final Timer timer;

  /// The entry in the loop's timers, apart because a class has one superclass.
  private static final class Entry extends Timer {
    private final Handle handle;

    Entry(long when, Handle handle) {
      super(when);
      this.handle = handle;
    }

    @Override
    void run() {
      handle.run();
    }
  }

  TimerHandle(Loop loop, long when, Runnable callback, @Nullable Context context) {
    super(loop, callback, context);
    timer = new Entry(when, this);
    loop.timers.add(timer);
  }

  /// {@return when the callback is due, in nanoseconds of [Loop#time()]}
  ///
  /// @asyncio `TimerHandle.when`
  public long when() {
    return timer.when;
  }

  @Override
  public void cancel() {
    super.cancel();
    loop().timers.cancel(timer);
  }
}
