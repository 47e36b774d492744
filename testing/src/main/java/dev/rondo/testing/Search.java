package dev.rondo.testing;

import dev.rondo.ReadyStep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Which schedules are run, one after the other.
interface Search {
  /// The next schedule; empty when there is none.
  Optional<Chooser> next();

  /// Takes note of a run that did not fail.
  default void ran(Course course) {}

  /// Whether all schedules that there are were run.
  default boolean isComplete() {
    return false;
  }

  /// The random numbers of one schedule, which depend on its number and the seed only.
  private static SplittableRandom random(long seed, int number) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
  }

  /// Any who is ready may be next, all with the same probability.
  final class Random implements Search {
    private final int count;
    private final long seed;
    private int number;

    Random(int count, long seed) {
      this.count = count;
      this.seed = seed;
    }

    @Override
    public Optional<Chooser> next() {
      if (number == count) {
        return Optional.empty();
      }
      var random = random(seed, number++);
      return Optional.of((_, ready) -> random.nextInt(ready.size()));
    }
  }

  /// Probabilistic concurrency testing (Burckhardt and others, 2010): everybody has a priority, the
  /// highest runs, and at a few random places whoever would run is put last. A bug that needs
  /// `depth` such constraints is found with a probability that does not depend on luck alone.
  final class Pct implements Search {
    /// After so many turns in a row somebody who only keeps others waiting is put last.
    private static final int PATIENCE = 200;

    private static final int FIRST_GUESS = 16;
    private static final Object CALLBACKS = new Object();

    private final int count;
    private final int depth;
    private final long seed;
    private int number;
    private int length = FIRST_GUESS;

    Pct(int count, int depth, long seed) {
      this.count = count;
      this.depth = depth;
      this.seed = seed;
    }

    @Override
    public Optional<Chooser> next() {
      return number == count
          ? Optional.empty()
          : Optional.of(new Priorities(random(seed, number++)));
    }

    @Override
    public void ran(Course course) {
      length = Math.max(length, course.points());
    }

    private final class Priorities implements Chooser {
      private final SplittableRandom random;
      private final Set<Integer> changes = new HashSet<>();
      private final IdentityHashMap<Object, Double> priorities = new IdentityHashMap<>();
      private double lowest;
      private @Nullable Object last;
      private int turns;

      Priorities(SplittableRandom random) {
        this.random = random;
        for (var change = 1; change < depth; change++) {
          changes.add(random.nextInt(length));
        }
      }

      @Override
      public int choose(int point, List<ReadyStep> ready) {
        var best = best(ready);
        if (changes.contains(point) || isTiresome(ready.get(best))) {
          priorities.put(key(ready.get(best)), --lowest);
          best = best(ready);
        }
        return best;
      }

      private boolean isTiresome(ReadyStep step) {
        var key = key(step);
        turns = key == last ? turns + 1 : 0;
        last = key;
        return turns > PATIENCE;
      }

      private int best(List<ReadyStep> ready) {
        var best = 0;
        for (var index = 1; index < ready.size(); index++) {
          if (priority(ready.get(index)) > priority(ready.get(best))) {
            best = index;
          }
        }
        return best;
      }

      private double priority(ReadyStep step) {
        return priorities.computeIfAbsent(key(step), _ -> random.nextDouble());
      }

      /// Callbacks and timers are an object each, so they share one priority.
      private static Object key(ReadyStep step) {
        return step.task().isPresent() || step.name().equals("virtual thread")
            ? step.source()
            : CALLBACKS;
      }
    }
  }

  /// All schedules: first those that differ from first in, first out in no place, then those that
  /// differ in one, and so on.
  final class Exhaustive implements Search {
    private record Node(@Nullable Node parent, int point, int index, int width) {
      List<Deviation> schedule() {
        var schedule = new ArrayList<Deviation>();
        for (var node = this; node != null && node.index > 0; node = node.parent) {
          schedule.add(new Deviation(node.point, node.index));
        }
        Collections.reverse(schedule);
        return schedule;
      }
    }

    private final int max;
    private final ArrayDeque<Node> open = new ArrayDeque<>();
    private @Nullable Node current;
    private int begun;
    private boolean dropped;

    Exhaustive(int max) {
      this.max = max;
      open.add(new Node(null, -1, 0, 0));
    }

    @Override
    public Optional<Chooser> next() {
      if (open.isEmpty()) {
        return Optional.empty();
      }
      var node = open.remove();
      current = node;
      begun++;
      var chooser = Chooser.of(node.schedule());
      return Optional.of(
          (point, ready) -> {
            if (point == node.point && ready.size() != node.width) {
              throw new IllegalStateException(
                  "the program is not the same in each run: at choice "
                      + point
                      + " there were "
                      + node.width
                      + " and now there are "
                      + ready.size()
                      + "; state that outlives a run, real time, threads and random numbers do"
                      + " that");
            }
            return chooser.choose(point, ready);
          });
    }

    @Override
    public void ran(Course course) {
      var node = current;
      if (node == null) {
        return;
      }
      for (var point = node.point + 1; point < course.points(); point++) {
        var width = course.width(point);
        for (var index = 1; index < width; index++) {
          if (begun + open.size() >= max) {
            dropped = true;
            return;
          }
          open.add(new Node(node, point, index, width));
        }
      }
    }

    /// How many deviations the schedule has that was last given.
    int size() {
      return current == null ? 0 : current.schedule().size();
    }

    @Override
    public boolean isComplete() {
      return open.isEmpty() && !dropped;
    }
  }

  /// One schedule that is known.
  final class Replay implements Search {
    private final List<Deviation> schedule;
    private boolean begun;

    Replay(List<Deviation> schedule) {
      this.schedule = schedule;
    }

    @Override
    public Optional<Chooser> next() {
      if (begun) {
        return Optional.empty();
      }
      begun = true;
      return Optional.of(Chooser.of(schedule));
    }
  }
}
