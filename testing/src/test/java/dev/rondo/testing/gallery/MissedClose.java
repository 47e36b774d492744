package dev.rondo.testing.gallery;

import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// What was opened is not closed by who is cancelled.
final class MissedClose implements Bug {
  private abstract static class Report implements Scenario {
    private int open;

    final class File implements AutoCloseable {
      File() {
        open++;
      }

      void write(String line) {
        sleep(Duration.ofMillis(line.length()));
      }

      @Override
      public void close() {
        open--;
      }
    }

    @Override
    public void check() {
      assertEquals(0, open, "open files");
    }
  }

  @Override
  public String name() {
    return "missed close";
  }

  @Override
  public String about() {
    return "`close` stands behind a `catch (Exception e)`, which a cancellation passes by";
  }

  @Override
  public Found found() {
    return Found.byCancelling(Symptom.assertion("open files ==> expected: <0> but was: <1>"));
  }

  @Override
  public Scenario broken() {
    return new Report() {
      @Override
      public void run() {
        var file = new File();
        try {
          file.write("title");
          file.write("text");
        } catch (RuntimeException failed) {
          file.close();
          throw failed;
        }
        file.close();
      }
    };
  }

  @Override
  public Scenario mended() {
    return new Report() {
      @Override
      public void run() {
        try (var file = new File()) {
          file.write("title");
          file.write("text");
        }
      }
    };
  }
}
