package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.EveryWait.Scenario;
import java.util.function.Consumer;

/// What was checked does not hold any more when something is done about it.
final class CheckThenAct implements Bug {
  private static final class Concert {
    private int free = 1;

    void checkPayTake() {
      if (free > 0) {
        turns(2); // the bank
        free--;
      }
    }

    void takePay() {
      if (free > 0) {
        free--;
        turns(2);
      }
    }
  }

  private static Scenario sale(Consumer<Concert> buy) {
    var concert = new Concert();
    return () -> {
      gather(
          () -> buy.accept(concert),
          () -> {
            turns(3);
            buy.accept(concert);
          });
      assertEquals(0, concert.free, "free seats");
    };
  }

  @Override
  public String name() {
    return "check then act";
  }

  @Override
  public String about() {
    return "the last seat is free for both, and both take it when they have paid";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("free seats ==> expected: <0> but was: <-1>"));
  }

  @Override
  public Scenario broken() {
    return sale(Concert::checkPayTake);
  }

  @Override
  public Scenario mended() {
    return sale(Concert::takePay);
  }
}
