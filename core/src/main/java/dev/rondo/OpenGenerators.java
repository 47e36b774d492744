package dev.rondo;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The generators of a loop that have started and not ended, so that they are closed when nobody
/// can ask them any more.
final class OpenGenerators {
  private static final class Owner extends WeakReference<Generator<?, ?, ?>> {
    final GeneratorFrame<?, ?, ?> frame;

    Owner(
        Generator<?, ?, ?> owner,
        GeneratorFrame<?, ?, ?> frame,
        ReferenceQueue<Generator<?, ?, ?>> queue) {
      super(owner, queue);
      this.frame = frame;
    }
  }

  private final Loop loop;
  private final ReferenceQueue<Generator<?, ?, ?>> abandoned = new ReferenceQueue<>();
  private final Map<GeneratorFrame<?, ?, ?>, Owner> open = new LinkedHashMap<>();

  OpenGenerators(Loop loop) {
    this.loop = loop;
  }

  void add(GeneratorFrame<?, ?, ?> frame, Generator<?, ?, ?> owner) {
    open.put(frame, new Owner(owner, frame, abandoned));
  }

  void remove(GeneratorFrame<?, ?, ?> frame) {
    open.remove(frame);
  }

  /// Closes those whose owner the garbage collector has found unreachable. Cheap when there are
  /// none.
  void closeAbandoned() {
    if (open.isEmpty()) {
      return;
    }
    Object next;
    while ((next = abandoned.poll()) != null) {
      if (next instanceof Owner owner && open.containsKey(owner.frame)) {
        var _ = close(owner.frame);
      }
    }
  }

  /// Closes all, each in a task of its own.
  List<Task<@Nullable Void>> closeAll() {
    var tasks = new ArrayList<Task<@Nullable Void>>();
    for (var frame : List.copyOf(open.keySet())) {
      tasks.add(close(frame));
    }
    return tasks;
  }

  private Task<@Nullable Void> close(GeneratorFrame<?, ?, ?> frame) {
    open.remove(frame); // one that refuses to end is asked once
    return loop.createTask(
        "close a generator",
        Awaitable.of(
            () -> {
              try {
                frame.close();
              } catch (Throwable exception) {
                loop.report("Exception while a generator was closed", exception, null);
              }
            }));
  }
}
