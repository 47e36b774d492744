package dev.rondo.testing.gallery;

import static dev.rondo.Async.sleep;

import dev.rondo.CancelledError;
import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// Code that must not fail catches everything, and with it the request to end.
final class SwallowedCancellation implements Bug {
  private static void beat() {
    sleep(Duration.ofSeconds(1));
  }

  @Override
  public String name() {
    return "swallowed cancellation";
  }

  @Override
  public String about() {
    return "`catch (Throwable t)` in a loop, and the task cannot be ended";
  }

  @Override
  public Found found() {
    return Found.byCancelling(Symptom.left(Check.CANCELLATION_SWALLOWED, "swallowed"));
  }

  @Override
  public Scenario broken() {
    return () -> {
      for (var count = 0; count < 3; count++) {
        try {
          beat();
        } catch (Throwable ignored) {
          // the heart goes on
        }
      }
    };
  }

  @Override
  public Scenario mended() {
    return () -> {
      for (var count = 0; count < 3; count++) {
        try {
          beat();
        } catch (CancelledError end) {
          throw end;
        } catch (Throwable ignored) {
          // the heart goes on
        }
      }
    };
  }
}
