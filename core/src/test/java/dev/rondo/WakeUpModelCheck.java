package dev.rondo;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever the interleaving, a loop that goes to sleep, or is about to, learns of what other
/// threads hand in.
///
/// A thread that sleeps spins here until it is woken: Lincheck lets a parked thread go on at any
/// time, as the JDK may, and then no wake-up would be missed. If it spins and nobody is left to
/// wake it, Lincheck says that the program hangs.
class WakeUpModelCheck {
  private static final int INTERLEAVINGS = 300;

  /// Lincheck switches threads only where they touch what it knows to be shared, and it does not
  /// see what a lambda captures.
  static volatile @Nullable List<Object> shared;

  /// Some threads hand in and the loop goes on until it has all: its part is what
  /// [Loop#runForever()] does as far as others can see it.
  ///
  /// The poller is made by a constructor and not by a reference to one, which Lincheck does not
  /// see.
  private static void handInAndTake(int threads, Poller poller) {
    var handIn = new HandIn();
    shared = List.of(handIn, poller);
    var others = new Thread[threads];
    for (var i = 0; i < threads; i++) {
      others[i] = startHandingIn(handIn, poller);
    }
    var ready = new ReadyQueue();
    var taken = 0;
    while (taken < threads) {
      handIn.takeAllTo(ready);
      if (ready.isEmpty()) {
        poller.poll(Long.MAX_VALUE);
        handIn.takeAllTo(ready);
      }
      while (ready.poll() != null) {
        taken++;
      }
    }
    for (var other : others) {
      join(other);
    }
  }

  private static Thread startHandingIn(HandIn handIn, Poller poller) {
    var thread =
        new Thread(
            () -> {
              handIn.put("work");
              poller.wakeUp();
            });
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException nobodyDoes) {
      throw new AssertionError(nobodyDoes);
    }
  }

  private static void assertHangs(Runnable program) {
    var found =
        assertThrows(
            LincheckAssertionError.class, () -> Lincheck.runConcurrentTest(INTERLEAVINGS, program));
    assertTrue(found.toString().contains("livelock"), found::toString);
  }

  private static final class Checked extends ParkingPoller {
    private volatile boolean permit;

    @Override
    void park(long nanos) {
      while (!permit) {
        Thread.onSpinWait();
      }
      permit = false;
    }

    @Override
    void unpark(Thread thread) {
      permit = true;
    }
  }

  @Test
  void noInterleavingLosesAWakeUp() {
    Lincheck.runConcurrentTest(INTERLEAVINGS, () -> handInAndTake(1, new Checked()));
  }

  @Test
  void noInterleavingOfSeveralThreadsLosesAWakeUp() {
    Lincheck.runConcurrentTest(INTERLEAVINGS, () -> handInAndTake(2, new Checked()));
  }

  /// What the broken ones below are made of.
  private abstract static class Broken implements Poller {
    volatile boolean sleeping;
    volatile boolean awake;
    volatile boolean permit;

    final void park() {
      while (!permit) {
        Thread.onSpinWait();
      }
      permit = false;
    }

    @Override
    public void poll(long nanos) {
      sleeping = true;
      if (!awake) {
        park();
      }
      sleeping = false;
      awake = false;
    }

    @Override
    public void wakeUp() {
      awake = true;
      if (sleeping) {
        permit = true;
      }
    }
  }

  private static final class LooksForTheSleeperFirst extends Broken {
    @Override
    public void wakeUp() {
      var asleep = sleeping;
      awake = true;
      if (asleep) {
        permit = true;
      }
    }
  }

  @Test
  void aWakerThatLooksBeforeItLeavesItsMarkIsFound() {
    assertHangs(() -> handInAndTake(1, new LooksForTheSleeperFirst()));
  }

  private static final class LooksForTheMarkFirst extends Broken {
    @Override
    public void poll(long nanos) {
      if (!awake) {
        sleeping = true;
        park();
      }
      sleeping = false;
      awake = false;
    }
  }

  @Test
  void aSleeperThatLooksBeforeItIsSeenIsFound() {
    assertHangs(() -> handInAndTake(1, new LooksForTheMarkFirst()));
  }

  private static final class ForgetsAtTheBeginning extends Broken {
    @Override
    public void poll(long nanos) {
      awake = false;
      sleeping = true;
      if (!awake) {
        park();
      }
      sleeping = false;
    }
  }

  @Test
  void aSleeperThatForgetsAWakeUpWithoutLookingForWorkIsFound() {
    assertHangs(() -> handInAndTake(1, new ForgetsAtTheBeginning()));
  }

  /// Like [#handInAndTake(int, Poller)] but for the order in the loop, which takes what was handed
  /// in before it forgets that it was woken.
  private static void takeBeforeForgetting(LeavesTheMark poller) {
    var handIn = new HandIn();
    shared = List.of(handIn, poller);
    var other = startHandingIn(handIn, poller);
    var ready = new ReadyQueue();
    while (ready.isEmpty()) {
      handIn.takeAllTo(ready);
      poller.awake = false;
      if (ready.isEmpty()) {
        poller.poll(Long.MAX_VALUE);
      }
    }
    join(other);
  }

  private static final class LeavesTheMark extends Broken {
    @Override
    public void poll(long nanos) {
      sleeping = true;
      if (!awake) {
        park();
      }
      sleeping = false;
    }
  }

  @Test
  void aLoopThatTakesBeforeItForgetsTheWakeUpIsFound() {
    assertHangs(() -> takeBeforeForgetting(new LeavesTheMark()));
  }
}
