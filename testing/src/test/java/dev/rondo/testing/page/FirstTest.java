package dev.rondo.testing.page;

import static dev.rondo.Async.gather;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.testing.RondoTest;
import dev.rondo.testing.VirtualClock;
import java.time.Duration;
import java.util.List;

class FirstTest {
  @RondoTest
  void pagesAreFetchedAtTheSameTime(VirtualClock clock) throws Exception {
    List<String> pages = gather(() -> fetch("one"), () -> fetch("two"));

    assertEquals(List.of("page one", "page two"), pages);
    assertEquals(Duration.ofSeconds(2), clock.elapsed());
  }

  String fetch(String name) {
    sleep(Duration.ofSeconds(2)); // stands for a slow network
    return "page " + name;
  }
}
