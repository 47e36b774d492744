package dev.rondo;

import org.jspecify.annotations.Nullable;

/// Awaits something through a promise of its own, which alone is cancelled when the caller is.
final class Shield {
  private Shield() {}

  static <T extends @Nullable Object> T await(Deferred<T> inner) throws Exception {
    if (inner.isDone()) {
      return inner.await();
    }
    var outer = new Promise<T>(inner.loop, inner.blocker());
    var entry = inner.register(done -> copy(done, outer));
    try {
      return outer.await();
    } finally {
      inner.callOff(entry);
    }
  }

  private static <T extends @Nullable Object> void copy(Deferred<T> inner, Promise<T> outer) {
    if (outer.isDone()) {
      return;
    }
    if (inner.isCancelled()) {
      outer.abort(new Cancellation(null, null, null));
      return;
    }
    var failure = inner.takeFailure();
    if (failure != null) {
      outer.fail(failure);
    } else {
      outer.succeedWith(inner);
    }
  }
}
