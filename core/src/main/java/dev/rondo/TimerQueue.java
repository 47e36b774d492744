package dev.rondo;

import java.util.ArrayList;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The timers of a loop, by deadline; equal deadlines in the order in which they were added.
///
/// A cancelled timer stays until it is due or until more than half of at least a hundred are
/// cancelled; then all cancelled ones leave at once. So cancelling costs a constant on average, and
/// what is cancelled takes no more room than what is not.
final class TimerQueue {
  private static final int SWEEP_FROM = 100;

  private PriorityQueue<Timer> heap = newHeap(16);
  private long added;
  private int cancelled;

  private static PriorityQueue<Timer> newHeap(int capacity) {
    return new PriorityQueue<>(
        Math.max(1, capacity),
        (a, b) ->
            a.when != b.when ? Long.compare(a.when, b.when) : Long.compare(a.sequence, b.sequence));
  }

  void add(Timer timer) {
    timer.sequence = added++;
    timer.queued = true;
    heap.add(timer);
  }

  void cancel(Timer timer) {
    if (timer.cancelled) {
      return;
    }
    timer.cancelled = true;
    if (timer.queued) {
      cancelled++;
      if (heap.size() >= SWEEP_FROM && cancelled > heap.size() / 2) {
        sweep();
      }
    }
  }

  private void sweep() {
    var live = new ArrayList<Timer>(heap.size() - cancelled);
    for (var timer : heap) {
      if (timer.cancelled) {
        timer.queued = false;
      } else {
        live.add(timer);
      }
    }
    var swept = newHeap(live.size());
    swept.addAll(live);
    heap = swept;
    cancelled = 0;
  }

  /// The timer that is due first, null if there is none. Cancelled ones before it are dropped.
  @Nullable Timer first() {
    Timer timer;
    while ((timer = heap.peek()) != null && timer.cancelled) {
      removeFirst();
      cancelled--;
    }
    return timer;
  }

  Timer removeFirst() {
    var timer = heap.remove();
    timer.queued = false;
    return timer;
  }

  int size() {
    return heap.size();
  }

  /// How many are not cancelled.
  int live() {
    return heap.size() - cancelled;
  }
}
