package dev.rondo.testing.gallery;

import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.CancelledError;
import dev.rondo.Semaphore;
import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// A permit is given back twice, and from then on two have what is there for one.
final class DoubleRelease implements Bug {
  private abstract static class Printing implements Scenario {
    final Semaphore printer = new Semaphore(1);

    void print() {
      sleep(Duration.ofSeconds(1));
    }

    @Override
    public void check() {
      assertEquals(1, printer.statistics().permits(), "free printers");
    }
  }

  @Override
  public String name() {
    return "double release";
  }

  @Override
  public String about() {
    return "who is cancelled gives the permit back in `catch`, and again in `finally`";
  }

  @Override
  public Found found() {
    return Found.byCancelling(Symptom.assertion("free printers ==> expected: <1> but was: <2>"));
  }

  @Override
  public Scenario broken() {
    return new Printing() {
      @Override
      public void run() {
        printer.acquire();
        try {
          print();
        } catch (CancelledError cancelled) {
          printer.release();
          throw cancelled;
        } finally {
          printer.release();
        }
      }
    };
  }

  @Override
  public Scenario mended() {
    return new Printing() {
      @Override
      public void run() {
        printer.acquire();
        try {
          print();
        } finally {
          printer.release();
        }
      }
    };
  }
}
