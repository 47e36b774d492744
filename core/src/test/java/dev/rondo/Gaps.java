package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Puts a call of another thread into each gap between the steps of a loop, one run for each gap.
///
/// A step is what other threads can notice or what notices them: a look into the [HandIn], a wait
/// in the poller, an operation of a [CompletableFuture]. Each of these is one step for the other
/// threads as well (for [HandIn] the model check shows it), so no other interleaving makes a
/// difference. Nothing here is left to chance or takes time: the loop's thread itself waits until
/// the call is over, and a loop that goes to sleep although nobody is left to wake it is a failure
/// at once.
final class Gaps implements LoopClock, Poller {
  private static final int FEWEST = 6;

  /// What is done in one run; it ends with assertions.
  interface Program {
    void run(Gaps gaps) throws Exception;
  }

  private final int chosen;
  private int count;
  private String place = "none";
  private @Nullable Runnable call;
  private boolean called;
  private boolean over;
  private long now;
  private volatile boolean awake;

  private Gaps(int chosen) {
    this.chosen = chosen;
  }

  /// Runs a program with the call in the first gap, then in the second, until there are no more.
  static void inEach(Program program) throws Exception {
    var reached = true;
    var gap = 0;
    for (; reached; gap++) {
      var gaps = new Gaps(gap);
      try {
        program.run(gaps);
      } catch (Throwable failure) {
        failure.addSuppressed(new AssertionError("with the call " + gaps.place));
        throw failure;
      }
      reached = gaps.count > gap;
    }
    assertTrue(gap > FEWEST, "only " + gap + " gaps: the program is not what it seems to be");
  }

  /// Sets what the other thread does. If the loop sleeps before the chosen gap comes, it does so
  /// then.
  void setCall(Runnable body) {
    call = body;
  }

  /// {@return whether the call has been made}
  boolean called() {
    return called;
  }

  /// From here on there are no more gaps, so that what was begun can be seen to its end.
  void noMore() {
    over = true;
  }

  /// A gap: the other thread makes its call here, if this is the chosen one.
  void here(String name) {
    if (!over && count++ == chosen) {
      makeCall(name);
    }
  }

  private void makeCall(String name) {
    var body = call;
    if (body == null || called) {
      return;
    }
    called = true;
    place = name;
    var work = new FutureTask<>(body, "made");
    Thread.ofPlatform().daemon().start(work);
    while (!work.isDone()) {
      Thread.onSpinWait(); // a coroutine that blocked would let the loop go on
    }
    if (work.state() != Future.State.SUCCESS) {
      throw new AssertionError("the call failed " + name, work.exceptionNow());
    }
  }

  /* ---- a loop with gaps ---- */

  /// A new loop, of which this is clock and poller.
  Loop newLoop() {
    return newLoop(new Watched(this));
  }

  Loop newLoop(HandIn handIn) {
    var loop = new Loop(LoopOptions.DEFAULT.withClock(this).withPoller(this), handIn);
    loop.escaped = true;
    loop.setTaskFactory(java.util.Optional.of(new WatchedFactory(this)));
    return loop;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long pause(long when, boolean owed) {
    if (when == NEVER) {
      return NEVER;
    }
    now = Math.max(now, when);
    return 0;
  }

  @Override
  public void poll(long nanos) {
    here("before the loop waits");
    if (nanos > 0 && !awake) {
      makeCall("while the loop waits");
      if (!awake) {
        throw new AssertionError("the loop waits, and nobody will wake it");
      }
    }
    awake = false;
    here("after the loop waited");
  }

  @Override
  public void wakeUp() {
    awake = true;
  }

  @Override
  public void close() {
    here("when the poller is closed");
  }

  /// Makes tasks, which other threads may cancel before the loop has noted them.
  private record WatchedFactory(Gaps gaps) implements TaskFactory {
    @Override
    public <T extends @Nullable Object> Task<T> createTask(
        Loop loop, Awaitable<T> body, TaskOptions options) {
      gaps.here("before a task is made");
      var task = loop.newTask(body, options);
      gaps.here("after a task was made");
      return task;
    }
  }

  /// The way into a loop, with a gap on either side of each step of the loop.
  static class Watched extends HandIn {
    final Gaps gaps;

    Watched(Gaps gaps) {
      this.gaps = gaps;
    }

    @Override
    void refuseCalls(ReadyQueue queue) {
      gaps.here("before calls are refused");
      super.refuseCalls(queue);
      gaps.here("after calls are refused");
    }

    @Override
    boolean isEmpty() {
      gaps.here("before the loop looks for calls");
      return super.isEmpty();
    }

    @Override
    void takeAllTo(ReadyQueue queue) {
      gaps.here("before the loop takes calls");
      super.takeAllTo(queue);
      gaps.here("after the loop took calls");
    }

    @Override
    void close(ReadyQueue queue) {
      gaps.here("before the end");
      super.close(queue);
      gaps.here("after the end");
    }
  }

  /* ---- a future with gaps ---- */

  /// A future that a coroutine awaits and another thread completes.
  <T extends @Nullable Object> CompletableFuture<T> newFuture() {
    return new WatchedFuture<>(this);
  }

  private static final class WatchedFuture<T extends @Nullable Object>
      extends CompletableFuture<T> {
    private final Gaps gaps;

    WatchedFuture(Gaps gaps) {
      this.gaps = gaps;
    }

    @Override
    public CompletableFuture<T> whenComplete(
        BiConsumer<? super T, ? super @Nullable Throwable> action) {
      gaps.here("before the loop asks to be told");
      var next = super.whenComplete(action);
      gaps.here("after the loop asked to be told");
      return next;
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
      gaps.here("before the loop cancels the future");
      return this;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      var cancelled = super.cancel(mayInterrupt);
      gaps.here("after the loop cancelled the future");
      return cancelled;
    }
  }
}
