package dev.rondo;

import org.jspecify.annotations.Nullable;

/// One request to cancel: why, by whom, from where. It travels down the chain of awaits as one
/// object, so that cancelling many tasks costs one look at the stack.
record Cancellation(
    @Nullable String reason, @Nullable String canceller, @Nullable StackTraceElement site) {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String OURS = Cancellation.class.getPackageName() + ".";

  private static final java.util.Set<String> ENDS =
      java.util.Set.of(Handle.class.getName(), Coroutine.class.getName());

  /// A request made by the code that is running now, for something of `loop`. Without the line if
  /// the same step has made many before: looking at the stack takes as long as all the rest of a
  /// cancellation.
  static Cancellation here(Loop loop, @Nullable String reason) {
    var task = Task.current();
    var canceller = task == null ? Thread.currentThread().getName() : task.name();
    return new Cancellation(reason, canceller, loop.steps.maySeekSite() ? callSite() : null);
  }

  private static @Nullable StackTraceElement caller(
      java.util.stream.Stream<StackWalker.StackFrame> frames) {
    // Below a callback or a coroutine there is only who started the loop.
    return frames
        .takeWhile(frame -> !ENDS.contains(frame.getClassName()))
        .filter(frame -> !isOurs(frame.getClassName()))
        .findFirst()
        .map(StackWalker.StackFrame::toStackTraceElement)
        .orElse(null);
  }

  /// Whether a class is of this library.
  static boolean isOurs(String className) {
    return className.startsWith(OURS) && className.indexOf('.', OURS.length()) < 0;
  }

  /// The line of the user's code that is calling.
  static @Nullable StackTraceElement callSite() {
    return WALKER.walk(Cancellation::caller);
  }

  String describe() {
    var text = new StringBuilder(reason == null ? "cancelled" : reason);
    if (canceller != null) {
      text.append(" (asked for by ").append(canceller);
      if (site != null) {
        text.append(" at ").append(site);
      }
      text.append(')');
    }
    return text.toString();
  }
}
