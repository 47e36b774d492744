package dev.rondo.testing.gallery;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rondo.TimerHandle;
import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;
import java.util.function.Consumer;

/// A timer is set in case of trouble, and forgotten when there was none.
final class LeftReminder implements Bug {
  private static Scenario cooking(Consumer<TimerHandle> whenDone) {
    return () -> {
      var alarm = new boolean[1];
      var timer = runningLoop().callLater(Duration.ofMinutes(10), () -> alarm[0] = true);
      sleep(Duration.ofMinutes(8));
      whenDone.accept(timer);
      assertFalse(alarm[0], "alarm");
    };
  }

  @Override
  public String name() {
    return "forgotten timer";
  }

  @Override
  public String about() {
    return "a timer outlives what it was set for, and goes off in the middle of something else";
  }

  @Override
  public Found found() {
    return Found.byChecks(Symptom.left(Check.TIMER_LEFT, "1 timer(s)"));
  }

  @Override
  public Scenario broken() {
    return cooking(_ -> {});
  }

  @Override
  public Scenario mended() {
    return cooking(TimerHandle::cancel);
  }
}
