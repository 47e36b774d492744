package dev.rondo.tools;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// The frames below a program's main method, which would only distract in its stack traces.
final class LauncherFrames {
  private static final String OURS = LauncherFrames.class.getPackageName() + ".";
  private static final Set<String> REFLECTION =
      Set.of("java.lang.reflect", "jdk.internal.reflect", "jdk.internal.misc", "java.lang.invoke");

  private LauncherFrames() {}

  /// Removes them from an exception, its causes and what was suppressed.
  static void removeFrom(Throwable exception) {
    removeFrom(exception, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void removeFrom(Throwable exception, Set<Throwable> done) {
    if (!done.add(exception)) {
      return;
    }
    var trace = exception.getStackTrace();
    var end = endOfProgram(trace);
    if (end < trace.length) {
      exception.setStackTrace(Arrays.copyOf(trace, end));
    }
    var cause = exception.getCause();
    if (cause != null) {
      removeFrom(cause, done);
    }
    for (var suppressed : exception.getSuppressed()) {
      removeFrom(suppressed, done);
    }
  }

  private static int endOfProgram(StackTraceElement[] trace) {
    var end = trace.length;
    if (end == 0 || !trace[end - 1].getClassName().equals(Main.class.getName())) {
      return end; // of another thread
    }
    while (end > 0 && isOfLauncher(trace[end - 1].getClassName())) {
      end--;
    }
    return end;
  }

  private static boolean isOfLauncher(String className) {
    return className.startsWith(OURS)
        || REFLECTION.contains(className.substring(0, Math.max(className.lastIndexOf('.'), 0)));
  }
}
