package dev.rondo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A clause of one run of a select.
abstract class SelectAttempt<R extends @Nullable Object> {
  /*
   * Overview.
   *
   * A select stands in the lines of all its clauses with one signal. Being woken decides nothing yet: in its own turn
   * it leaves all lines and does the first clause that can be done. A place or an item that was kept for it by
   * another clause goes to the next in that line. If nothing can be done after all, it waits again.
   *
   * There is one exception: an item that it offered may be taken while it waits. Then that is what it has done.
   */

  /// Whether it was done by somebody else while the select waited.
  boolean wasDone() {
    return false;
  }

  /// Does it if it can be done now; `signal` may have something kept for it.
  abstract boolean tryNow(@Nullable Promise<@Nullable Void> signal);

  abstract void enlist(Promise<@Nullable Void> signal);

  /// Leaves the line and passes on what is kept for the signal.
  abstract void withdraw(Promise<@Nullable Void> signal);

  /// Runs the body, after it was done.
  abstract R finish() throws Exception;

  static <R extends @Nullable Object> R run(List<? extends Select.Clause<? extends R>> clauses)
      throws Exception {
    if (clauses.isEmpty()) {
      throw new IllegalArgumentException("a select needs at least one clause");
    }
    var task = Task.requireCurrent("select");
    List<SelectAttempt<? extends R>> attempts = new ArrayList<>();
    for (var clause : clauses) {
      attempts.add(Arguments.notNull(clause, "a clause").begin(task.loop));
    }
    var chosen = firstPossible(attempts, null);
    while (chosen == null) {
      chosen = await(task, attempts);
    }
    return chosen.finish();
  }

  /// Waits once.
  ///
  /// @return what was done, null if nothing could be
  private static <R extends @Nullable Object> @Nullable SelectAttempt<? extends R> await(
      Task<?> task, List<SelectAttempt<? extends R>> attempts) {
    var signal = new Promise<@Nullable Void>(task.loop, "select of " + attempts.size());
    try {
      attempts.forEach(attempt -> attempt.enlist(signal));
      signal.awaitSignal();
      var done = firstDone(attempts);
      return done != null ? done : firstPossible(attempts, signal);
    } catch (CancelledError error) {
      var done = firstDone(attempts);
      if (done == null) {
        throw error;
      }
      // It happened, so it must not look as if it had not.
      task.keepCancellation(error);
      return done;
    } finally {
      attempts.forEach(attempt -> attempt.withdraw(signal));
    }
  }

  private static <R extends @Nullable Object> @Nullable SelectAttempt<? extends R> firstDone(
      List<SelectAttempt<? extends R>> attempts) {
    for (var attempt : attempts) {
      if (attempt.wasDone()) {
        return attempt;
      }
    }
    return null;
  }

  private static <R extends @Nullable Object> @Nullable SelectAttempt<? extends R> firstPossible(
      List<SelectAttempt<? extends R>> attempts, @Nullable Promise<@Nullable Void> signal) {
    for (var attempt : attempts) {
      if (attempt.tryNow(signal)) {
        return attempt;
      }
    }
    return null;
  }
}
