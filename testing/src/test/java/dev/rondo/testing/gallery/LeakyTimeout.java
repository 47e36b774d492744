package dev.rondo.testing.gallery;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;

import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait.Scenario;
import java.time.Duration;

/// The time for a question runs out, and the question goes on.
final class LeakyTimeout implements Bug {
  private static String ask() {
    sleep(Duration.ofSeconds(1));
    return "answer";
  }

  @Override
  public String name() {
    return "timeout that leaks its task";
  }

  @Override
  public String about() {
    return "the caller gives up, but the task that works for it is shielded and does not";
  }

  @Override
  public Found found() {
    return new Found(
        Found.Mode.TIMING_OUT, Symptom.left(Check.TASK_LEFT, "question has not ended"));
  }

  @Override
  public Scenario broken() {
    return () -> {
      var question = createTask("question", LeakyTimeout::ask);
      shield(question);
    };
  }

  @Override
  public Scenario mended() {
    return () -> {
      var question = createTask("question", LeakyTimeout::ask);
      question.await(); // passes the end of the limit on
    };
  }
}
