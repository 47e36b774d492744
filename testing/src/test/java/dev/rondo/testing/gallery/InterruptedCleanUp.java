package dev.rondo.testing.gallery;

import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// Cleaning up waits, and is cancelled itself.
final class InterruptedCleanUp implements Bug {
  private abstract static class Visit implements Scenario {
    boolean door;

    void stay() {
      sleep(Duration.ofHours(1));
    }

    void sayGoodbye() {
      sleep(Duration.ofMinutes(1));
    }

    @Override
    public void check() {
      assertFalse(door, "the door is open");
    }
  }

  @Override
  public String name() {
    return "interrupted clean-up";
  }

  @Override
  public String about() {
    return "a `finally` that waits is cancelled at that wait, and its rest is left out";
  }

  @Override
  public Found found() {
    return new Found(
        Found.Mode.CANCELLING_TWICE, Symptom.assertion("the door is open ==> expected: <false>"));
  }

  @Override
  public Scenario broken() {
    return new Visit() {
      @Override
      public void run() {
        door = true;
        try {
          stay();
        } finally {
          sayGoodbye();
          door = false;
        }
      }
    };
  }

  @Override
  public Scenario mended() {
    return new Visit() {
      @Override
      public void run() {
        door = true;
        try {
          stay();
        } finally {
          try {
            sayGoodbye();
          } finally {
            door = false;
          }
        }
      }
    };
  }
}
