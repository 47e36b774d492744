package dev.rondo.benchmarks.jobs;

import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// What cannot be avoided: the data structure, the call, and nothing else.
public final class FloorJobs implements Jobs {
  private static final int CHILDREN = 6;

  /// The only one there is.
  public static final Jobs INSTANCE = new FloorJobs();

  private record Timer(long when, int index) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return Long.compare(when, other.when);
    }
  }

  private FloorJobs() {}

  @Override
  public Optional<Job> of(Workload workload) {
    return Optional.ofNullable(
        switch (workload) {
          case QUEUE_128 -> size -> handOver(128, size);
          case QUEUE_1, RENDEZVOUS -> size -> handOver(1, size);
          case TIMERS -> FloorJobs::heap;
          case CALL_SOON -> FloorJobs::chainOfCalls;
          case CALL_SOON_BURST, CALL_SOON_THREADSAFE_1 -> FloorJobs::calls;
          case GENERATOR -> FloorJobs::iterate;
          case TREE_GROUP, TREE_GATHER -> FloorJobs::tree;
          default -> null;
        });
  }

  /// An [ArrayDeque] is filled and emptied.
  private static long handOver(int limit, int size) {
    var queue = new ArrayDeque<Integer>(limit);
    var sum = 0L;
    var next = 0;
    while (next < size) {
      while (queue.size() < limit && next < size) {
        queue.add(next++);
      }
      while (!queue.isEmpty()) {
        sum += queue.remove();
      }
    }
    return sum;
  }

  /// A binary heap of all timers; those that fire are taken out.
  private static long heap(int size) {
    var timers = new PriorityQueue<Timer>();
    for (var index = 0; index < size; index++) {
      timers.add(new Timer(Delays.nanos(index), index));
    }
    var fired = 0L;
    while (fired < Delays.firing(size)) {
      fired += Delays.fires(timers.remove().index) ? 1 : 0;
    }
    return fired;
  }

  private static long chainOfCalls(int size) {
    var ready = new ArrayDeque<Runnable>();
    var count = new int[1];
    ready.add(
        new Runnable() {
          @Override
          public void run() {
            if (++count[0] < size) {
              ready.add(this);
            }
          }
        });
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
    return count[0];
  }

  private static long calls(int size) {
    var ready = new ArrayDeque<Runnable>();
    var count = new int[1];
    Runnable callback = () -> count[0]++;
    for (var index = 0; index < size; index++) {
      ready.add(callback);
    }
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
    return count[0];
  }

  private static long iterate(int size) {
    List<Integer> numbers = new ArrayList<>(size);
    for (var index = 0; index < size; index++) {
      numbers.add(index);
    }
    var sum = 0L;
    for (var number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static long tree(int levels) {
    var nodes = 1L;
    for (var child = 0; levels > 0 && child < CHILDREN; child++) {
      nodes += tree(levels - 1);
    }
    return nodes;
  }
}
