package dev.rondo.testing.gallery;

import static dev.rondo.testing.gallery.Turns.plainTurns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.EveryWait.Scenario;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// An object is given away before it is complete, in plain Java.
final class PublishedTooEarly implements Bug {
  private static final class Settings {
    private String language = "not set";

    void read() {
      plainTurns(2); // a file
      language = "en";
    }
  }

  private static void completeThenRead(CompletableFuture<Settings> future) {
    var settings = new Settings();
    future.complete(settings);
    settings.read();
  }

  private static void readThenComplete(CompletableFuture<Settings> future) {
    var settings = new Settings();
    settings.read();
    future.complete(settings);
  }

  private static Scenario start(Consumer<CompletableFuture<Settings>> load) {
    return () -> {
      var future = new CompletableFuture<Settings>();
      var seen = new CompletableFuture<String>();
      var loader = Thread.ofVirtual().start(() -> load.accept(future));
      var user =
          Thread.ofVirtual()
              .start(
                  () -> {
                    plainTurns(3); // draws a window
                    seen.complete(future.join().language);
                  });
      loader.join();
      user.join();
      assertEquals("en", seen.join(), "language");
    };
  }

  @Override
  public String name() {
    return "published too early, plain Java";
  }

  @Override
  public String about() {
    return "a `CompletableFuture` is completed with an object that is not filled yet";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("language ==> expected: <en> but was: <not set>"));
  }

  @Override
  public Scenario broken() {
    return start(PublishedTooEarly::completeThenRead);
  }

  @Override
  public Scenario mended() {
    return start(PublishedTooEarly::readThenComplete);
  }
}
