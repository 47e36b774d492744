package dev.rondo;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The running side of a [Generator]. It does not refer to the generator, so that an abandoned one
/// can be found.
final class GeneratorFrame<
        T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    implements Yielder<T, S> {
  private enum State {
    CREATED,
    SUSPENDED,
    RUNNING,
    DONE
  }

  private final Generator.Body<T, S, R> body;
  private State state = State.CREATED;
  private @Nullable Loop loop;
  private @Nullable Coroutine coroutine;
  private @Nullable Coroutine asker;
  private int blocksBefore;

  // What goes in and out when the turn passes.
  private @Nullable S sent;
  private @Nullable Throwable thrown;
  private boolean hasValue;
  private @Nullable T value;
  private boolean returned;
  private @Nullable R result;
  private @Nullable Throwable failure;

  GeneratorFrame(Generator.Body<T, S, R> body) {
    this.body = body;
  }

  /* ---- the side that asks ---- */

  void advance(Generator<?, ?, ?> owner) {
    var task = asker();
    if (!hasValue) {
      pass(task, owner, null, null);
    }
  }

  void send(Generator<?, ?, ?> owner, S message) {
    var task = asker();
    if (state == State.CREATED && message != null) {
      throw new IllegalStateException("can't send a value to a generator that has not started");
    }
    drop();
    pass(task, owner, message, null);
  }

  void throwInto(Generator<?, ?, ?> owner, Throwable exception) {
    var task = asker();
    drop();
    if (state == State.CREATED || state == State.DONE) {
      state = State.DONE;
      throw Throwing.asUnchecked(exception);
    }
    pass(task, owner, null, exception);
  }

  void close() {
    if (state == State.CREATED) {
      state = State.DONE;
    }
    if (state == State.DONE) {
      drop();
      return;
    }
    var task = asker();
    drop();
    try {
      pass(task, null, null, new GeneratorExit());
    } catch (GeneratorExit ended) {
      return;
    }
    if (hasValue) {
      drop();
      throw new IllegalStateException("generator ignored GeneratorExit");
    }
  }

  /// Forgets a value that was looked for and not taken.
  private void drop() {
    hasValue = false;
    value = null;
  }

  boolean hasValue() {
    return hasValue;
  }

  @SuppressWarnings("NullAway") // a value is there
  T take() {
    if (!hasValue) {
      throw new NoSuchElementException("the generator has ended");
    }
    var taken = value;
    drop();
    return taken;
  }

  @SuppressWarnings("NullAway") // a result is there
  R result() {
    if (!returned) {
      throw new InvalidStateException("the generator has no result: its body has not returned");
    }
    return result;
  }

  /// The task that asks, if it may. Comes first in everything that it can ask for, so that who may
  /// not changes nothing.
  private Task<?> asker() {
    var task = Task.requireCurrent("the next value of a generator");
    if (loop != null && loop != task.loop && state != State.DONE) {
      throw new WrongThreadException("the generator belongs to another loop");
    }
    if (state == State.RUNNING) {
      throw new IllegalStateException("generator already executing");
    }
    return task;
  }

  /// Lets the body run to its next yield or its end.
  private void pass(
      Task<?> task,
      @Nullable Generator<?, ?, ?> owner,
      @Nullable S message,
      @Nullable Throwable exception) {
    if (state == State.DONE) {
      return;
    }
    var own = start(task, owner);
    var caller = task.coroutine();
    var before = state;
    sent = message;
    thrown = exception;
    asker = caller;
    blocksBefore = task.blocks;
    task.settleInterrupt(); // the interrupt status is that of the asker's thread
    own.task = task;
    task.setCoroutine(own);
    state = State.RUNNING;
    try {
      caller.transferTo(own, this);
    } catch (Throwable notPassed) {
      state = before;
      task.setCoroutine(caller);
      own.task = null;
      asker = null;
      throw notPassed;
    }
    var failed = failure;
    failure = null;
    if (failed != null) {
      throw Throwing.asUnchecked(failed);
    }
  }

  private Coroutine start(Task<?> task, @Nullable Generator<?, ?, ?> owner) {
    var own = coroutine;
    if (own == null) {
      loop = task.loop;
      own = new Coroutine(task.loop.scheduler, task, "generator of " + task.name(), this::live);
      coroutine = own;
      if (owner != null) {
        task.loop.generators.add(this, owner);
      }
    }
    return own;
  }

  /* ---- the side of the body ---- */

  private void live() {
    try {
      result = body.run(this);
      returned = true;
    } catch (Throwable exception) {
      failure = exception;
    }
    state = State.DONE;
    var own = java.util.Objects.requireNonNull(coroutine);
    var task = java.util.Objects.requireNonNull(own.task);
    task.loop.generators.remove(this);
    leave(own, task);
    task.loop.scheduler.runNext(task.coroutine());
  }

  @Override
  public @Nullable S yield(T next) {
    var own = coroutine;
    if (own == null || own.task == null || Thread.currentThread() != own.thread) {
      throw new IllegalStateException("yield can only be called by the body of the generator");
    }
    var task = own.task;
    if (task.blocks != blocksBefore) {
      throw new IllegalStateException(
          "a generator cannot yield inside of a time limit, a task group or Context.run; end the"
              + " block first");
    }
    value = next;
    hasValue = true;
    state = State.SUSPENDED;
    leave(own, task);
    try {
      own.transferTo(task.coroutine(), this);
    } catch (Throwable notPassed) {
      asker = task.coroutine();
      task.setCoroutine(own);
      own.task = task;
      state = State.RUNNING;
      hasValue = false;
      throw notPassed;
    }
    var exception = thrown;
    thrown = null;
    if (exception != null) {
      throw Throwing.asUnchecked(exception);
    }
    return sent;
  }

  /// Gives the turn of the task back to the one who asked.
  private void leave(Coroutine own, Task<?> task) {
    task.settleInterrupt();
    task.setCoroutine(java.util.Objects.requireNonNull(asker));
    asker = null;
    own.task = null;
  }

  @Override
  public <Q extends @Nullable Object> Q yieldAll(Generator<? extends T, ? super S, Q> inner) {
    try (inner) {
      return delegate(inner);
    }
  }

  private <V extends T, Q extends @Nullable Object> Q delegate(Generator<V, ? super S, Q> inner) {
    var from = inner.frame;
    from.advance(inner);
    while (from.hasValue()) {
      S message;
      try {
        message = this.yield(from.take());
      } catch (GeneratorExit exit) {
        throw exit;
      } catch (Throwable exception) {
        from.throwInto(inner, exception);
        continue;
      }
      if (message == null) {
        from.advance(inner);
      } else {
        from.send(inner, message);
      }
    }
    return inner.result();
  }

  @Override
  public String toString() {
    return "Generator[" + state.name().toLowerCase(java.util.Locale.ROOT) + "]";
  }
}
