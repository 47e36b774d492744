package dev.rondo.testing.gallery;

import static dev.rondo.Async.cancelAndWait;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Queue;
import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who takes items out of a queue dies of one of them, and nobody is told.
final class SilentConsumer implements Bug {
  private static final class Mailbox {
    private final Queue<String> letters = new Queue<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    void read() {
      while (true) {
        numbers.add(Integer.valueOf(letters.get()));
      }
    }

    void readOrRefuse() {
      while (true) {
        var letter = letters.get();
        try {
          numbers.add(Integer.valueOf(letter));
        } catch (NumberFormatException notANumber) {
          refused.add(letter);
        }
      }
    }
  }

  private static Scenario day(Mailbox mailbox, Action reader) {
    return () -> {
      var task = createTask("reader", reader);
      for (var letter : List.of("1", "2", "three", "4")) {
        mailbox.letters.put(letter);
      }
      sleep(Duration.ofHours(8));
      task.cancel("the day is over");
      if (!task.done()) {
        cancelAndWait(task);
      }
      assertTrue(mailbox.numbers.contains(2), "letters are read");
    };
  }

  @Override
  public String name() {
    return "silent consumer";
  }

  @Override
  public String about() {
    return "one bad item ends the only consumer; the queue grows from then on";
  }

  @Override
  public Found found() {
    return Found.byChecks(Symptom.left(Check.FAILURE_UNSEEN, "For input string: \"three\""));
  }

  @Override
  public Scenario broken() {
    var mailbox = new Mailbox();
    return day(mailbox, mailbox::read);
  }

  @Override
  public Scenario mended() {
    var mailbox = new Mailbox();
    return day(mailbox, mailbox::readOrRefuse);
  }
}
