package dev.rondo;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A callback that is told of the end of a [Deferred]: it stands among those who wait there, and
/// then in the ready queue.
final class DoneCallback<T extends @Nullable Object> extends Handle {
  final Consumer<? super Deferred<T>> consumer;
  private final Deferred<T> source;

  DoneCallback(
      Deferred<T> source, Consumer<? super Deferred<T>> consumer, @Nullable Context context) {
    super(source.loop, null, context);
    this.source = source;
    this.consumer = consumer;
  }

  @Override
  Runnable takeCallback() {
    return () -> consumer.accept(source);
  }
}
