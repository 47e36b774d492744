package dev.rondo.testing.gallery;

import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// Two changes belong together, and a wait stands between them.
final class HalfTransfer implements Bug {
  private abstract static class Transfer implements Scenario {
    int mine = 100;
    int yours;

    void askTheBank() {
      sleep(Duration.ofSeconds(1));
    }

    @Override
    public void check() {
      assertEquals(100, mine + yours, "money");
    }
  }

  @Override
  public String name() {
    return "half a transfer";
  }

  @Override
  public String about() {
    return "if a sibling fails between the two changes, only the first is made";
  }

  @Override
  public Found found() {
    return new Found(
        Found.Mode.FAILING_A_SIBLING, Symptom.assertion("money ==> expected: <100> but was: <70>"));
  }

  @Override
  public Scenario broken() {
    return new Transfer() {
      @Override
      public void run() {
        mine -= 30;
        askTheBank();
        yours += 30;
      }
    };
  }

  @Override
  public Scenario mended() {
    return new Transfer() {
      @Override
      public void run() {
        askTheBank();
        mine -= 30;
        yours += 30;
      }
    };
  }
}
