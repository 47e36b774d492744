package dev.rondo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What a loop runs now, for the [Watchdog]. The loop writes with next to no cost; the watchdog
/// reads from its own thread, and may be a step late.
final class Steps {
  static final long NONE = 0;
  private static final String SLOW = "dev.rondo.slowStepMillis";
  private static final int SLOW_MILLIS = 1_000;

  private final Loop loop;

  /// The number of the step that runs, else [#NONE].
  private final AtomicLong current = new AtomicLong();

  private long begun;
  private @Nullable Object item;
  private volatile long slowNanos = slowNanosAtStart();

  Steps(Loop loop) {
    this.loop = loop;
  }

  private static long slowNanosAtStart() {
    var millis = Integer.getInteger(SLOW, SLOW_MILLIS);
    return millis > 0 ? Duration.ofMillis(millis).toNanos() : Long.MAX_VALUE;
  }

  void begin(Object next) {
    item = next;
    current.setOpaque(++begun);
  }

  void none() {
    item = null;
    current.setOpaque(NONE);
  }

  /// What runs now, null between two steps.
  @Nullable Object item() {
    return item;
  }

  long current() {
    return current.getOpaque();
  }

  /// After how long a step is slow; [Long#MAX_VALUE] for never.
  long slowNanos() {
    return slowNanos;
  }

  void setSlowNanos(long nanos) {
    slowNanos = nanos;
  }

  /// Who runs, and where. A task that has just started or ended may escape it.
  Watchdog.@Nullable Step describe() {
    return switch (item) {
      case null -> null;
      case Task<?> task -> step(task.name(), task.thread());
      case Handle _, Timer _ -> step("A callback", loop.thread());
      default -> {
        for (var task : loop.tasks.toList()) {
          var thread = task.thread();
          if (thread != null && thread.getState() == Thread.State.RUNNABLE) {
            yield step(task.name(), thread);
          }
        }
        yield step("A virtual thread", loop.thread());
      }
    };
  }

  private static Watchdog.@Nullable Step step(String who, @Nullable Thread where) {
    return where == null ? null : new Watchdog.Step(who, List.of(where.getStackTrace()));
  }
}
