package dev.rondo.user;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  private static List<CancelledError> errorsOf(Iterable<Task<?>> tasks) {
    tasks.forEach(CancelSiteTest::cancelHere);
    var errors = new ArrayList<CancelledError>();
    tasks.forEach(task -> errors.add(assertThrows(CancelledError.class, task::await)));
    return errors;
  }

  @Test
  void theFirstOfAMassOfCancellationsTellWhereFromAndWhere() throws Exception {
    Async.run(
        () -> {
          var tasks = Stream.<Task<?>>generate(CancelSiteTest::sleeper).limit(150).toList();
          var errors = errorsOf(tasks);
          assertEquals(100, errors.stream().filter(error -> error.site().isPresent()).count());
          assertEquals(
              100, errors.stream().filter(error -> error.getStackTrace().length > 0).count());
          for (var error : errors) {
            assertEquals(Optional.of("Task-1"), error.canceller());
          }
          assertEquals("no longer wanted (asked for by Task-1)", errors.getLast().getMessage());

          var later = errorsOf(List.of(sleeper())).getFirst();
          assertEquals("cancelHere", later.site().orElseThrow().getMethodName());
          assertNotEquals(0, later.getStackTrace().length);
        });
  }

  @Test
  void inDebugModeAllOfThemTell() throws Exception {
    Async.run(
        () -> {
          runningLoop().setDebug(true);
          var tasks = Stream.<Task<?>>generate(CancelSiteTest::sleeper).limit(150).toList();
          for (var error : errorsOf(tasks)) {
            assertEquals("cancelHere", error.site().orElseThrow().getMethodName());
            assertNotEquals(0, error.getStackTrace().length);
          }
        });
  }

  @Test
  void whatTheErrorTellsSurvivesSerialization() throws Exception {
    var error = Async.run(() -> errorsOf(List.of(sleeper())).getFirst());
    var bytes = new ByteArrayOutputStream();
    try (var output = new ObjectOutputStream(bytes)) {
      output.writeObject(error);
    }
    try (var input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      var read = (CancelledError) input.readObject();
      assertEquals(error.getMessage(), read.getMessage());
      assertEquals(error.site(), read.site());
    }
  }
}
