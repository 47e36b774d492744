package dev.rondo;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Ctrl-C while the main thread of a program runs a loop: the first one cancels the main task, a
/// second one ends the program at once.
final class ControlC {
  private static final int EXIT_CODE = 130; // 128 and the number of SIGINT, as shells have it

  private ControlC() {}

  /// Undoes what was set up.
  interface Restore extends AutoCloseable {
    @Override
    void close();
  }

  /// Has Ctrl-C cancel the task until the result is closed; does nothing on other threads than the
  /// main one, and where somebody else handles the signal.
  static Restore cancelling(Loop loop, Interruption interruption) {
    if (!isMainThread(Thread.currentThread())) {
      return () -> {};
    }
    try {
      return Installed.cancelling(loop, interruption);
    } catch (IllegalArgumentException | LinkageError noSignals) {
      return () -> {}; // -Xrs, or no module jdk.unsupported
    }
  }

  /// The thread that Java starts a program on; its number differs from JDK to JDK.
  private static boolean isMainThread(Thread thread) {
    var group = thread.getThreadGroup();
    return thread.getName().equals("main") && group != null && group.getName().equals("main");
  }

  /// Apart, so that the class is usable where `sun.misc` is not.
  private static final class Installed {
    static Restore cancelling(Loop loop, Interruption interruption) {
      var signal = new Signal("INT");
      var again = new AtomicBoolean();
      var before =
          Signal.handle(
              signal,
              _ -> {
                if (again.getAndSet(true)) {
                  Runtime.getRuntime().halt(EXIT_CODE);
                }
                loop.handOver(new Handle(loop, interruption::byControlC, null));
              });
      if (!isOfTheJdk(before)) {
        Signal.handle(signal, before);
        return () -> {};
      }
      return () -> Signal.handle(signal, before);
    }

    private static boolean isOfTheJdk(SignalHandler handler) {
      return handler.getClass().getName().startsWith("sun.misc.")
          || handler.getClass().getName().startsWith("java.lang.");
    }
  }
}
