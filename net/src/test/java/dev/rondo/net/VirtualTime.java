package dev.rondo.net;

import dev.rondo.Action;
import dev.rondo.Awaitable;
import dev.rondo.Loop;
import dev.rondo.LoopClock;
import dev.rondo.LoopOptions;
import dev.rondo.Runner;
import org.jspecify.annotations.Nullable;

/// Time that jumps to the next timer when nothing is ready, so that tests that sleep take no time.
/// It does not know of sockets: with a timer set, it does not wait for them.
final class VirtualTime implements LoopClock {
  private volatile long now;

  static Loop newLoop() {
    return Loop.create(LoopOptions.DEFAULT.withClock(new VirtualTime()));
  }

  static <T extends @Nullable Object> T run(Awaitable<T> main) throws Exception {
    try (var runner = new Runner(VirtualTime::newLoop)) {
      return runner.run(main);
    }
  }

  static void run(Action main) throws Exception {
    run(Awaitable.of(main));
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long pause(long when, boolean owed) {
    if (when == NEVER) {
      return NEVER;
    }
    now = Math.max(now, when);
    return 0;
  }
}
