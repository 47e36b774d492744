package dev.rondo.user;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Task;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which line a cancellation names. Outside of the library's package, for what is inside of it is
/// never named.
@Timeout(60)
class CancelSiteTest {

  private static Task<?> sleeper() {
    var task = createTask("sleeper", () -> sleep(Duration.ofDays(1)));
    yieldNow();
    return task;
  }

  private static void cancelHere(Task<?> task) {
    task.cancel("no longer wanted");
  }

  @Test
  void theErrorNamesTheLineThatCancelled() throws Exception {
    Async.run(
        () -> {
          var task = sleeper();
          var canceller = createTask("canceller", () -> cancelHere(task));
          canceller.await();
          var error = assertThrows(CancelledError.class, task::await);
          var site = error.site().orElseThrow();
          assertEquals(CancelSiteTest.class.getName(), site.getClassName());
          assertEquals("cancelHere", site.getMethodName());
          assertEquals(
              "no longer wanted (asked for by canceller at " + site + ")", error.getMessage());
        });
  }

  @Test
  void withoutAReasonTheErrorStillNamesTheLine() throws Exception {
    Async.run(
        () -> {
          var task = sleeper();
          task.cancel();
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals(CancelSiteTest.class.getName(), error.site().orElseThrow().getClassName());
          assertEquals(Optional.empty(), error.reason());
          assertEquals(Optional.of("Task-1"), error.canceller());
        });
  }

  @Test
  void aCallbackThatIsOfTheLibraryAloneNamesNoLine() throws Exception {
    Async.run(
        () -> {
          var task = sleeper();
          runningLoop().callSoon(task::cancel);
          var error = assertThrows(CancelledError.class, task::await);
          assertEquals(Optional.empty(), error.site());
        });
  }

  @Test
  void aMassOfCancellationsIsTracedToItsLineByTheFirstOfThem() throws Exception {
    Async.run(
        () -> {
          var tasks = java.util.stream.Stream.generate(CancelSiteTest::sleeper).limit(100).toList();
          yieldNow();
          tasks.forEach(CancelSiteTest::cancelHere);
          var afterAWait = sleeper();
          cancelHere(afterAWait);
          var known = 0;
          for (var task : tasks) {
            var error = assertThrows(CancelledError.class, task::await);
            assertEquals(Optional.of("Task-1"), error.canceller());
            if (error.site().isPresent()) {
              assertEquals("cancelHere", error.site().orElseThrow().getMethodName());
              known++;
            } else {
              assertEquals("no longer wanted (asked for by Task-1)", error.getMessage());
            }
          }
          assertEquals(32, known);
          var error = assertThrows(CancelledError.class, afterAWait::await);
          assertEquals("cancelHere", error.site().orElseThrow().getMethodName());
        });
  }
}
