package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.testing.gallery.Turns.turns;

import dev.rondo.Action;
import dev.rondo.testing.Check;
import dev.rondo.testing.EveryWait.Scenario;
import java.io.IOException;

/// One of several fails, and the others go on without anybody who waits for them.
final class ForgottenSiblings implements Bug {
  private interface Both {
    void run(Action one, Action other) throws Exception;
  }

  private static Scenario copies(Both both) {
    return () -> {
      try {
        both.run(
            () -> turns(1),
            () -> {
              turns(3);
              throw new IOException("the disk is full");
            });
      } catch (IOException full) {
        // the user is told
      }
    };
  }

  @Override
  public String name() {
    return "forgotten siblings";
  }

  @Override
  public String about() {
    return "`gather` fails with the first failure; if that is early, the others still run";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.left(Check.TASK_LEFT, "has not ended"));
  }

  @Override
  public Scenario broken() {
    return copies((one, other) -> gather(one, other));
  }

  @Override
  public Scenario mended() {
    return copies(
        (one, other) ->
            taskGroup(
                group -> {
                  group.createTask(one);
                  group.createTask(other);
                }));
  }
}
