package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;

import dev.rondo.Condition;
import dev.rondo.Event;
import dev.rondo.testing.EveryWait.Scenario;

/// A condition of one's own, made of a flag and a signal.
final class LostWakeUp implements Bug {
  private interface Gate {
    void open();

    void pass();
  }

  /// Who has seen that the gate is closed, but does not wait yet, misses the signal.
  private static final class FlagAndSignal implements Gate {
    private final Event signal = new Event();
    private boolean open;

    @Override
    public void open() {
      open = true;
      signal.set();
      signal.clear();
    }

    @Override
    public void pass() {
      while (!open) {
        turns(1); // writes to the log that it waits
        signal.await();
      }
    }
  }

  /// The lock lets nobody in between the look and the wait.
  private static final class FlagUnderALock implements Gate {
    private final Condition changed = new Condition();
    private boolean open;

    @Override
    public void open() {
      try (var _ = changed.hold()) {
        open = true;
        changed.signalAll();
      }
    }

    @Override
    public void pass() {
      try (var _ = changed.hold()) {
        turns(1);
        changed.awaitUntil(() -> open);
      }
    }
  }

  private static Scenario visit(Gate gate) {
    return () ->
        gather(
            gate::pass,
            () -> {
              turns(3);
              gate.open();
            });
  }

  @Override
  public String name() {
    return "lost wake-up";
  }

  @Override
  public String about() {
    return "the signal comes after the look at the flag and before the wait, and never again";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.deadlock());
  }

  @Override
  public Scenario broken() {
    return visit(new FlagAndSignal());
  }

  @Override
  public Scenario mended() {
    return visit(new FlagUnderALock());
  }
}
