package dev.rondo;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.Set;

/// Failures that nobody has looked at yet. They are reported once: when the garbage collector finds
/// that nobody can look any more, or when the loop closes.
final class UnseenFailures {
  private static final String NOT_RETRIEVED = " exception was never retrieved";

  private static final class Watch extends WeakReference<Deferred<?>> {
    final Deferred.Failure failure;
    final String source;

    Watch(Deferred<?> source, Deferred.Failure failure, ReferenceQueue<Deferred<?>> queue) {
      super(source, queue);
      this.failure = failure;
      this.source = source instanceof Task<?> task ? describe(task) : "Promise" + NOT_RETRIEVED;
    }

    private static String describe(Task<?> task) {
      return "Task"
          + NOT_RETRIEVED
          + ": "
          + task.name()
          + (task.createdAt == null
              ? " (debug mode tells where it was created)"
              : ", created at " + task.createdAt);
    }
  }

  private final Loop loop;
  private final ReferenceQueue<Deferred<?>> unreachable = new ReferenceQueue<>();
  private final Set<Watch> watches = new LinkedHashSet<>();

  UnseenFailures(Loop loop) {
    this.loop = loop;
  }

  void watch(Deferred<?> source, Deferred.Failure failure) {
    watches.add(new Watch(source, failure, unreachable));
  }

  /// Reports failures that became unreachable. Cheap when there are none.
  void reportUnreachable() {
    if (watches.isEmpty()) {
      return;
    }
    Reference<? extends Deferred<?>> next;
    while ((next = unreachable.poll()) != null) {
      if (watches.remove(next) && next instanceof Watch watch) {
        report(watch);
      }
    }
  }

  void reportAll() {
    var all = new LinkedHashSet<>(watches);
    watches.clear();
    all.forEach(this::report);
  }

  private void report(Watch watch) {
    if (!watch.failure.seen) {
      watch.failure.seen = true;
      loop.report(watch.source, watch.failure.exception, null);
    }
  }
}
