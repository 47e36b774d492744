package dev.rondo.testing.gallery;

import static dev.rondo.testing.gallery.Turns.plainTurns;

import dev.rondo.testing.EveryWait.Scenario;
import java.util.concurrent.CountDownLatch;

/// One monitor for two conditions, and `notify`.
///
/// The kit does not choose when somebody who was notified goes on, but who came first to `wait`,
/// and only that decides here: both wait when the first `notify` comes, and it is alone on the way.
final class WokeTheOther implements Bug {
  /// Something that somebody waits for.
  private static final class Delivery {
    private final Object monitor;
    private boolean arrived;

    Delivery(Object monitor) {
      this.monitor = monitor;
    }

    void arrive() {
      synchronized (monitor) {
        arrived = true;
        monitor.notify();
      }
    }

    void await(CountDownLatch waiting) {
      synchronized (monitor) {
        waiting.countDown();
        while (!arrived) {
          try {
            monitor.wait();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        }
      }
    }
  }

  private static Scenario visit(Delivery letter, Delivery parcel) {
    var waiting = new CountDownLatch(2);
    return () -> {
      var reader = Thread.ofVirtual().start(() -> letter.await(waiting));
      var unpacker =
          Thread.ofVirtual()
              .start(
                  () -> {
                    plainTurns(1);
                    parcel.await(waiting);
                  });
      waiting.await();
      letter.arrive();
      reader.join();
      parcel.arrive();
      unpacker.join();
    };
  }

  @Override
  public String name() {
    return "woke the other, plain Java";
  }

  @Override
  public String about() {
    return "`notify` wakes one of two who wait for different things, and it is the wrong one";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.deadlock());
  }

  @Override
  public Scenario broken() {
    var door = new Object();
    return visit(new Delivery(door), new Delivery(door));
  }

  @Override
  public Scenario mended() {
    return visit(new Delivery(new Object()), new Delivery(new Object()));
  }
}
