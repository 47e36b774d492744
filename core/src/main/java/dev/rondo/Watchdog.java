package dev.rondo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at all running loops from a thread of its own and names whoever holds one of them for too
/// long, while it is still being held.
///
/// A loop only counts its steps; this compares the counts now and then. So watching costs a loop
/// next to nothing. The thread lives as long as some loop runs.
final class Watchdog {
  private static final long LOOKS_PER_THRESHOLD = 4;
  private static final Watchdog INSTANCE = new Watchdog();

  private static final class Watched {
    long step;
    long since;

    /// How often it was looked at since; on a machine that is too busy to look, time alone proves
    /// nothing.
    int looks;

    boolean reported;
  }

  private final Map<Loop, Watched> loops = new LinkedHashMap<>();
  private @Nullable Thread thread;

  private Watchdog() {}

  static void watch(Loop loop) {
    if (loop.steps.slowNanos() != Long.MAX_VALUE) {
      INSTANCE.add(loop);
    }
  }

  static void forget(Loop loop) {
    INSTANCE.remove(loop);
  }

  private synchronized void add(Loop loop) {
    loops.put(loop, new Watched());
    if (thread == null) {
      thread = Thread.ofPlatform().name("rondo-watchdog").daemon().start(this::run);
    }
    notifyAll();
  }

  private void remove(Loop loop) {
    Thread ended = null;
    synchronized (this) {
      if (loops.remove(loop) != null && loops.isEmpty()) {
        ended = thread;
        thread = null;
        notifyAll();
      }
    }
    if (ended != null) {
      LockedJoin.join(ended);
    }
  }

  /// Waits for a thread that is about to end, whatever interrupts the caller gets.
  private static final class LockedJoin {
    static void join(Thread thread) {
      var interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    List<String> reports = List.of();
    while (true) {
      // Outside of the monitor: a slow logger must not hold up those who start and end loops.
      reports.forEach(ErrorReports::warn);
      reports = new ArrayList<>();
      synchronized (this) {
        if (thread != Thread.currentThread()) {
          return;
        }
        var pause = Long.MAX_VALUE;
        for (var entry : loops.entrySet()) {
          pause = Math.min(pause, look(entry.getKey(), entry.getValue(), reports));
        }
        if (reports.isEmpty()) {
          try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(pause, TimeUnit.MILLISECONDS.toNanos(1)));
          } catch (InterruptedException nobodyShould) {
            return;
          }
        }
      }
    }
  }

  /// {@return after how many nanoseconds to look again}
  private static long look(Loop loop, Watched watched, List<String> reports) {
    var threshold = loop.steps.slowNanos();
    var now = System.nanoTime();
    var step = loop.steps.current();
    if (step == Steps.NONE || step != watched.step) {
      watched.step = step;
      watched.since = now;
      watched.looks = 0;
      watched.reported = false;
    } else if (++watched.looks >= LOOKS_PER_THRESHOLD
        && now - watched.since >= threshold
        && !watched.reported) {
      watched.reported = true;
      var report = report(loop, now - watched.since);
      if (report != null) {
        reports.add(report);
      }
    }
    return threshold / LOOKS_PER_THRESHOLD;
  }

  private static @Nullable String report(Loop loop, long nanos) {
    var step = loop.steps.describe();
    return step == null
        ? null
        : step.who()
            + " has held the event loop for "
            + TimeUnit.NANOSECONDS.toMillis(nanos)
            + " ms and still does; nothing else can run. Move long computations and file I/O to"
            + " Async.toThread. It is here:"
            + Text.frames(step.stack());
  }

  /// Who runs now, and where.
  record Step(String who, List<StackTraceElement> stack) {}
}
