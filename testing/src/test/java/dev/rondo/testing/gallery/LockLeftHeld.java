package dev.rondo.testing.gallery;

import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Awaitable;
import dev.rondo.Lock;
import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait.Scenario;
import java.util.ArrayList;
import java.util.List;

/// A failure jumps over the line that unlocks. The next one who wants the lock waits for ever, but
/// in this program there is none.
final class LockLeftHeld implements Bug {
  private static final class Journal {
    private final Lock lock = new Lock();
    private final List<String> lines = new ArrayList<>();

    private void append(String line) {
      turns(1);
      if (line.isEmpty()) {
        throw new IllegalArgumentException("an empty line");
      }
      lines.add(line);
    }

    void write(String line) {
      lock.acquire();
      append(line);
      lock.release();
    }

    void writeHolding(String line) {
      try (var _ = lock.hold()) {
        append(line);
      }
    }
  }

  private interface Write {
    void write(Journal journal, String line);
  }

  private static Awaitable<Integer> entry(Write write, Journal journal, String line) {
    return () -> {
      write.write(journal, line);
      return line.length();
    };
  }

  private static Scenario evening(Write write) {
    var journal = new Journal();
    return () -> {
      var outcomes =
          gatherOutcomes(entry(write, journal, "a sunny day"), entry(write, journal, ""));
      assertEquals(2, outcomes.size());
    };
  }

  @Override
  public String name() {
    return "lock left held";
  }

  @Override
  public String about() {
    return "an exception leaves the code between `acquire` and `release`";
  }

  @Override
  public Found found() {
    return Found.byChecks(Symptom.left(Check.LOCK_HELD, "ended and still holds"));
  }

  @Override
  public Scenario broken() {
    return evening(Journal::write);
  }

  @Override
  public Scenario mended() {
    return evening(Journal::writeHolding);
  }
}
