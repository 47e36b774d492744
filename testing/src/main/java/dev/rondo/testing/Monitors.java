package dev.rondo.testing;

/// Monitors that are being passed on.
///
/// A virtual thread that waits for a monitor, or in [Object#wait()], is woken by a thread of the
/// JDK, some time after the monitor was given back. Until then it looks as if it waited for ever.
final class Monitors {
  private Monitors() {}

  /// Waits until all who were given a monitor so far are woken.
  ///
  /// The JDK's thread takes all who are to be woken at a time, the last one first. So who is given
  /// a monitor now may be woken before others who were given theirs earlier; but they are in the
  /// same lot then, and it is done with when a second one is woken.
  static void settle() {
    passOn();
    passOn();
  }

  /// Passes a monitor on to another thread, and waits until that has been woken.
  @SuppressWarnings("ThreadPriorityCheck") // only a hint is meant; nothing depends on it
  private static void passOn() {
    var monitor = new Object();
    Thread waiter;
    synchronized (monitor) {
      waiter =
          Thread.ofVirtual()
              .inheritInheritableThreadLocals(false)
              .start(
                  () -> {
                    synchronized (monitor) {
                      // is there
                    }
                  });
      while (waiter.getState() != Thread.State.BLOCKED) {
        Thread.yield();
      }
    }
    var interrupted = false;
    while (waiter.isAlive()) {
      try {
        waiter.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
