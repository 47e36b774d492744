package dev.rondo;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// One request to cancel: why, by whom, from where. It travels down the chain of awaits as one
/// object, so that cancelling many tasks costs one look at the stack.
///
/// @param reason what was given to `cancel`, null if nothing was
/// @param canceller the task or thread that asked
/// @param site the line that asked, null if nobody looked
record Cancellation(
    @Nullable String reason, @Nullable String canceller, @Nullable StackTraceElement site)
    implements Serializable {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String OURS = Cancellation.class.getPackageName() + ".";

  private static final java.util.Set<String> ENDS =
      java.util.Set.of(Handle.class.getName(), Coroutine.class.getName());

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
