package dev.rondo.testing.gallery;

import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Semaphore;
import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// What was taken is not given back by who is cancelled.
final class LeakedPermit implements Bug {
  private abstract static class Download implements Scenario {
    final Semaphore permits = new Semaphore(1);

    void fetch() {
      sleep(Duration.ofSeconds(1));
    }

    @Override
    public void check() {
      assertEquals(1, permits.statistics().permits(), "free permits");
    }
  }

  @Override
  public String name() {
    return "leaked permit";
  }

  @Override
  public String about() {
    return "the line that gives the permit back is not reached when the wait before it is"
        + " cancelled";
  }

  @Override
  public Found found() {
    return Found.byCancelling(Symptom.assertion("free permits ==> expected: <1> but was: <0>"));
  }

  @Override
  public Scenario broken() {
    return new Download() {
      @Override
      public void run() {
        permits.acquire();
        fetch();
        permits.release();
      }
    };
  }

  @Override
  public Scenario mended() {
    return new Download() {
      @Override
      public void run() {
        try (var _ = permits.hold()) {
          fetch();
        }
      }
    };
  }
}
