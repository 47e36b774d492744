package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Exceptions by which the library or the JDK steers, thrown by user code; and callbacks that do to
/// their loop what callbacks must not.
@Timeout(60)
class ControlErrorsTest {
  @Test
  void anExceptionThatMeansTheEndElsewhereIsAFailureOfItsTask() throws Exception {
    for (var control :
        List.of(
            new NoSuchElementException("no more"),
            new InterruptedException("interrupted"),
            new java.util.concurrent.TimeoutException("late"))) {
      VirtualTime.run(
          () -> {
            var task =
                createTask(
                    () -> {
                      throw control;
                    });
            assertSame(control, assertThrows(control.getClass(), task::await));
            assertFalse(task.cancelled());
          });
    }
  }

  @Test
  void aGeneratorWhoseBodyThrowsTheEndOfAnotherOneFailsInsteadOfEnding() throws Exception {
    VirtualTime.run(
        () -> {
          var end = new NoSuchElementException("of another one");
          var got = new ArrayList<String>();
          Generator<String, @Nullable Void, @Nullable Void> generator =
              Generator.of(
                  yielder -> {
                    yielder.yield("first");
                    throw end;
                  });
          var error = assertThrows(NoSuchElementException.class, () -> generator.forEach(got::add));
          assertSame(end, error);
          assertEquals(List.of("first"), got);
          assertFalse(generator.hasNext());
        });
  }

  @Test
  void aCallbackThatThrowsACancellationIsReportedAndCancelsNobody() throws Exception {
    var reports = new ArrayList<String>();
    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, context) -> reports.add(context.message()));
          runningLoop()
              .callSoon(
                  () -> {
                    throw new CancelledError("by a callback");
                  });
          yieldNow();
          yieldNow();
        });
    assertEquals(1, reports.size(), reports.toString());
  }

  @Test
  void aChildOfAGroupThatThrowsACancellationOfItsOwnIsCancelledAlone() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  var alone =
                      group.createTask(
                          () -> {
                            throw new CancelledError("its own");
                          });
                  var other = group.createTask(() -> "goes on");
                  assertEquals("goes on", other.await());
                  gatherOutcomes(alone);
                  assertTrue(alone.cancelled());
                }));
  }

  @Test
  void aCallbackCanNeitherCloseNorRunItsLoop() throws Exception {
    var errors = new ArrayList<Class<?>>();
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.callSoon(
              () -> errors.add(assertThrows(IllegalStateException.class, loop::close).getClass()));
          loop.callSoon(
              () ->
                  errors.add(
                      assertThrows(IllegalStateException.class, loop::runForever).getClass()));
          loop.callSoon(
              () ->
                  errors.add(
                      assertThrows(
                              IllegalStateException.class, () -> loop.runUntilComplete(() -> "x"))
                          .getClass()));
          yieldNow();
          yieldNow();
        });
    assertEquals(3, errors.size());
  }

  @Test
  void aStopBeforeTheRunEndsItAfterOnePass() {
    var log = new ArrayList<String>();
    try (var loop = VirtualTime.newLoop()) {
      loop.stop();
      loop.callSoon(
          () -> {
            log.add("first pass");
            loop.callSoon(() -> log.add("second pass"));
          });
      loop.callLater(Duration.ofHours(1), () -> log.add("an hour later"));
      loop.runForever();
      assertEquals(List.of("first pass"), log);
      loop.stop();
      loop.runForever();
      assertEquals(List.of("first pass", "second pass"), log);
    }
  }

  @Test
  void aContextServesAnyLoopButOneAfterTheOther() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    var context = new Context();
    VirtualTime.run(
        () ->
            createTask(TaskOptions.DEFAULT.withContext(context), () -> variable.set("of the first"))
                .await());
    VirtualTime.run(
        () ->
            assertEquals(
                "of the first",
                createTask(TaskOptions.DEFAULT.withContext(context), variable::get).await()));
  }
}
