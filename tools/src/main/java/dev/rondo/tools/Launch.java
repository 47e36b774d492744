package dev.rondo.tools;

import dev.rondo.CancelledError;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;

/// Hands over to a program, as the `java` command would: on the main thread of the JVM, whose loop
/// answers to Ctrl-C.
final class Launch {
  private static final int INTERRUPTED = 130; // 128 and the number of SIGINT, as shells have it

  private Launch() {}

  /// Calls a main method.
  ///
  /// @throws Throwable what the program throws, for the JVM to print and exit with 1
  static void launch(MainMethod main, String[] arguments) throws Throwable {
    Thread.currentThread()
        .setContextClassLoader(main.method().getDeclaringClass().getClassLoader());
    try {
      main.invoke(arguments);
    } catch (InvocationTargetException thrown) {
      throw uncaught(Objects.requireNonNull(thrown.getCause()));
    } catch (LinkageError failedToInitialize) {
      throw uncaught(failedToInitialize);
    }
  }

  private static Throwable uncaught(Throwable exception) {
    if (isByControlC(exception)) {
      System.exit(INTERRUPTED);
    }
    LauncherFrames.removeFrom(exception);
    return exception;
  }

  private static boolean isByControlC(Throwable uncaught) {
    return uncaught instanceof CancelledError cancelled
        && cancelled.canceller().isEmpty()
        && cancelled.reason().orElse("").equals("interrupted by Ctrl-C");
  }
}
