package dev.rondo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A lock, and a line of coroutines that wait until somebody who holds the lock signals them.
///
/// asyncio's `wait`, `notify` and `notify_all` are called [#await()], [#signal()] and
/// [#signalAll()], as in `java.util.concurrent`: the other names are taken by [Object].
///
/// @threads coroutines of one loop
/// @asyncio `asyncio.Condition`
public final class Condition {
  private final LoopBinding binding = new LoopBinding(this);

  /// Those who were not signalled.
  private final Waiters waiters = new Waiters(this);

  private final Lock lock;

  /// Creates a condition with a lock of its own.
  public Condition() {
    this(new Lock());
  }

  /// Creates a condition of a lock, which several conditions may share.
  ///
  /// @param lock the lock
  public Condition(Lock lock) {
    this.lock = Arguments.notNull(lock, "lock");
  }

  /// {@return the lock}
  public Lock lock() {
    return lock;
  }

  /// Takes the lock and returns what releases it, for try-with-resources.
  ///
  /// @return closing it releases the lock
  /// @suspends if the lock is taken or others are in line
  /// @cancel as with [Lock#acquire()]
  /// @asyncio `async with condition`
  public Held hold() {
    return lock.hold();
  }

  /// Releases the lock, waits for a signal, and takes the lock again.
  ///
  /// It may return without a signal, so check what you wait for again, or use
  /// [#awaitUntil(BooleanSupplier)].
  ///
  /// @throws IllegalStateException if the lock is not taken
  /// @suspends always
  /// @cancel the lock is taken again before the error leaves, however long that takes; a signal
  ///   that this caller got goes to another. Another may be woken even if this caller got none
  /// @asyncio `Condition.wait`
  public void await() {
    var task = binding.task("await");
    checkLocked("wait");
    lock.release();
    try {
      try {
        awaitSignal(task);
      } finally {
        reacquire();
      }
    } catch (Throwable notTaken) {
      // The signal may have been for this caller: somebody else must get it.
      wake(1);
      throw notTaken;
    }
  }

  private void awaitSignal(Task<?> task) {
    var waiter = waiters.join(task);
    try {
      waiter.awaitSignal();
    } finally {
      waiters.leave(waiter);
    }
  }

  private void reacquire() {
    CancelledError last = null;
    while (true) {
      try {
        lock.acquire();
        break;
      } catch (CancelledError error) {
        last = error;
      }
    }
    if (last != null) {
      throw last;
    }
  }

  /// Waits for a signal, but not for ever.
  ///
  /// @param limit until when this caller must have been signalled and have the lock again; if it
  ///   has not, it still takes the lock before it returns, however long that takes
  /// @return whether that was in time; a signal that came too late goes to another
  /// @throws IllegalStateException if the lock is not taken
  /// @suspends always
  /// @cancel as with [#await()]
  /// @asyncio `wait_for(condition.wait(), timeout)`
  public boolean await(Duration limit) {
    Arguments.notNull(limit, "limit");
    var _ = binding.task("await");
    checkLocked("wait");
    return Timeout.inTime(limit, this::await);
  }

  /// Waits for signals until something is true.
  ///
  /// @param predicate is asked first of all, and after every signal; always with the lock taken
  /// @throws IllegalStateException if the lock is not taken when it has to wait
  /// @suspends if it is not true yet
  /// @cancel as with [#await()]; a signal also goes to another if the predicate throws after it
  /// @asyncio `Condition.wait_for`
  public void awaitUntil(BooleanSupplier predicate) {
    Arguments.notNull(predicate, "predicate");
    var _ = binding.task("awaitUntil");
    var signalled = false;
    while (!holds(predicate, signalled)) {
      await();
      signalled = true;
    }
  }

  private boolean holds(BooleanSupplier predicate, boolean signalled) {
    try {
      return predicate.getAsBoolean();
    } catch (Throwable broken) {
      if (signalled) {
        wake(1);
      }
      throw broken;
    }
  }

  /// Wakes the one that has waited longest.
  ///
  /// @throws IllegalStateException if the lock is not taken
  /// @suspends never
  /// @asyncio `Condition.notify`
  public void signal() {
    signal(1);
  }

  /// Wakes those that have waited longest.
  ///
  /// @param count how many; zero or more
  /// @throws IllegalArgumentException if `count` is negative
  /// @throws IllegalStateException if the lock is not taken
  /// @suspends never
  /// @asyncio `Condition.notify(n)`
  public void signal(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be zero or more, but is " + count);
    }
    lock.binding().check("signal");
    binding.check("signal");
    checkLocked("notify");
    wake(count);
  }

  /// Wakes all that wait.
  ///
  /// @throws IllegalStateException if the lock is not taken
  /// @suspends never
  /// @asyncio `Condition.notify_all`
  public void signalAll() {
    signal(waiters.size());
  }

  private void wake(int count) {
    var left = count;
    while (left > 0 && waiters.takeAndWake()) {
      left--;
    }
  }

  private void checkLocked(String operation) {
    if (!lock.locked()) {
      throw new IllegalStateException("cannot " + operation + " on un-acquired lock");
    }
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Condition[" + waiters.size() + " waiting, " + lock + "]";
  }
}
