package dev.rondo.testing;

import dev.rondo.ReadyStep;
import java.util.List;

/// Who runs next where there is a choice.
@FunctionalInterface
interface Chooser {
  /// Chooses one of two or more who are ready.
  ///
  /// @param point which choice of the run it is, counted from zero
  /// @param ready the choices
  /// @return the index of one of them
  int choose(int point, List<ReadyStep> ready);

  /// Repeats a schedule; where it does not fit any more, first in is first out.
  static Chooser of(List<Deviation> schedule) {
    var next = schedule.iterator();
    return new Chooser() {
      private Deviation deviation = advance();

      private Deviation advance() {
        return next.hasNext() ? next.next() : new Deviation(Integer.MAX_VALUE, 0);
      }

      @Override
      public int choose(int point, List<ReadyStep> ready) {
        if (deviation.point() != point) {
          return 0;
        }
        var index = deviation.index();
        deviation = advance();
        return index < ready.size() ? index : 0;
      }
    };
  }
}
