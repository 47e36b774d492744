package dev.rondo;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands out tasks and promises in the order in which they end.
final class Completions<T extends @Nullable Object> implements Iterator<Deferred<? extends T>> {
  private final Queue<Deferred<? extends T>> done = new Queue<>();
  private int left;

  Completions(List<? extends Deferred<? extends T>> deferreds) {
    Set<Deferred<? extends T>> distinct = new LinkedHashSet<>(deferreds);
    left = distinct.size();
    distinct.forEach(this::watch);
  }

  private <C extends T> void watch(Deferred<C> deferred) {
    Consumer<Deferred<C>> callback = done::putNowait;
    deferred.addDoneCallback(callback);
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public Deferred<? extends T> next() {
    if (left == 0) {
      throw new NoSuchElementException("all are done");
    }
    left--; // before the wait, so that of several who ask each gets one or is refused
    try {
      return done.get();
    } catch (Throwable notTaken) {
      left++;
      throw notTaken;
    }
  }
}
