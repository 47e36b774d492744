package dev.rondo.testing;

import dev.rondo.ReadyStep;
import dev.rondo.StepOrder;
import dev.rondo.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The choices of one run, as they are made: how a schedule is recorded and replayed.
///
/// A schedule is what it has that first in, first out has not: at which step another one than the
/// first was chosen. As text that is `7:1,9:2`, and empty for first in, first out.
final class Choices implements StepOrder {
  /// Makes choices.
  @FunctionalInterface
  interface Chooser {
    int choose(int step, List<ReadyStep> ready);
  }

  private final Chooser chooser;
  private final boolean tells;
  private final List<Integer> made = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private final List<String> timeline = new ArrayList<>();
  private @Nullable ReadyStep last;

  /// @param tells whether the run is to be told step by step, which takes time
  Choices(Chooser chooser, boolean tells) {
    this.chooser = chooser;
    this.tells = tells;
  }

  /// Always who was ready first, but for some steps; where a step has fewer choices, the last one.
  static Chooser replaying(Map<Integer, Integer> deviations) {
    return (step, ready) -> Math.min(deviations.getOrDefault(step, 0), ready.size() - 1);
  }

  static Map<Integer, Integer> parse(String token) {
    var deviations = new TreeMap<Integer, Integer>();
    if (!token.isBlank()) {
      for (var part : token.split(",", -1)) {
        var pair = part.split(":", -1);
        try {
          deviations.put(Integer.parseInt(pair[0].strip()), Integer.parseInt(pair[1].strip()));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException broken) {
          throw new IllegalArgumentException(
              "\"" + token + "\" is no schedule; expected pairs as in 7:1,9:2", broken);
        }
      }
    }
    return deviations;
  }

  static String token(Map<Integer, Integer> deviations) {
    return deviations.entrySet().stream()
        .map(each -> each.getKey() + ":" + each.getValue())
        .collect(Collectors.joining(","));
  }

  @Override
  public int next(List<ReadyStep> ready) {
    if (tells) {
      tellWhatBecameOfTheLast();
    }
    var choice = chooser.choose(made.size(), ready);
    made.add(choice);
    widths.add(ready.size());
    last = ready.get(choice);
    return choice;
  }

  private void tellWhatBecameOfTheLast() {
    if (last != null) {
      var what = last.task().map(Choices::describe).orElse("ran");
      timeline.add(String.format("%4d  %-20s %s", made.size() - 1, last.name(), what));
      last = null;
    }
  }

  /// Not at which line it waits: a look at the stack of a thread that is set aside makes it ready
  /// once more, so the schedule would not be the same.
  private static String describe(Task<?> task) {
    return task.done() ? "ended" : task.toString();
  }

  int steps() {
    return made.size();
  }

  Map<Integer, Integer> deviations() {
    var deviations = new TreeMap<Integer, Integer>();
    for (var step = 0; step < made.size(); step++) {
      if (made.get(step) != 0) {
        deviations.put(step, made.get(step));
      }
    }
    return deviations;
  }

  List<String> timeline() {
    if (last != null) {
      timeline.add(
          String.format("%4d  %-20s %s", made.size() - 1, last.name(), "was the last to run"));
      last = null;
    }
    return timeline;
  }

  /// The choices of the next schedule of a depth-first search; null when there is none.
  int @Nullable [] nextPrefix() {
    for (var step = made.size() - 1; step >= 0; step--) {
      if (made.get(step) + 1 < widths.get(step)) {
        var prefix = made.stream().limit(step + 1L).mapToInt(Integer::intValue).toArray();
        prefix[step]++;
        return prefix;
      }
    }
    return null;
  }

  static Chooser following(int[] prefix) {
    var copy = Arrays.copyOf(prefix, prefix.length);
    return (step, ready) -> step < copy.length ? Math.min(copy[step], ready.size() - 1) : 0;
  }
}
