package dev.rondo.net;

import static dev.rondo.Async.runningLoop;

import dev.rondo.Loop;
import dev.rondo.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Signals of the operating system, as values to wait for.
///
/// {@snippet class=dev.rondo.net.SignalsTest region=signals}
///
/// From [#of(String...)] until [#close()] the signals do not do what they do otherwise: a `TERM` or
/// an `INT` (Ctrl-C) does not end the program. Whoever listens to the same signal gets it too. Each
/// signal that arrives is handed out once, in the order of arrival; the operating system itself may
/// merge equal ones that come at the same time.
///
/// @threads coroutines of the loop that made it
/// @asyncio `loop.add_signal_handler`
public final class Signals implements AutoCloseable {
  private final Queue<String> arrived = new Queue<>();
  private final List<SignalRegistry.Registration> registrations = new ArrayList<>();

  private Signals() {}

  /// Starts to listen.
  ///
  /// @param names names without `SIG`: `"INT"`, `"TERM"`, `"HUP"`
  /// @return the signals that arrive from now on; to be closed
  /// @throws IllegalArgumentException if there is no name, if the system has no signal of that
  ///   name, or if the JVM needs it for itself; then none is listened to
  /// @suspends never
  public static Signals of(String... names) {
    Objects.requireNonNull(names, "names is null; pass the names of signals");
    if (names.length == 0) {
      throw new IllegalArgumentException("no signal is named; pass one name at least, as \"TERM\"");
    }
    var loop = runningLoop();
    var signals = new Signals();
    try {
      for (var name : names) {
        signals.registrations.add(
            SignalRegistry.register(name, () -> hand(loop, signals.arrived, name)));
      }
    } catch (Throwable failed) {
      signals.close();
      throw failed;
    }
    return signals;
  }

  private static void hand(Loop loop, Queue<String> arrived, String name) {
    try {
      var _ = loop.callSoonThreadsafe(() -> arrived.putNowait(name));
    } catch (IllegalStateException closed) {
      // Nobody listens any more.
    }
  }

  /// Waits for the next signal.
  ///
  /// @return its name, as it was given to [#of(String...)]
  /// @suspends if none has arrived that was not handed out
  /// @cancel no signal is taken
  public String next() {
    return arrived.get();
  }

  /// Has a callback called each time a signal arrives, on the loop's thread and outside of any
  /// coroutine.
  ///
  /// @param name the name without `SIG`
  /// @param callback it cannot wait
  /// @return ends that when it is closed
  /// @throws IllegalArgumentException if the system has no signal of that name, or the JVM needs it
  ///   for itself
  /// @suspends never
  /// @asyncio `loop.add_signal_handler`, `loop.remove_signal_handler`
  public static SignalHandling handle(String name, Runnable callback) {
    Objects.requireNonNull(callback, "callback is null; pass a callback");
    var loop = runningLoop();
    var registration =
        SignalRegistry.register(
            name,
            () -> {
              try {
                var _ = loop.callSoonThreadsafe(callback);
              } catch (IllegalStateException closed) {
                // Nobody listens any more.
              }
            });
    return registration::close;
  }

  /// Stops listening; the signals do again what they did before. Closing twice has no effect.
  ///
  /// @suspends never
  /// @asyncio `loop.remove_signal_handler`
  @Override
  public void close() {
    registrations.forEach(SignalRegistry.Registration::close);
    registrations.clear();
  }
}
