package dev.rondo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps the JDK's socket pollers off our loops.
///
/// The JDK starts the threads that wake virtual threads when their sockets are ready at the first
/// time when a virtual thread waits for one. They are virtual threads themselves and inherit the
/// scheduler of that thread: all sockets of the JVM would depend on one of our loops. So they are
/// recognised when they are started, by the static initializer that starts them, and run elsewhere.
/// See docs/decisions/0010.
final class SocketPollers {
  private static final String POLLER = "sun.nio.ch.Poller";
  private static final Set<Runnable> CONTINUATIONS = ConcurrentHashMap.newKeySet();

  /// The number of the thread that starts them, while it does; not the thread, which would hold its
  /// loop.
  private static volatile long starter;

  /// Whether all are known, so that nobody needs to look any more.
  private static volatile boolean complete;

  private SocketPollers() {}

  /// {@return whether what the JDK submits runs a socket poller}
  static boolean runs(Runnable continuation) {
    if (CONTINUATIONS.contains(continuation)) {
      return true;
    }
    var current = Thread.currentThread();
    if (complete || !current.isVirtual()) {
      return false;
    }
    if (isStarting()) {
      CONTINUATIONS.add(continuation);
      starter = current.threadId();
      return true;
    }
    if (current.threadId() == starter) {
      complete = true;
    }
    return false;
  }

  private static boolean isStarting() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame ->
                        frame.getMethodName().equals("<clinit>")
                            && frame.getClassName().equals(POLLER)));
  }
}
