package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.yieldNow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts tasks and notes how they end, in order: `name` for a result, `name cancelled`, or `name:
/// message` for an exception.
final class Journal {
  private static final int PASSES = 12;

  private final List<String> notes = new ArrayList<>();

  /// Starts a task; it runs when the caller waits.
  Task<@Nullable Void> start(String name, Action body) {
    return createTask(
        name,
        () -> {
          try {
            body.run();
          } catch (CancelledError cancelled) {
            note(name + " cancelled");
            throw cancelled;
          } catch (Exception failure) {
            note(name + ": " + failure.getMessage());
            return;
          }
          note(name);
        });
  }

  void note(Object what) {
    notes.add(String.valueOf(what));
  }

  /// Lets all run that can, without time going on, and takes the notes.
  List<String> read() {
    for (var pass = 0; pass < PASSES; pass++) {
      yieldNow();
    }
    return taken();
  }

  /// Takes the notes.
  List<String> taken() {
    var taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }
}
