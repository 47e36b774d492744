package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.LoopClock;
import dev.rondo.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Time that moves only when nothing else is to be done, and then at once.
///
/// A clock serves one loop and begins at zero. While another thread owes the loop a result, time
/// stands still. Waits in code of the JDK, as in [Thread#sleep(Duration)], take their time really;
/// the clock remembers them, see [#realWaits()].
///
/// @threads the coroutines of its loop, except for [#now()]
/// @asyncio none; `trio.testing.MockClock`
public final class VirtualClock implements LoopClock {
  private record Advance(long until, Promise<@Nullable Void> done) {}

  private final boolean jumps;
  private final List<Promise<@Nullable Void>> idle = new ArrayList<>();
  private final List<Advance> advances = new ArrayList<>();
  private final List<String> realWaits = new ArrayList<>();
  private BooleanSupplier beforePause = () -> false;
  private BooleanSupplier wakeUps = () -> false;
  private volatile long now;

  /// Creates a clock that jumps to the next timer when nothing is ready.
  public VirtualClock() {
    this(true);
  }

  private VirtualClock(boolean jumps) {
    this.jumps = jumps;
  }

  /// {@return a clock that moves only by [#advance(Duration)]} Where all tasks wait for time to
  /// pass and nobody advances it, a [dev.rondo.DeadlockException] ends the run.
  public static VirtualClock byHand() {
    return new VirtualClock(false);
  }

  /// Has wake-ups awaited that are on their way.
  ///
  /// @param arrive waits for them and returns whether there were any
  void beforeRest(BooleanSupplier arrive) {
    wakeUps = arrive;
  }

  /// Has something done before time moves or the run comes to rest.
  ///
  /// @param action returns whether it has made something ready
  void beforePause(BooleanSupplier action) {
    beforePause = action;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long pause(long when, boolean owed) {
    if (wakeUps.getAsBoolean() || beforePause.getAsBoolean()) {
      return 0;
    }
    if (owed) {
      return NEVER;
    }
    if (!idle.isEmpty()) {
      idle.forEach(VirtualClock::complete);
      idle.clear();
      return 0;
    }
    if (!advances.isEmpty()) {
      var next = advances.getFirst();
      now = Math.max(now, Math.min(when, next.until));
      if (when > next.until) {
        advances.removeFirst();
        complete(next.done);
      }
      return 0;
    }
    if (when == NEVER || !jumps) {
      return NEVER;
    }
    now = Math.max(now, when);
    return 0;
  }

  private static void complete(Promise<@Nullable Void> promise) {
    if (!promise.done()) {
      promise.setResult(null);
    }
  }

  @Override
  public void waitsInRealTime(String who, List<StackTraceElement> stack) {
    realWaits.add(who + Places.firstOfUser(stack).map(frame -> " at " + frame).orElse(""));
  }

  /// {@return who waited in code of the JDK for real time to pass, and where}
  public List<String> realWaits() {
    return List.copyOf(realWaits);
  }

  /// {@return the time since the beginning}
  ///
  /// @threads any
  public Duration elapsed() {
    return Duration.ofNanos(now);
  }

  /// Lets time pass: runs what is ready until nothing is, moves on to the next timer, and so on up
  /// to and including what is due at the end of `duration`.
  ///
  /// @param duration how much time passes; zero lets everything run that is due now
  /// @throws IllegalArgumentException if it is negative
  /// @throws IllegalStateException if the caller is not a coroutine of this clock's loop
  /// @suspends until everybody else is idle at the new time
  /// @cancel time stands where it is
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back: " + duration);
    }
    var longest = Duration.ofNanos(NEVER - 1 - now);
    var target = now + (duration.compareTo(longest) < 0 ? duration : longest).toNanos();
    var advance = new Advance(target, promise("advance"));
    advances.add(advance);
    advances.sort(Comparator.comparingLong(Advance::until));
    try {
      await(advance.done);
    } finally {
      advances.remove(advance);
    }
  }

  /// Waits until nothing is ready and every other task waits. Time does not move meanwhile.
  ///
  /// @throws IllegalStateException if the caller is not a coroutine of this clock's loop
  /// @suspends always
  /// @cancel leaves nothing behind
  public void awaitIdle() {
    var promise = promise("awaitIdle");
    idle.add(promise);
    try {
      await(promise);
    } finally {
      idle.remove(promise);
    }
  }

  private Promise<@Nullable Void> promise(String operation) {
    Async.currentTask();
    var loop = Async.runningLoop();
    if (loop.clock() != this) {
      throw new IllegalStateException(
          operation
              + " was called on a clock that is not that of the running loop; make the loop with"
              + " Loop.create(LoopOptions.DEFAULT.withClock(clock)), or take the clock that the"
              + " test is given");
    }
    return loop.createPromise();
  }

  private static void await(Promise<@Nullable Void> promise) {
    try {
      promise.await();
    } catch (Exception impossible) {
      throw new AssertionError("nobody fails this promise", impossible);
    }
  }

  /// {@return the time, for people}
  @Override
  public String toString() {
    return "VirtualClock[" + elapsed() + (jumps ? "]" : ", by hand]");
  }
}
