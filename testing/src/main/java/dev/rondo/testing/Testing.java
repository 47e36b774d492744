package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.Awaitable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs coroutines under virtual time and looks at what they leave behind; meant to be imported
/// statically.
///
/// A run has a loop of its own, isolated (see [dev.rondo.LoopOptions]) and in debug mode, whose
/// [VirtualClock] jumps to the next timer when nothing is ready. Apart from that all is as in
/// [Async#run(Awaitable)]. When the main coroutine has ended, the run fails with a [CheckFailure]
/// if it left one of the things behind that [Check] lists.
///
/// When the main coroutine fails, its exception is thrown as it is. What other tasks did meanwhile
/// is suppressed on it, as a [WaitGraph], and so is what the checks found.
public final class Testing {
  private Testing() {}

  /// Runs a coroutine and returns its result.
  ///
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its result
  /// @throws Exception what `body` throws
  /// @throws CheckFailure if the run left something behind
  /// @throws dev.rondo.DeadlockException if all tasks wait for each other for ever
  /// @throws IllegalStateException if the caller is a coroutine or a callback
  /// @threads any that runs no loop
  public static <T extends @Nullable Object> T run(Awaitable<T> body) throws Exception {
    return run(new VirtualClock(), Checks.ALL, body);
  }

  /// Runs a coroutine without a result, see [#run(Awaitable)].
  ///
  /// @param body the coroutine
  /// @throws Exception what `body` throws
  /// @throws CheckFailure if the run left something behind
  /// @threads any that runs no loop
  public static void run(Action body) throws Exception {
    run(Awaitable.of(body));
  }

  /// Runs a coroutine and makes some checks only, see [#run(Awaitable)].
  ///
  /// @param checks what is looked at in the end
  /// @param body the coroutine
  /// @throws Exception what `body` throws
  /// @throws CheckFailure if the run left something behind
  /// @threads any that runs no loop
  public static void run(Checks checks, Action body) throws Exception {
    run(new VirtualClock(), checks, Awaitable.of(body));
  }

  /// Runs a coroutine with a clock of its own, see [#run(Awaitable)].
  ///
  /// @param clock the clock; it serves this run only
  /// @param checks what is looked at in the end
  /// @param body the coroutine
  /// @param <T> the type of its result
  /// @return its result
  /// @throws Exception what `body` throws
  /// @throws CheckFailure if the run left something behind
  /// @threads any that runs no loop
  public static <T extends @Nullable Object> T run(
      VirtualClock clock, Checks checks, Awaitable<T> body) throws Exception {
    return new TestRun(clock, checks, Optional.empty()).run(body);
  }

  /// Lets time pass, see [VirtualClock#advance(Duration)].
  ///
  /// @param duration how much time passes
  /// @throws IllegalStateException if the caller is not a coroutine under test
  /// @suspends until everybody else is idle at the new time
  /// @cancel time stands where it is
  public static void advance(Duration duration) {
    TestRun.current("advance").clock.advance(duration);
  }

  /// Waits until nothing is ready and every other task waits, see [VirtualClock#awaitIdle()].
  ///
  /// @throws IllegalStateException if the caller is not a coroutine under test
  /// @suspends always
  /// @cancel leaves nothing behind
  public static void awaitIdle() {
    TestRun.current("awaitIdle").clock.awaitIdle();
  }

  /// Runs code that must wait at least once. Giving up the turn is waiting.
  ///
  /// @param body the code
  /// @throws AssertionError if it does not wait
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  public static void assertSuspends(Action body) throws Exception {
    if (Suspension.during(body).isEmpty()) {
      throw new AssertionError(Async.currentTask().name() + " was to wait, but did not");
    }
  }

  /// Runs code that must not wait.
  ///
  /// @param body the code
  /// @throws AssertionError if it waits, when it has ended
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  public static void assertDoesNotSuspend(Action body) throws Exception {
    var suspension = Suspension.during(body);
    if (suspension.isPresent()) {
      throw new AssertionError(
          Async.currentTask().name() + " was not to wait, but " + suspension.get());
    }
  }

  /// Runs code that nobody may interrupt, so it must not wait: while a coroutine does not wait, no
  /// other one runs.
  ///
  /// @param body the code
  /// @throws AssertionError if it waits, when it has ended; also if it fails, with what it threw
  ///   suppressed
  /// @throws Exception what `body` throws
  /// @suspends if `body` does
  /// @cancel is up to `body`
  public static void atomic(Action body) throws Exception {
    Suspension.forbid(body);
  }
}
