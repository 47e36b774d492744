package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The examples of the API's documentation, each followed by what it must do.
class SnippetsTest {
  private static final List<String> LOG = new ArrayList<>();

  private static void print(Object text) {
    LOG.add(String.valueOf(text));
  }

  private static List<String> printed() {
    var lines = List.copyOf(LOG);
    LOG.clear();
    return lines;
  }

  // @start region=custom_awaitable
  static final class Countdown implements Awaitable<String> {
    private int left = 3;

    @Override
    public String await() {
      while (left > 0) {
        left--;
        yieldNow(); // the others may go on
      }
      return "lift-off";
    }
  }

  // @end

  @Test
  void customAwaitable() throws Exception {
    assertEquals("lift-off", VirtualTime.run(() -> await(new Countdown())));
  }

  private static String fetch(String name) {
    sleep(Duration.ofSeconds(1));
    if (name.equals("bad")) {
      throw new IllegalArgumentException(name);
    }
    return name.toUpperCase(java.util.Locale.ROOT);
  }

  @Test
  void gathered() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=gather
          List<String> pages = gather(() -> fetch("one"), () -> fetch("two")); // takes a second
          print(pages);
          // @end
        });
    assertEquals(List.of("[ONE, TWO]"), printed());
  }

  @Test
  void outcomes() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=gather_outcomes
          for (var outcome : gatherOutcomes(() -> fetch("one"), () -> fetch("bad"))) {
            switch (outcome) {
              case Outcome.Success<String>(var page) -> print(page);
              case Outcome.Failure<String>(var exception) -> print("failed: " + exception);
              case Outcome.Cancelled<String>(var error) -> print("cancelled: " + error);
            }
          }
          // @end
        });
    assertEquals(List.of("ONE", "failed: java.lang.IllegalArgumentException: bad"), printed());
  }

  @Test
  void promise() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=promise
          Promise<String> answer = runningLoop().createPromise();
          runningLoop().callLater(Duration.ofSeconds(1), () -> answer.setResult("now"));
          print(answer.await());
          // @end
        });
    assertEquals(List.of("now"), printed());
  }

  @Test
  void contextVariable() throws Exception {
    VirtualTime.run(
        () -> {
          // @start region=context_variable
          ContextVariable<String> user = ContextVariable.create("user", "nobody");
          user.set("ada");
          Task<?> child =
              createTask(
                  () -> {
                    print(user.get()); // ada: copied when the task was created
                    user.set("bob");
                  });
          child.await();
          print(user.get()); // still ada
          // @end
        });
    assertEquals(List.of("ada", "ada"), printed());
  }

  @Test
  void runner() throws Exception {
    // @start region=runner
    try (Runner runner = new Runner()) {
      String name = runner.run(() -> await(new Countdown()));
      runner.run(() -> print(name));
    }
    // @end
    assertEquals(List.of("lift-off"), printed());
  }
}
