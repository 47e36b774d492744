package dev.rondo;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The clauses of [Async#select(Select.Clause...)].
///
/// @threads coroutines
public final class Select {
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

  /// Something that a select can do. It may be used again and again, also by several selects at a
  /// time.
  ///
  /// @param <R> the type of the result
  public abstract static sealed class Clause<R extends @Nullable Object>
      permits Receiving, Sending, Awaiting, After, Locking {
    private Clause() {}

    /// Checks what can be checked at once.
    abstract SelectAttempt<R> begin(Loop loop);
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

  private static final class Receiving<T, R extends @Nullable Object> extends Clause<R> {
    private final Receiver<T> receiver;
    private final Body<? super T, ? extends R> body;

    Receiving(Receiver<T> receiver, Body<? super T, ? extends R> body) {
      this.receiver = receiver;
      this.body = body;
    }

    @Override
    SelectAttempt<R> begin(Loop loop) {
      receiver.checkOpen();
      var channel = receiver.channel;
      var _ = channel.binding().task("select");
      return new SelectAttempt<>() {
        private @Nullable T item;

        @Override
        boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
          if (channel.isAvailable(signal)) {
            item = channel.take();
            return true;
          }
          channel.checkMoreMayCome();
          return false;
        }

        @Override
        void enlist(Promise<@Nullable Void> signal) {
          channel.enlist(signal);
        }

        @Override
        void withdraw(Promise<@Nullable Void> signal) {
          channel.withdraw(signal);
        }

        @Override
        R finish() throws Exception {
          return body.run(Objects.requireNonNull(item));
        }
      };
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
    SelectAttempt<R> begin(Loop loop) {
      sender.checkOpen();
      var channel = sender.channel;
      var _ = channel.binding().task("select");
      return new SelectAttempt<>() {
        private Channel.@Nullable Offer<T> offer;

        @Override
        boolean wasDone() {
          return offer != null && offer.taken();
        }

        @Override
        boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
          takeBack();
          return channel.trySend(item);
        }

        @Override
        void enlist(Promise<@Nullable Void> signal) {
          offer = channel.offer(item, signal);
        }

        @Override
        void withdraw(Promise<@Nullable Void> signal) {
          takeBack();
        }

        private void takeBack() {
          if (offer != null) {
            channel.withdraw(offer);
            offer = null;
          }
        }

        @Override
        R finish() throws Exception {
          return body.run(item);
        }
      };
    }
  }

  private static final class Awaiting<T extends @Nullable Object, R extends @Nullable Object>
      extends Clause<R> {
    private final Deferred<T> deferred;
    private final Body<Deferred<T>, ? extends R> body;

    Awaiting(Deferred<T> deferred, Body<Deferred<T>, ? extends R> body) {
      this.deferred = deferred;
      this.body = body;
    }

    @Override
    SelectAttempt<R> begin(Loop loop) {
      loop.checkOwn(deferred);
      return new SelectAttempt<>() {
        private @Nullable DoneCallback<T> callback;

        @Override
        boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
          return deferred.isDone();
        }

        @Override
        void enlist(Promise<@Nullable Void> signal) {
          callback = deferred.register(_ -> wake(signal));
        }

        @Override
        void withdraw(Promise<@Nullable Void> signal) {
          if (callback != null) {
            deferred.callOff(callback);
            callback = null;
          }
        }

        @Override
        R finish() throws Exception {
          return body.run(deferred);
        }
      };
    }
  }

  private static final class After<R extends @Nullable Object> extends Clause<R> {
    private final Duration delay;
    private final Body<Duration, ? extends R> body;

    After(Duration delay, Body<Duration, ? extends R> body) {
      this.delay = delay;
      this.body = body;
    }

    @Override
    SelectAttempt<R> begin(Loop loop) {
      var when = Arguments.deadline(loop.now(), Arguments.nanos(delay, "delay"));
      return new SelectAttempt<>() {
        private @Nullable TimerHandle alarm;

        @Override
        boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
          return loop.now() >= when;
        }

        @Override
        void enlist(Promise<@Nullable Void> signal) {
          if (when != Timeout.NEVER) {
            alarm = loop.callAt(when, () -> wake(signal));
          }
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
      };
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
    SelectAttempt<R> begin(Loop loop) {
      var _ = lock.binding().task("select");
      return new SelectAttempt<>() {
        @Override
        boolean tryNow(@Nullable Promise<@Nullable Void> signal) {
          return lock.tryAcquireFor(signal);
        }

        @Override
        void enlist(Promise<@Nullable Void> signal) {
          lock.enlist(signal);
        }

        @Override
        void withdraw(Promise<@Nullable Void> signal) {
          lock.withdraw(signal);
        }

        @Override
        R finish() throws Exception {
          try {
            return body.run(lock);
          } finally {
            lock.release();
          }
        }
      };
    }
  }

  private static void wake(Promise<@Nullable Void> signal) {
    if (!signal.isDone()) {
      signal.succeed(null);
    }
  }
}
