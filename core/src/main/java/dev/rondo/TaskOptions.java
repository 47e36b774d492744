package dev.rondo;

import java.util.Optional;

/// How a task is created.
///
/// @param name its name; empty for `Task-1`, `Task-2` and so on
/// @param context the context that it shares with others; empty for a copy of its creator's
/// @param eager whether its body begins at once, inside of the call that creates it, and runs to
///   its first wait; what is created by a thread whose loop is not running begins at the next pass
///   all the same
/// @asyncio the keywords of `asyncio.create_task`
public record TaskOptions(Optional<String> name, Optional<Context> context, boolean eager) {
  /// The options of a task for which none are given.
  public static final TaskOptions DEFAULT =
      new TaskOptions(Optional.empty(), Optional.empty(), false);

  /// Checks for nulls.
  public TaskOptions {
    Arguments.notNull(name, "name");
    Arguments.notNull(context, "context");
  }

  /// {@return these options with a name}
  ///
  /// @param taskName the name
  public TaskOptions withName(String taskName) {
    return new TaskOptions(Optional.of(Arguments.notNull(taskName, "taskName")), context, eager);
  }

  /// {@return these options with a context}
  ///
  /// @param taskContext the context
  public TaskOptions withContext(Context taskContext) {
    return new TaskOptions(name, Optional.of(Arguments.notNull(taskContext, "taskContext")), eager);
  }

  /// {@return these options with an eager start}
  public TaskOptions withEagerStart() {
    return new TaskOptions(name, context, true);
  }
}
