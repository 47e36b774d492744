package dev.rondo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What tasks wait for, for people: read by [CallGraph].
final class Waits {
  private Waits() {}

  /// The tasks that a task waits for, directly or as a gathering or a group.
  static List<Task<?>> tasksAwaitedBy(Task<?> task) {
    return switch (task.awaited()) {
      case Task<?> other -> List.of(other);
      case Gathering<?> gathering -> pendingTasks(gathering.children());
      case Promise<?> promise ->
          switch (promise.blocker()) {
            case TaskGroup group -> List.copyOf(group.drained());
            case Waiting.Several several -> pendingTasks(several.deferreds());
            case Gathering<?> gathering -> pendingTasks(gathering.children());
            case Task<?> other -> List.of(other);
            default -> List.of();
          };
      case null, default -> List.of();
    };
  }

  private static List<Task<?>> pendingTasks(Collection<? extends Deferred<?>> deferreds) {
    var tasks = new ArrayList<Task<?>>();
    for (var deferred : deferreds) {
      if (deferred instanceof Task<?> task && !task.isDone()) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  static Optional<String> describe(Task<?> task) {
    return switch (blocker(task)) {
      case null -> Optional.empty();
      case Task<?> other -> Optional.of(other.name());
      case Object what -> Optional.of(Text.of(what));
    };
  }

  /// Who holds the lock that a task waits for.
  static Optional<String> owner(Task<?> task) {
    var lock =
        switch (blocker(task)) {
          case Lock direct -> direct;
          case Condition condition -> condition.lock();
          case null, default -> null;
        };
    var owner = lock == null ? null : lock.owner();
    return owner == null ? Optional.empty() : Optional.of(owner.name());
  }

  private static @Nullable Object blocker(Task<?> task) {
    return task.awaited() instanceof Deferred<?> deferred ? deferred.blocker() : task.awaited();
  }

  static Duration age(Task<?> task) {
    return Duration.ofNanos(task.loop.now() - task.suspendedSince());
  }

  /// Where the coroutine is; without the frames of the library and the JDK that stop it.
  static List<StackTraceElement> stack(Task<?> task) {
    var frames = new ArrayList<StackTraceElement>();
    for (var frame : task.loop.scheduler.stack(task.coroutine().thread)) {
      var stops = frames.isEmpty() && isHowItStops(frame);
      if (!stops
          && !Cancellation.isOurs(frame.getClassName())
          && !frame.getClassName().startsWith("java.lang.VirtualThread")) {
        frames.add(frame);
      }
    }
    return frames;
  }

  /// The task whose coroutine goes on when this is run; null if it is another virtual thread.
  static @Nullable Task<?> taskOf(Loop loop, Runnable continuation) {
    for (var task : loop.tasks.toList()) {
      if (task.coroutine().goesOnBy(continuation)) {
        return task;
      }
    }
    return null;
  }

  /// Whether a frame is there because of [Coroutine#suspend], or because this looks at the caller.
  private static boolean isHowItStops(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Thread")
        && (frame.getMethodName().equals("yield") || frame.getMethodName().equals("getStackTrace"));
  }
}
