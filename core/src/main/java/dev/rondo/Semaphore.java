package dev.rondo;

import java.time.Duration;

/// A number of permits; who takes one when there is none waits for one to be given back.
///
/// {@snippet class=dev.rondo.SnippetsTest region=semaphore}
///
/// First come, first served. [#release()] may be called more often than [#acquire()]; a
/// [BoundedSemaphore] refuses that.
///
/// @threads coroutines of one loop
/// @asyncio `asyncio.Semaphore`
public sealed class Semaphore permits BoundedSemaphore {
  private final LoopBinding binding = new LoopBinding(this);

  /// Those who have not been given a permit.
  private final Waiters waiters = new Waiters(this);

  /// How many were given a permit and have not resumed.
  private int woken;

  private int permits;

  /// How many permits there can be at most.
  private final int bound;

  /// Creates a semaphore.
  ///
  /// @param permits how many there are at first; zero or more
  /// @throws IllegalArgumentException if `permits` is negative
  public Semaphore(int permits) {
    this(permits, Integer.MAX_VALUE);
  }

  Semaphore(int permits, int bound) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits must be zero or more, but is " + permits);
    }
    this.permits = permits;
    this.bound = bound;
  }

  /// Takes a permit, waiting until there is one and it is this caller's turn.
  ///
  /// @suspends if there is none or others are in line
  /// @cancel no permit was taken; one that was meant for this caller goes to the next in line
  /// @asyncio `Semaphore.acquire`
  public final void acquire() {
    var task = binding.task("acquire");
    if (!isLocked()) {
      permits--;
      return;
    }
    var waiter = waiters.join(task);
    try {
      waiter.awaitSignal();
      woken--;
    } catch (Throwable notTaken) {
      waiters.leave(waiter);
      if (waiter.isDone() && !waiter.isCancelled()) {
        woken--;
        permits++;
      }
      throw notTaken;
    } finally {
      // Newcomers had to wait even while there were permits; now is the time for them.
      while (permits > 0 && wakeNext()) {
        // each round gives one permit
      }
    }
  }

  /// Takes a permit if that needs no waiting.
  ///
  /// @return whether one was taken
  /// @suspends never
  /// @asyncio none; there, `semaphore.locked()` is asked first
  public final boolean tryAcquire() {
    binding.task("tryAcquire");
    if (isLocked()) {
      return false;
    }
    permits--;
    return true;
  }

  /// Takes a permit if one can be had in time.
  ///
  /// @param limit how long to wait at most
  /// @return whether one was taken
  /// @suspends if there is none or others are in line
  /// @cancel as with [#acquire()]; the same holds if the limit is over
  /// @asyncio `wait_for(semaphore.acquire(), timeout)`
  public final boolean tryAcquire(Duration limit) {
    Arguments.notNull(limit, "limit");
    return tryAcquire() || Timeout.inTime(limit, this::acquire);
  }

  /// Takes a permit and returns what gives it back, for try-with-resources.
  ///
  /// @return closing it gives the permit back
  /// @suspends if there is none or others are in line
  /// @cancel as with [#acquire()]
  /// @asyncio `async with semaphore`
  public final Held hold() {
    acquire();
    return new HeldOnce(this::release);
  }

  /// Gives a permit back; the first in line gets it.
  ///
  /// @throws IllegalStateException if this is bounded and no permit was taken, or if there would be
  ///   more than [Integer#MAX_VALUE]
  /// @suspends never
  /// @asyncio `Semaphore.release`
  public final void release() {
    binding.check("release");
    if (permits + woken >= bound) {
      throw new IllegalStateException(tooMany());
    }
    permits++;
    var _ = wakeNext();
  }

  /// What is wrong with a release beyond the bound.
  String tooMany() {
    return "Semaphore released too many times: it has " + bound + " permits";
  }

  private boolean wakeNext() {
    permits--;
    if (waiters.takeAndWake()) {
      woken++;
      return true;
    }
    permits++;
    return false;
  }

  /// {@return whether [#acquire()] would wait}
  ///
  /// @suspends never
  /// @asyncio `Semaphore.locked`
  public final boolean locked() {
    binding.check("locked");
    return isLocked();
  }

  private boolean isLocked() {
    return permits == 0 || woken > 0 || waiters.hasLive();
  }

  /// {@return how many permits are free and how many wait}
  ///
  /// @asyncio none
  public final Statistics statistics() {
    binding.check("statistics");
    return new Statistics(permits, waiters.size() + woken);
  }

  /// A look at a semaphore.
  ///
  /// @param permits how many permits are free and not meant for somebody who was woken
  /// @param waiting how many are in line; who was woken is, until it resumes
  public record Statistics(int permits, int waiting) {}

  /// {@return the state, for people}
  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "["
        + permits
        + " free, "
        + (waiters.size() + woken)
        + " waiting]";
  }
}
