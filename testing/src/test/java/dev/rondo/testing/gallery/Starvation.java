package dev.rondo.testing.gallery;

import static dev.rondo.Async.taskGroup;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Condition;
import dev.rondo.testing.EveryWait.Scenario;

/// Many may read at a time, and so many do that nobody can write.
final class Starvation implements Bug {
  private static final int READERS = 2;
  private static final int ROUNDS = 4;

  private static final class Book {
    private final Condition changed = new Condition();
    private final boolean letsWritersPass;
    private int reading;
    private int writersWaiting;
    private int overtaken;

    Book(boolean letsWritersPass) {
      this.letsWritersPass = letsWritersPass;
    }

    void read() {
      try (var _ = changed.hold()) {
        changed.awaitUntil(() -> !(letsWritersPass && writersWaiting > 0));
        reading++;
        overtaken += writersWaiting;
      }
      turns(1);
      try (var _ = changed.hold()) {
        reading--;
        changed.signalAll();
      }
    }

    void write() {
      try (var _ = changed.hold()) {
        writersWaiting++;
        try {
          changed.awaitUntil(() -> reading == 0);
        } finally {
          writersWaiting--;
          changed.signalAll();
        }
      }
    }
  }

  private static Scenario library(Book book) {
    return () -> {
      taskGroup(
          group -> {
            for (var reader = 0; reader < READERS; reader++) {
              group.createTask(
                  () -> {
                    for (var round = 0; round < ROUNDS; round++) {
                      book.read();
                      turns(2); // thinks
                    }
                  });
            }
            group.createTask(book::write);
          });
      assertTrue(book.overtaken <= READERS, () -> "overtaken " + book.overtaken + " times");
    };
  }

  @Override
  public String name() {
    return "starvation";
  }

  @Override
  public String about() {
    return "as long as somebody always reads, who wants to write waits";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("overtaken "));
  }

  @Override
  public Scenario broken() {
    return library(new Book(false));
  }

  @Override
  public Scenario mended() {
    return library(new Book(true));
  }
}
