package dev.rondo.testing.gallery;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.testing.gallery.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.Task;
import dev.rondo.testing.EveryWait.Scenario;
import java.util.HashMap;
import java.util.Map;

/// All who miss the cache at the same time ask the database.
final class CacheStampede implements Bug {
  private interface Lookup {
    String get(Pages pages, String name) throws Exception;
  }

  private static final class Pages {
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Task<String>> asked = new HashMap<>();
    private int loads;

    private String load(String name) {
      loads++;
      turns(2);
      return "page " + name;
    }

    String rememberThePage(String name) {
      var page = known.get(name);
      if (page == null) {
        page = load(name);
        known.put(name, page);
      }
      return page;
    }

    String rememberThatItIsAsked(String name) throws Exception {
      return await(asked.computeIfAbsent(name, _ -> createTask(() -> load(name))));
    }
  }

  private static Scenario readers(Lookup lookup) {
    var pages = new Pages();
    return () -> {
      gather(
          () -> assertEquals("page one", lookup.get(pages, "one")),
          () -> {
            turns(4);
            assertEquals("page one", lookup.get(pages, "one"));
          });
      assertEquals(1, pages.loads, "loads");
    };
  }

  @Override
  public String name() {
    return "cache stampede";
  }

  @Override
  public String about() {
    return "who asks while the answer is on its way asks again";
  }

  @Override
  public Found found() {
    return Found.bySchedules(Symptom.assertion("loads ==> expected: <1> but was: <2>"));
  }

  @Override
  public Scenario broken() {
    return readers(Pages::rememberThePage);
  }

  @Override
  public Scenario mended() {
    return readers(Pages::rememberThatItIsAsked);
  }
}
