package dev.rondo;

import org.jspecify.annotations.Nullable;

/// An [Action] seen as an [Awaitable].
record ActionAwaitable(Action action) implements Awaitable<@Nullable Void> {
  @Override
  public @Nullable Void await() throws Exception {
    action.run();
    return null;
  }
}
