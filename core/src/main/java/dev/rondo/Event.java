package dev.rondo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A flag that coroutines wait for.
///
/// @threads coroutines and callbacks of one loop
/// @asyncio `asyncio.Event`
public final class Event implements Awaitable<@Nullable Void> {
  private final LoopBinding binding = new LoopBinding(this);
  private final Waiters waiters = new Waiters(this);
  private boolean set;

  /// Creates an event that is not set.
  public Event() {}

  /// Sets the flag. All that wait are resumed, in the order in which they came, even if the flag is
  /// cleared before it is their turn.
  ///
  /// @suspends never
  /// @asyncio `Event.set`
  public void set() {
    binding.check("set");
    set = true;
    waiters.takeAndWakeAll();
  }

  /// Clears the flag: who waits from now on waits for the next [#set()].
  ///
  /// @suspends never
  /// @asyncio `Event.clear`
  public void clear() {
    binding.check("clear");
    set = false;
  }

  /// {@return whether the flag is set}
  ///
  /// @asyncio `Event.is_set`
  public boolean isSet() {
    binding.check("isSet");
    return set;
  }

  /// Waits until the flag is set.
  ///
  /// @return null
  /// @suspends if the flag is not set
  /// @cancel leaves nothing behind; the caller is cancelled even if the flag was set meanwhile
  /// @asyncio `Event.wait`
  @Override
  public @Nullable Void await() {
    var task = binding.task("await");
    if (!set) {
      var waiter = waiters.join(task);
      try {
        waiter.awaitSignal();
      } catch (Throwable notWoken) {
        waiters.leave(waiter);
        throw notWoken;
      }
    }
    return null;
  }

  /// Waits until the flag is set, but not for ever.
  ///
  /// @param limit how long to wait at most
  /// @return whether the flag was set in time
  /// @suspends if the flag is not set
  /// @cancel as with [#await()]; the same holds if the limit is over
  /// @asyncio `wait_for(event.wait(), timeout)`
  public boolean await(Duration limit) {
    Arguments.notNull(limit, "limit");
    var _ = binding.task("await");
    return set || Timeout.inTime(limit, this::await);
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return "Event[" + (set ? "set" : "unset, " + waiters.size() + " waiting") + "]";
  }
}
