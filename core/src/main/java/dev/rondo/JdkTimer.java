package dev.rondo;

import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A timed wait of JDK code in a coroutine (`Thread.sleep`, `parkNanos`, `Object.wait` with a
/// time), as a timer of the loop.
final class JdkTimer extends Timer implements ScheduledFuture<Object> {
  private final Loop loop;
  private final Runnable command;
  private final long realDeadline;

  /// What ran when the wait began.
  private final @Nullable Object waiting;

  private boolean announced;
  private volatile boolean ran;

  /// The timer that goes on in our place after the loop closed.
  private volatile @Nullable ScheduledFuture<?> successor;

  private JdkTimer(Loop loop, Runnable command, long nanos) {
    super(Arguments.deadline(loop.now(), nanos));
    this.loop = loop;
    this.command = command;
    this.realDeadline = Arguments.deadline(System.nanoTime(), nanos);
    this.waiting = loop.steps.item();
  }

  static ScheduledFuture<?> schedule(Loop loop, Runnable command, long nanos) {
    if (!loop.isOnItsThread()) {
      // A thread that outlived its loop.
      return ForkJoinPool.commonPool().schedule(command, nanos, TimeUnit.NANOSECONDS);
    }
    var timer = new JdkTimer(loop, command, nanos);
    loop.timers.add(timer);
    return timer;
  }

  /// Goes on elsewhere: the loop is closing and the thread that waits here outlives it.
  void leave() {
    successor =
        ForkJoinPool.commonPool()
            .schedule(command, Math.max(0, when - loop.now()), TimeUnit.NANOSECONDS);
  }

  /// How long the JDK will find that the wait is not over. It asks the system's clock, so a clock
  /// that jumps would only have it wait again, and again.
  long realNanosLeft() {
    return realDeadline - System.nanoTime();
  }

  /// Tells a clock that is not the system's who makes it wait.
  ///
  /// @return how long
  long announceRealTime(LoopClock clock) {
    if (!announced && !(clock instanceof SystemClock)) {
      announced = true;
      var task =
          switch (waiting) {
            case Task<?> running -> running;
            case Runnable continuation -> Waits.taskOf(loop, continuation);
            case null, default -> null;
          };
      clock.waitsInRealTime(
          task == null ? "a virtual thread" : task.name(),
          task == null ? List.of() : Waits.stack(task));
    }
    return realNanosLeft();
  }

  @Override
  void run() {
    ran = true;
    command.run();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (loop.isClosed()) {
      var other = successor;
      return other != null && other.cancel(false);
    }
    if (ran || cancelled) {
      return false;
    }
    loop.timers.cancel(this);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isDone() {
    return ran || cancelled;
  }

  @Override
  public Object get() {
    throw new UnsupportedOperationException("the JDK never asks for it");
  }

  @Override
  public Object get(long timeout, TimeUnit unit) {
    return get();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(when - loop.now(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }
}
