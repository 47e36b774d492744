package dev.rondo.testing;

import dev.rondo.Async;
import dev.rondo.Promise;
import dev.rondo.ReadyStep;
import dev.rondo.StepOrder;
import dev.rondo.Task;
import dev.rondo.TaskGroup;
import dev.rondo.Timeout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Interrupts one run of a scenario at a given moment. An order of steps, because between steps is
/// where one can interrupt; it is first in, first out.
final class Interruption implements StepOrder {
  /*
   * Overview.
   *
   * After each step the task that ran either has ended or waits: a moment. When it is about to run again
   * it was woken: another moment, unless both are the same. Moments are counted, and at the one that was
   * asked for the interruption happens. The first moment must come before time moves, so the clock asks
   * here as well before it does that.
   *
   * A cancellation takes effect at once. The end of a limit and the failure of a sibling need some steps
   * of others until the task is cancelled; these go first then, so that it is at the same place.
   */

  /// No such moment.
  static final int NEVER = -1;

  private static final int MAX_STEPS = 100_000;

  enum Kind {
    CANCEL("cancelled"),
    CANCEL_TWICE("cancelled"),
    TIME_OUT("out of time"),
    FAIL_A_SIBLING("with a sibling that fails");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /// What a sibling fails with.
  private static final class SiblingFailure extends Exception {
    private static final long serialVersionUID = 1L;

    SiblingFailure() {
      super("a sibling in the group failed");
    }
  }

  private static final class Progress {
    int waits;
    boolean woken = true;
  }

  private final Kind kind;
  private final boolean everyTask;
  private final int when;
  private final int again;
  private final SiblingFailure failure = new SiblingFailure();
  private final Map<Task<?>, Progress> progress = new HashMap<>();
  private @Nullable TestRun run;
  private @Nullable Task<?> target;
  private @Nullable Timeout limit;
  private @Nullable Promise<Object> signal;
  private @Nullable Task<?> sibling;
  private @Nullable Task<?> ran;
  private @Nullable Task<?> victim;
  private String description = "";
  private boolean repeated;
  private boolean over;
  private int moments;
  private int later;
  private int waits;
  private int steps;

  /// @param when at which moment to interrupt
  /// @param again at which later moment of the same task to cancel it again
  Interruption(Kind kind, boolean everyTask, int when, int again) {
    this.kind = kind;
    this.everyTask = everyTask;
    this.when = when;
    this.again = again;
  }

  void in(TestRun theRun) {
    run = theRun;
    theRun.clock.beforePause(this::look);
  }

  Kind kind() {
    return kind;
  }

  /* ---- set by the scenario's run ---- */

  <T extends @Nullable Object> Task<T> target(Task<T> task) {
    target = task;
    return task;
  }

  void limit(Timeout timeout) {
    limit = timeout;
  }

  /// Starts the task that fails or, if nothing happens, ends with the group.
  void sibling(TaskGroup group) {
    Promise<Object> promise = Async.runningLoop().createPromise();
    signal = promise;
    sibling = group.createTask("sibling", promise);
  }

  /// The scenario has ended.
  void over() {
    over = true;
    if (signal != null && !signal.done()) {
      signal.setResult(this);
    }
  }

  /* ---- what became of it ---- */

  int moments() {
    return moments;
  }

  int waits() {
    return waits;
  }

  boolean happened() {
    return victim != null;
  }

  /// Whether the task was cancelled again.
  boolean wasRepeated() {
    return repeated;
  }

  boolean isOfSibling(Throwable thrown) {
    return thrown == failure;
  }

  String describe() {
    return description;
  }

  /* ---- the order ---- */

  @Override
  public int next(List<ReadyStep> ready) {
    if (steps++ == MAX_STEPS) {
      throw new StepLimitFailure(MAX_STEPS, Places.text(Async.captureCallGraph(), null));
    }
    if (look()) {
      return AGAIN;
    }
    var index = first(ready);
    var task = ready.get(index).task().orElse(null);
    if (task != null && counts(task)) {
      var state = progressOf(task);
      if (!state.woken) {
        state.woken = true;
        if (moment(task, "when it was woken already")) {
          return AGAIN;
        }
      }
    }
    ran = task;
    return index;
  }

  /// Has a look at the task that ran last.
  ///
  /// @return whether something happened
  private boolean look() {
    var task = ran;
    ran = null;
    if (task == null || !counts(task) || task.done()) {
      return false;
    }
    var state = progressOf(task);
    state.waits++;
    state.woken = false;
    waits++;
    return moment(task, "while it waited");
  }

  private Progress progressOf(Task<?> task) {
    return progress.computeIfAbsent(task, _ -> new Progress());
  }

  private boolean counts(Task<?> task) {
    return !over
        && target != null
        && !target.done()
        && (task == target || (everyTask && task != sibling && run != null && task != run.main()));
  }

  private boolean moment(Task<?> task, String how) {
    if (task == victim && kind == Kind.CANCEL_TWICE && later++ == again) {
      repeated = true;
      description += ", again " + where(task) + " " + how;
      task.cancel("interrupted again by EveryWait");
      return true;
    }
    if (moments++ != when) {
      return false;
    }
    victim = task;
    description =
        "wait %d of %s, %s %s, where it %s"
            .formatted(progressOf(task).waits, task.name(), kind.text, how, where(task));
    happen(task);
    return true;
  }

  private static String where(Task<?> task) {
    return Places.find(Async.captureCallGraph(), task).map(Places::describe).orElse("ends");
  }

  private void happen(Task<?> task) {
    switch (kind) {
      case CANCEL, CANCEL_TWICE -> task.cancel("interrupted by EveryWait");
      case TIME_OUT -> {
        if (limit != null) {
          limit.reschedule(task.loop().time());
        }
      }
      case FAIL_A_SIBLING -> {
        if (signal != null) {
          signal.setException(failure);
        }
      }
    }
  }

  private boolean isOnItsWay() {
    return victim != null
        && (kind == Kind.TIME_OUT || kind == Kind.FAIL_A_SIBLING)
        && target != null
        && !target.done()
        && target.cancelling() == 0;
  }

  /// Who is first: whoever brings the interruption, until it is there.
  private int first(List<ReadyStep> ready) {
    if (isOnItsWay()) {
      for (var index = 0; index < ready.size(); index++) {
        var task = ready.get(index).task();
        if (task.isEmpty() || task.get() == sibling) {
          return index;
        }
      }
    }
    return 0;
  }
}
