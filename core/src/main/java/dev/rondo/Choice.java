package dev.rondo;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Takes the next step out of the ready queue in an order that a [StepOrder] gives.
final class Choice {
  private Choice() {}

  /// Takes one out of `ready`, null if all that was ready is cancelled, or the order wants to be
  /// asked again.
  static @Nullable Object take(Loop loop, StepOrder order, ReadyQueue ready) {
    ready.removeIf(Choice::isCancelled);
    var steps = new ArrayList<ReadyStep>();
    var items = new ArrayList<Object>();
    var callback = false;
    for (var place = 0; place < ready.size(); place++) {
      var item = ready.get(place);
      var isCallback = item instanceof Handle || item instanceof Timer;
      if (!isCallback || !callback) {
        callback |= isCallback;
        items.add(item);
        steps.add(describe(loop, item));
      }
    }
    if (items.isEmpty()) {
      return null;
    }
    var index = order.next(steps);
    if (index == StepOrder.AGAIN) {
      return null;
    }
    if (index < 0 || index >= items.size()) {
      throw new IllegalArgumentException(
          order + " chose step " + index + " of " + items.size() + "; the first one has index 0");
    }
    var chosen = items.get(index);
    // What the order did may have taken it away; then it comes another time, or never.
    return ready.removeFirst(chosen) ? chosen : null;
  }

  private static boolean isCancelled(Object item) {
    return switch (item) {
      case Handle handle -> handle.cancelled();
      case Timer timer -> timer.cancelled;
      default -> false;
    };
  }

  private static ReadyStep describe(Loop loop, Object item) {
    return switch (item) {
      case Task<?> task -> new ReadyStep(task, task.name());
      case Sleep sleep -> new ReadyStep(sleep, "end of a " + sleep);
      case Runnable continuation -> {
        var task = Waits.taskOf(loop, continuation);
        yield task != null
            ? new ReadyStep(task, task.name())
            : new ReadyStep(continuation, "virtual thread");
      }
      default -> new ReadyStep(item, item.toString());
    };
  }
}
