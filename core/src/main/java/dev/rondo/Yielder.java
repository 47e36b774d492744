package dev.rondo;

import org.jspecify.annotations.Nullable;

/// How the body of a [Generator] hands out values.
///
/// @param <T> the type of the values that it hands out
/// @param <S> the type of the values that can be sent in
/// @threads the body of the generator
public sealed interface Yielder<T extends @Nullable Object, S extends @Nullable Object>
    permits GeneratorFrame {

  /// Hands out a value and stops until the next one is asked for.
  ///
  /// @param value the value
  /// @return what was sent in; null if the next value was asked for without sending
  /// @throws IllegalStateException if called from elsewhere than the body, or inside of a time
  ///   limit, a task group or a [Context#run] that the body has opened
  /// @suspends always
  /// @asyncio `yield`
  @SuppressWarnings(
      "NamedLikeContextualKeyword") // always called on the yielder, so Java accepts it
  @Nullable S yield(T value);

  /// Hands out all values of another generator, passing on what is sent and thrown in.
  ///
  /// @param inner the other generator; it is closed when this one is
  /// @param <R> the type of its result
  /// @return its result
  /// @suspends always
  /// @asyncio `yield from`
  <R extends @Nullable Object> R yieldAll(Generator<? extends T, ? super S, R> inner);
}
