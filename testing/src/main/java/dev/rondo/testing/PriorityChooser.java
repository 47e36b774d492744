package dev.rondo.testing;

import dev.rondo.ReadyStep;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Probabilistic concurrency testing: each task has a random priority and the highest one runs; at
/// a few random steps the one that would run drops below all others. Finds bugs that need few
/// changes at the right places more often than plain chance does.
final class PriorityChooser implements Choices.Chooser {
  private final SplittableRandom random;
  private final Set<Integer> changes = new HashSet<>();
  private final IdentityHashMap<Object, Double> priorities = new IdentityHashMap<>();
  private double lowest;

  /// @param depth how many changes, and one more
  /// @param steps how many steps a run has, more or less
  PriorityChooser(SplittableRandom random, int depth, int steps) {
    this.random = random;
    for (var change = 1; change < depth; change++) {
      changes.add(random.nextInt(Math.max(1, steps)));
    }
  }

  @Override
  public int choose(int step, List<ReadyStep> ready) {
    var best = best(ready);
    if (changes.remove(step)) {
      lowest--;
      priorities.put(ready.get(best).source(), lowest);
      best = best(ready);
    }
    return best;
  }

  private int best(List<ReadyStep> ready) {
    var best = 0;
    for (var index = 0; index < ready.size(); index++) {
      if (priority(ready.get(index)) > priority(ready.get(best))) {
        best = index;
      }
    }
    return best;
  }

  private double priority(ReadyStep step) {
    return priorities.computeIfAbsent(step.source(), _ -> random.nextDouble());
  }
}
