package dev.rondo.net;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Who in this JVM listens to which signal. The JVM has one handler for each signal, so all
/// listeners share ours; when the last one leaves, the handler from before comes back.
final class SignalRegistry {
  private record Listening(SignalHandler before, Set<Registration> listeners) {}

  private static final Map<String, Listening> LISTENING = new HashMap<>();

  private SignalRegistry() {}

  /// One listener, until it is closed.
  static final class Registration implements AutoCloseable {
    private final String name;
    private final Runnable listener;

    private Registration(String name, Runnable listener) {
      this.name = name;
      this.listener = listener;
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  /// The listener is called on a thread of the JVM's.
  static Registration register(String name, Runnable listener) {
    Objects.requireNonNull(name, "name is null; pass the name of a signal");
    synchronized (LISTENING) {
      var registration = new Registration(name, listener);
      var listening = LISTENING.get(name);
      if (listening == null) {
        listening = new Listening(install(name), new LinkedHashSet<>());
        LISTENING.put(name, listening);
      }
      listening.listeners.add(registration);
      return registration;
    }
  }

  private static SignalHandler install(String name) {
    try {
      return Signal.handle(new Signal(name), SignalRegistry::arrived);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "cannot listen to the signal \""
              + name
              + "\": this system has none of that name (without SIG, as \"TERM\"), or the JVM needs"
              + " it for itself",
          refused);
    }
  }

  private static void arrived(Signal signal) {
    List<Registration> listeners;
    synchronized (LISTENING) {
      var listening = LISTENING.get(signal.getName());
      listeners = listening == null ? List.of() : List.copyOf(listening.listeners);
    }
    listeners.forEach(registration -> registration.listener.run());
  }

  private static void leave(Registration registration) {
    synchronized (LISTENING) {
      var listening = LISTENING.get(registration.name);
      if (listening != null
          && listening.listeners.remove(registration)
          && listening.listeners.isEmpty()) {
        LISTENING.remove(registration.name);
        Signal.handle(new Signal(registration.name), listening.before);
      }
    }
  }
}
