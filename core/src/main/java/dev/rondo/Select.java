package dev.rondo;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The clauses of [Async#select(Select.Clause...)].
///
/// @threads coroutines
public final class Select {
  /*
   * Overview.
   *
   * A select stands in the lines of all its clauses with one signal. Being woken decides nothing yet: in its own turn
   * it leaves all lines and does the first clause that can be done. A place or an item that was kept for it by
   * another clause goes to the next in that line. If nothing can be done after all, it waits again.
   */

  private Select() {}

  /// What a clause does with what it got.
  ///
  /// @param <T> the type of what it got
  /// @param <R> the type of the result
  @FunctionalInterface
  public interface Body<T extends @Nullable Object, R extends @Nullable Object> {
    /// Runs the body, after the clause was done.
    ///
    /// @param value what the clause got
    /// @return the result of the select
    /// @throws Exception whatever the body throws
    R run(T value) throws Exception;
  }

  /// Something that a select can do.
  ///
  /// @param <R> the type of the result
  public abstract static sealed class Clause<R extends @Nullable Object>
      permits Receiving, Sending, Awaiting, After, Locking {
    private Clause() {}

    /// Gets ready; called once.
    void prepare(Loop loop) {}

    /// Does it if it can be done now; `signal` may have something kept for it.
    abstract boolean tryNow(@Nullable Promise<@Nullable Void> signal);

    abstract void enlist(Promise<@Nullable Void> signal);

    /// Leaves the line and passes on what is kept for the signal.
    abstract void withdraw(Promise<@Nullable Void> signal);

    abstract R finish() throws Exception;
  }

  /// {@return a clause that receives an item}
  ///
  /// @param receiver where from
  /// @param body what to do with the item
  /// @param <T> the type of the item
  /// @param <R> the type of the result
  public static <T, R extends @Nullable Object> Clause<R> receive(
      Receiver<T> receiver, Body<? super T, ? extends R> body) {
    return new Receiving<>(
        Arguments.notNull(receiver, "receiver"), Arguments.notNull(body, "body"));
  }

  /// {@return a clause that sends an item}
  ///
  /// @param sender where to
  /// @param item the item
  /// @param body what to do when it was sent; it is given the item
  /// @param <T> the type of the item
  /// @param <R> the type of the result
  public static <T, R extends @Nullable Object> Clause<R> send(
      Sender<T> sender, T item, Body<? super T, ? extends R> body) {
    return new Sending<>(
        Arguments.notNull(sender, "sender"),
        Arguments.notNull(item, "item"),
        Arguments.notNull(body, "body"));
  }

  /// {@return a clause that waits until a task or promise is done, in whichever way}
  ///
  /// @param deferred what to wait for; it is left alone if another clause is done
  /// @param body what to do with it
  /// @param <T> the type of its result
  /// @param <R> the type of the result of the select
  public static <T extends @Nullable Object, R extends @Nullable Object> Clause<R> done(
      Deferred<T> deferred, Body<Deferred<T>, ? extends R> body) {
    return new Awaiting<>(Arguments.notNull(deferred, "deferred"), Arguments.notNull(body, "body"));
  }

  /// {@return a clause that is done after a while; with a delay of zero it is done if no clause
  /// before it can be}
  ///
  /// @param delay how long
  /// @param body what to do then; it is given the delay
  /// @param <R> the type of the result
  public static <R extends @Nullable Object> Clause<R> after(
      Duration delay, Body<Duration, ? extends R> body) {
    return new After<>(Arguments.notNull(delay, "delay"), Arguments.notNull(body, "body"));
  }

  /// {@return a clause that takes a lock}
  ///
  /// @param lock the lock
  /// @param body what to do while it is taken; it is released afterwards
  /// @param <R> the type of the result
  public static <R extends @Nullable Object> Clause<R> acquire(
      Lock lock, Body<Lock, ? extends R> body) {
    return new Locking<>(Arguments.notNull(lock, "lock"), Arguments.notNull(body, "body"));
  }

  static <R extends @Nullable Object> R run(List<? extends Clause<? extends R>> clauses)
      throws Exception {
    if (clauses.isEmpty()) {
      throw new IllegalArgumentException("a select needs at least one clause");
    }
    var loop = Task.requireCurrent("select").loop;
    clauses.forEach(clause -> clause.prepare(loop));
    Clause<? extends R> chosen = firstPossible(clauses, null);
    while (chosen == null) {
      var signal = new Promise<@Nullable Void>(loop, "select of " + clauses.size());
      clauses.forEach(clause -> clause.enlist(signal));
      try {
        signal.awaitSignal();
        chosen = firstPossible(clauses, signal);
      } finally {
        clauses.forEach(clause -> clause.withdraw(signal));
      }
    }
    return chosen.finish();
  }

  private static <R extends @Nullable Object> @Nullable Clause<? extends R> firstPossible(
      List<? extends Clause<? extends R>> clauses, @Nullable Promise<@Nullable Void> signal) {
    for (var clause : clauses) {
      if (clause.tryNow(signal)) {
        return clause;
      }
    }
    return null;
  }

  private static void wake(Promise<@Nullable Void> signal) {
    if (!signal.isDone()) {
      signal.succeed(null);
    }
  }

  private static final class Receiving<T, R extends @Nullable Object> extends Clause<R> {
    private final Receiver<T> receiver;
    private final Body<? super T, ? extends R> body;
    private @Nullable T item;

    Receiving(Receiver<T> receiver, Body<? super T, ? extends R> body) {
      this.receiver = receiver;
      this.body = body;
    }

    @Override
    void prepare(Loop loop) {
      receiver.checkOpen();
      var _ = receiver.channel.binding().task("select");
    }

    @Override
    boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
      var channel = receiver.channel;
      var reserved = signal != null && channel.useReservation(signal);
      if (reserved || channel.isAvailable()) {
        item = channel.take();
        return true;
      }
      channel.checkMoreMayCome();
      return false;
    }

    @Override
    void enlist(Promise<@Nullable Void> signal) {
      receiver.channel.enlist(signal);
    }

    @Override
    void withdraw(Promise<@Nullable Void> signal) {
      receiver.channel.withdraw(signal);
    }

    @Override
    R finish() throws Exception {
      return body.run(java.util.Objects.requireNonNull(item));
    }
  }

  private static final class Sending<T, R extends @Nullable Object> extends Clause<R> {
    private final Sender<T> sender;
    private final T item;
    private final Body<? super T, ? extends R> body;

    Sending(Sender<T> sender, T item, Body<? super T, ? extends R> body) {
      this.sender = sender;
      this.item = item;
      this.body = body;
    }

    @Override
    void prepare(Loop loop) {
      var _ = sender.channel.binding().task("select");
    }

    @Override
    boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
      return sender.trySend(item);
    }

    @Override
    void enlist(Promise<@Nullable Void> signal) {
      sender.channel.sendHints().join(signal);
    }

    @Override
    void withdraw(Promise<@Nullable Void> signal) {
      var hints = sender.channel.sendHints();
      hints.leave(signal);
      if (sender.channel.canSendNow()) {
        var _ = hints.takeAndWake();
      }
    }

    @Override
    R finish() throws Exception {
      return body.run(item);
    }
  }

  private static final class Awaiting<T extends @Nullable Object, R extends @Nullable Object>
      extends Clause<R> {
    private final Deferred<T> deferred;
    private final Body<Deferred<T>, ? extends R> body;
    private Consumer<Deferred<T>> callback = _ -> {};

    Awaiting(Deferred<T> deferred, Body<Deferred<T>, ? extends R> body) {
      this.deferred = deferred;
      this.body = body;
    }

    @Override
    void prepare(Loop loop) {
      loop.checkOwn(deferred);
    }

    @Override
    boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
      return deferred.isDone();
    }

    @Override
    void enlist(Promise<@Nullable Void> signal) {
      callback = _ -> wake(signal);
      deferred.addDoneCallback(callback);
    }

    @Override
    void withdraw(Promise<@Nullable Void> signal) {
      deferred.removeDoneCallback(callback);
    }

    @Override
    R finish() throws Exception {
      return body.run(deferred);
    }
  }

  private static final class After<R extends @Nullable Object> extends Clause<R> {
    private final Duration delay;
    private final Body<Duration, ? extends R> body;
    private @Nullable Loop loop;
    private long when;
    private @Nullable TimerHandle alarm;

    After(Duration delay, Body<Duration, ? extends R> body) {
      this.delay = delay;
      this.body = body;
    }

    @Override
    void prepare(Loop running) {
      loop = running;
      when = Arguments.deadline(running.now(), Arguments.nanos(delay, "delay"));
    }

    @Override
    boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
      return java.util.Objects.requireNonNull(loop).now() >= when;
    }

    @Override
    void enlist(Promise<@Nullable Void> signal) {
      alarm = java.util.Objects.requireNonNull(loop).callAt(when, () -> wake(signal));
    }

    @Override
    void withdraw(Promise<@Nullable Void> signal) {
      if (alarm != null) {
        alarm.cancel();
      }
    }

    @Override
    R finish() throws Exception {
      return body.run(delay);
    }
  }

  private static final class Locking<R extends @Nullable Object> extends Clause<R> {
    private final Lock lock;
    private final Body<Lock, ? extends R> body;

    Locking(Lock lock, Body<Lock, ? extends R> body) {
      this.lock = lock;
      this.body = body;
    }

    @Override
    void prepare(Loop loop) {
      var _ = lock.binding().task("select");
    }

    @Override
    boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
      // Whoever was woken by the lock was first in line, and must leave it before the lock looks
      // free.
      if (signal == null || lock.waiters().first() != signal) {
        return lock.tryAcquireAsFirst(false);
      }
      lock.waiters().leave(signal);
      return lock.tryAcquireAsFirst(true);
    }

    @Override
    void enlist(Promise<@Nullable Void> signal) {
      lock.waiters().join(signal);
    }

    @Override
    void withdraw(Promise<@Nullable Void> signal) {
      lock.waiters().leave(signal);
      if (!lock.locked()) {
        lock.waiters().wakeFirst();
      }
    }

    @Override
    R finish() throws Exception {
      try {
        return body.run(lock);
      } finally {
        lock.release();
      }
    }
  }
}
