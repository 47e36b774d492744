package dev.rondo;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A coroutine that hands out values one by one, each when it is asked for.
///
/// {@snippet class=dev.rondo.SnippetsTest region=generator}
///
/// The body runs in the turn of the task that asks: until it yields a value, nobody else runs
/// unless it waits. It may wait, and then the one who asks waits, so this is asyncio's asynchronous
/// generator as well. What the body throws comes out of [#next()] as it is, checked exceptions too,
/// though `Iterator` does not declare them.
///
/// A generator that is not asked to its end should be closed, best by try-with-resources, so that
/// its `finally` blocks run at once. One that is abandoned is closed when the garbage collector
/// finds it, at the latest when the loop closes.
///
/// A body cannot yield from inside of a time limit, a task group or [Context#run], because these
/// would then reach into the code of the one who asks.
///
/// @param <T> the type of the values that it hands out
/// @param <S> the type of the values that can be sent in
/// @param <R> the type of its result
/// @threads coroutines of one loop, one at a time
/// @asyncio generators and asynchronous generators of Python
@SuppressWarnings("IterableAndIterator") // one pass, as Python's generators; both are promised
public final class Generator<
        T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    implements Iterator<T>, Iterable<T>, AutoCloseable {

  /// The body of a generator.
  ///
  /// @param <T> the type of the values that it hands out
  /// @param <S> the type of the values that can be sent in
  /// @param <R> the type of its result
  @FunctionalInterface
  public interface Body<
      T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {
    /// Runs the body.
    ///
    /// @param yielder hands out values
    /// @return the result
    /// @throws Exception whatever the body throws
    R run(Yielder<T, S> yielder) throws Exception;
  }

  /// The body of a generator without a result.
  ///
  /// @param <T> the type of the values that it hands out
  @FunctionalInterface
  public interface Block<T extends @Nullable Object> {
    /// Runs the body.
    ///
    /// @param yielder hands out values
    /// @throws Exception whatever the body throws
    void run(Yielder<T, @Nullable Void> yielder) throws Exception;
  }

  final GeneratorFrame<T, S, R> frame;

  private Generator(Body<T, S, R> body) {
    frame = new GeneratorFrame<>(Arguments.notNull(body, "body"));
  }

  /// {@return a new generator; its body starts when the first value is asked for}
  ///
  /// @param body calls [Yielder#yield(Object)] for each value
  /// @param <T> the type of the values that it hands out
  /// @threads any
  public static <T extends @Nullable Object> Generator<T, @Nullable Void, @Nullable Void> of(
      Block<T> body) {
    Arguments.notNull(body, "body");
    return new Generator<>(
        yielder -> {
          body.run(yielder);
          return null;
        });
  }

  /// {@return a new generator with a result, to which values can be sent}
  ///
  /// @param body calls [Yielder#yield(Object)] for each value
  /// @param <T> the type of the values that it hands out
  /// @param <S> the type of the values that can be sent in
  /// @param <R> the type of its result
  /// @threads any
  public static <T extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
      Generator<T, S, R> returning(Body<T, S, R> body) {
    return new Generator<>(body);
  }

  /// Asks for the next value.
  ///
  /// @return the value
  /// @throws NoSuchElementException if the body has ended
  /// @throws IllegalStateException if the body is running, or the caller is not a coroutine
  /// @suspends if the body waits
  /// @cancel is thrown where the body waits
  /// @asyncio `next(generator)`, `anext(generator)`
  @Override
  public T next() {
    frame.advance(this);
    return frame.take();
  }

  /// Finds out whether there is a next value, by asking for it.
  ///
  /// @return whether there is
  /// @throws IllegalStateException if the body is running, or the caller is not a coroutine
  /// @suspends if the body waits
  /// @cancel is thrown where the body waits
  /// @asyncio `for value in generator`, `async for value in generator`
  @Override
  public boolean hasNext() {
    frame.advance(this);
    return frame.hasValue();
  }

  /// Sends a value in, as the result of the `yield` at which the body stands, and asks for the next
  /// value.
  ///
  /// @param value what [Yielder#yield(Object)] returns
  /// @return the next value
  /// @throws NoSuchElementException if the body has ended
  /// @throws IllegalStateException if the body has not started and so stands at no `yield`, or is
  ///   running
  /// @suspends if the body waits
  /// @cancel is thrown where the body waits
  /// @asyncio `generator.send`, `generator.asend`
  public T send(S value) {
    frame.send(this, value);
    return frame.take();
  }

  /// Throws an exception at the `yield` at which the body stands, and asks for the next value.
  ///
  /// @param exception what to throw there
  /// @return the next value, if the body catches it and goes on
  /// @throws NoSuchElementException if the body ends
  /// @throws IllegalStateException if the body is running
  /// @suspends if the body waits
  /// @cancel is thrown where the body waits
  /// @asyncio `generator.throw`, `generator.athrow`
  public T throwInto(Throwable exception) {
    frame.throwInto(this, Arguments.notNull(exception, "exception"));
    return frame.take();
  }

  /// {@return the result of the body}
  ///
  /// @throws InvalidStateException if the body has not ended by returning
  /// @asyncio the value of `StopIteration`
  public R result() {
    return frame.result();
  }

  /// Ends the body: throws a [GeneratorExit] at the `yield` at which it stands, so that its
  /// `finally` blocks run. Without effect if the body has ended or not started.
  ///
  /// @throws IllegalStateException if the body yields another value instead of ending, or is
  ///   running
  /// @suspends if the body waits
  /// @cancel is thrown where the body waits
  /// @asyncio `generator.close`, `generator.aclose`
  @Override
  public void close() {
    frame.close();
  }

  /// {@return this, for a loop}
  @Override
  public Iterator<T> iterator() {
    return this;
  }

  /// {@return the values as a sequential stream; closing it closes this}
  public Stream<T> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /// {@return the state, for people}
  @Override
  public String toString() {
    return frame.toString();
  }
}
