package dev.rondo.testing.gallery;

import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;

import dev.rondo.testing.EveryWait.Scenario;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Consumer;

/// A collection is changed while somebody goes through it and waits at each element.
final class ChangedWhileIterating implements Bug {
  private static final class Newspaper {
    private final List<String> readers = new ArrayList<>(List.of("Ada", "Bob", "Eve"));

    private void deliver(String reader) {
      turns(reader.equals("Bob") ? 2 : 1); // Bob lives far away
    }

    void deliverToAll() {
      for (var reader : readers) {
        deliver(reader);
      }
    }

    void deliverToThoseOfToday() {
      for (var reader : List.copyOf(readers)) {
        deliver(reader);
      }
    }

    void cancel(String reader) {
      readers.remove(reader);
    }
  }

  private static Scenario morning(Consumer<Newspaper> delivery) {
    var newspaper = new Newspaper();
    return () ->
        gather(
            () -> delivery.accept(newspaper),
            () -> {
              turns(5);
              newspaper.cancel("Ada");
            });
  }

  @Override
  public String name() {
    return "changed while iterating";
  }

  @Override
  public String about() {
    return "a list is changed while a loop over it waits";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.exception(ConcurrentModificationException.class));
  }

  @Override
  public Scenario broken() {
    return morning(Newspaper::deliverToAll);
  }

  @Override
  public Scenario mended() {
    return morning(Newspaper::deliverToThoseOfToday);
  }
}
