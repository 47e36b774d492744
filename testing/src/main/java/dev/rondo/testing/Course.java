package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.ReadyStep;
import dev.rondo.StepOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The order of one run: who chooses, and what was chosen.
final class Course implements StepOrder {
  private final Chooser chooser;
  private final int maxSteps;
  private final Optional<Timeline> timeline;
  private final List<Deviation> deviations = new ArrayList<>();
  private int[] widths = new int[64];
  private int points;
  private int steps;

  Course(Chooser chooser, int maxSteps) {
    this(chooser, maxSteps, Optional.empty());
  }

  Course(Chooser chooser, int maxSteps, Optional<Timeline> timeline) {
    this.chooser = chooser;
    this.maxSteps = maxSteps;
    this.timeline = timeline;
  }

  @Override
  public int next(List<ReadyStep> ready) {
    if (steps == maxSteps) {
      throw new StepLimitFailure(maxSteps, Places.text(Async.captureCallGraph(), null));
    }
    var index = ready.size() == 1 ? 0 : choose(ready);
    var step = steps++;
    timeline.ifPresent(record -> record.step(step, ready, index));
    return index;
  }

  private int choose(List<ReadyStep> ready) {
    if (points == widths.length) {
      widths = Arrays.copyOf(widths, 2 * points);
    }
    widths[points] = ready.size();
    var index = chooser.choose(points, ready);
    if (index != 0) {
      deviations.add(new Deviation(points, index));
    }
    points++;
    return index;
  }

  int steps() {
    return steps;
  }

  /// How many choices there were.
  int points() {
    return points;
  }

  /// Among how many a choice was.
  int width(int point) {
    return widths[point];
  }

  /// The schedule.
  List<Deviation> deviations() {
    return List.copyOf(deviations);
  }
}
