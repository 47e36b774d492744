package dev.rondo;

import java.util.Optional;

/// Something that a loop could run next.
///
/// @param source what stays the same from step to step: a [Task], a [Handle] for a callback, or for
///   another virtual thread an object that stands for it
/// @param name for people
public record ReadyStep(Object source, String name) {
  /// Checks for nulls.
  public ReadyStep {
    Arguments.notNull(source, "source");
    Arguments.notNull(name, "name");
  }

  /// {@return the task that would run, empty if it is a callback or a virtual thread that is none}
  public Optional<Task<?>> task() {
    return source instanceof Task<?> task ? Optional.of(task) : Optional.empty();
  }
}
