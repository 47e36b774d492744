package dev.rondo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Mutual exclusion among the coroutines of a loop, across their waits.
///
/// {@snippet class=dev.rondo.SnippetsTest region=lock}
///
/// First come, first served: whoever waits gets the lock before anybody who comes later, even if
/// that one comes while the lock is free and the first in line has not resumed yet. Not reentrant,
/// and not owned: any coroutine of the loop may release it. Code that does not wait while it holds
/// a lock needs none, for only one coroutine of a loop runs at a time.
///
/// @threads coroutines of one loop
/// @asyncio `asyncio.Lock`
public final class Lock {
  private final LoopBinding binding = new LoopBinding(this);
  private final Waiters waiters = new Waiters(this);
  private boolean locked;
  private @Nullable Task<?> owner;

  /// Creates a free lock.
  public Lock() {}

  /// Takes the lock, waiting until it is free and this caller's turn.
  ///
  /// @suspends if the lock is taken or others are in line
  /// @cancel the lock was not taken; if it was this caller's turn, it is the next one's now
  /// @asyncio `Lock.acquire`
  public void acquire() {
    var task = binding.task("acquire");
    if (isFree()) {
      lockFor(task);
      return;
    }
    var waiter = waiters.join(task);
    try {
      waiter.awaitSignal();
    } catch (Throwable notTaken) {
      withdraw(waiter);
      throw notTaken;
    }
    waiters.leave(waiter);
    lockFor(task);
  }

  /// Takes the lock if that needs no waiting.
  ///
  /// @return whether it was taken
  /// @suspends never
  /// @asyncio none; there, `lock.locked()` is asked first
  public boolean tryAcquire() {
    var task = binding.task("tryAcquire");
    if (!isFree()) {
      return false;
    }
    lockFor(task);
    return true;
  }

  /// Takes the lock if it can be had in time.
  ///
  /// @param limit how long to wait at most
  /// @return whether it was taken
  /// @suspends if the lock is taken or others are in line
  /// @cancel as with [#acquire()]; the same holds if the limit is over
  /// @asyncio `wait_for(lock.acquire(), timeout)`
  public boolean tryAcquire(Duration limit) {
    Arguments.notNull(limit, "limit");
    return tryAcquire() || Timeout.inTime(limit, this::acquire);
  }

  /// Takes the lock and returns what releases it, for try-with-resources.
  ///
  /// @return closing it releases the lock
  /// @suspends if the lock is taken or others are in line
  /// @cancel as with [#acquire()]
  /// @asyncio `async with lock`
  public Held hold() {
    acquire();
    return new HeldOnce(this::release);
  }

  private void lockFor(Task<?> task) {
    locked = true;
    owner = task;
    task.locksHeld++;
  }

  private boolean isFree() {
    return !locked && !waiters.hasLive();
  }

  /// Gives the lock back; the first in line gets it.
  ///
  /// @throws IllegalStateException if it is not taken
  /// @suspends never
  /// @asyncio `Lock.release`
  public void release() {
    binding.check("release");
    if (!locked) {
      throw new IllegalStateException("Lock is not acquired.");
    }
    locked = false;
    if (owner != null) {
      owner.locksHeld--;
      owner = null;
    }
    waiters.wakeFirst();
  }

  /* ---- for selects ---- */

  /// Takes the lock if it is free and nobody comes before the caller.
  ///
  /// @param signal the caller's, if it stands in line
  boolean tryAcquireFor(@Nullable Promise<@Nullable Void> signal) {
    var task = binding.task("select");
    if (locked) {
      return false;
    }
    if (signal != null && waiters.first() == signal) {
      waiters.leave(signal);
    } else if (waiters.hasLive()) {
      return false;
    }
    lockFor(task);
    return true;
  }

  void enlist(Promise<@Nullable Void> signal) {
    waiters.join(signal);
  }

  /// Leaves the line; if the lock is free, it goes to the next.
  void withdraw(Promise<@Nullable Void> signal) {
    waiters.leave(signal);
    if (!locked) {
      waiters.wakeFirst();
    }
  }

  LoopBinding binding() {
    return binding;
  }

  /// The task that took the lock, for [CallGraph].
  @Nullable Task<?> owner() {
    return owner;
  }

  /// {@return whether the lock is taken}
  ///
  /// @suspends never
  /// @asyncio `Lock.locked`
  public boolean locked() {
    binding.check("locked");
    return locked;
  }

  /// {@return who holds it and how many wait}
  ///
  /// @asyncio none
  public Statistics statistics() {
    binding.check("statistics");
    return new Statistics(locked, waiters.size());
  }

  /// A look at a lock.
  ///
  /// @param locked whether it is taken
  /// @param waiting how many are in line; who was woken is, until it resumes
  public record Statistics(boolean locked, int waiting) {}

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Lock[" + (locked ? "locked, " + waiters.size() + " waiting" : "unlocked") + "]";
  }
}
