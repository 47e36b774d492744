package dev.rondo;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What [Async#waitUntil(ReturnWhen, java.util.Collection)] found.
///
/// @param done those that are done
/// @param pending those that are not
/// @param <T> the type of their results
/// @asyncio the pair that `asyncio.wait` returns
public record DoneAndPending<T extends @Nullable Object>(
    Set<Deferred<T>> done, Set<Deferred<T>> pending) {
  /// Checks that there are both.
  public DoneAndPending {
    Arguments.notNull(done, "done");
    Arguments.notNull(pending, "pending");
  }
}
