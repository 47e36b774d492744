package dev.rondo.testing;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out whether code waits, and where.
///
/// Whoever does not wait is in the same pass of the loop afterwards. For the line a callback is
/// laid in the way: if the code waits, it runs and looks where.
final class Suspension {
  private final Task<?> task;
  private @Nullable String place;

  private Suspension(Task<?> task) {
    this.task = task;
  }

  /// {@return where `body` waited; empty if it did not}
  static Optional<String> during(Action body) throws Exception {
    return watch(body, false);
  }

  /// Fails if `body` waits.
  static void forbid(Action body) throws Exception {
    watch(body, true);
  }

  private static Optional<String> watch(Action body, boolean forbidden) throws Exception {
    var suspension = new Suspension(Async.currentTask());
    var loop = Async.runningLoop();
    var before = loop.statistics().passes();
    var handle = loop.callSoon(suspension::look);
    Throwable failure = null;
    try {
      body.run();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    handle.cancel();
    var place =
        loop.statistics().passes() == before
            ? Optional.<String>empty()
            : Optional.of(suspension.place == null ? "it waits" : suspension.place);
    if (forbidden && place.isPresent()) {
      var error =
          new AssertionError(
              "others could run in the middle of an atomic block: in "
                  + suspension.task.name()
                  + " "
                  + place.get());
      if (failure != null) {
        error.addSuppressed(failure);
      }
      throw error;
    }
    if (failure != null) {
      throw Throwables.asUnchecked(failure);
    }
    return place;
  }

  private void look() {
    place =
        Places.find(Async.captureCallGraph(), task)
            .map(graph -> "it " + Places.describe(graph))
            .orElse(null);
  }
}
