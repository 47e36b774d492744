package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a loop does in one pass, and what stays of a run.
class LoopPassTest {
  private final List<String> log = new ArrayList<>();

  private Runnable logs(String line) {
    return () -> log.add(line);
  }

  private static void joined(Runnable body) {
    var thread = Thread.ofPlatform().start(body);
    try {
      thread.join();
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void inOnePassCallbacksComeFirstThenThoseOfOtherThreadsThenTimers() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.callSoon(
              () -> {
                loop.callAt(loop.time(), logs("timer"));
                joined(() -> loop.callSoonThreadsafe(logs("other thread")));
                loop.callSoon(logs("callback"));
              });
          sleep(Duration.ofSeconds(1));
        });
    assertEquals(List.of("callback", "other thread", "timer"), log);
  }

  @Test
  void aTimerDoesNotRunBeforeItsTime() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var when = loop.time() + Duration.ofSeconds(1).toNanos();
          loop.callAt(when, () -> log.add("at " + (loop.time() - when)));
          for (var i = 0; i < 1000; i++) {
            yieldNow();
          }
          sleep(Duration.ofSeconds(1).minusNanos(1));
          assertEquals(List.of(), log);
          sleep(Duration.ofNanos(1));
          assertEquals(List.of("at 0"), log);
        });
  }

  @Test
  void cancelledTimersTakeNoMoreRoomThanTheOthers() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          var handles =
              IntStream.range(0, 200)
                  .mapToObj(i -> loop.callLater(Duration.ofDays(1 + i), logs("timer " + i)))
                  .toList();
          handles.subList(0, 150).forEach(Handle::cancel);
          assertTrue(loop.timers.size() < 100, () -> loop.timers.size() + " timers");
          handles.subList(150, 199).forEach(Handle::cancel);
          sleep(Duration.ofDays(300));
          assertNull(loop.timers.first());
        });
    assertEquals(List.of("timer 199"), log);
  }

  @Test
  void aCallbackMayBeGivenAContext() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    VirtualTime.run(
        () -> {
          variable.set("of the caller");
          var context = Context.copyCurrent();
          context.run(() -> variable.set("given"));
          var loop = runningLoop();
          loop.callSoonIn(
              context,
              () -> {
                log.add(variable.get());
                variable.set("changed");
              });
          loop.callSoon(() -> log.add(variable.get()));
          yieldNow();
          log.add(context.run(variable::get));
          log.add(variable.get());
        });
    assertEquals(List.of("given", "of the caller", "changed", "of the caller"), log);
  }

  @Test
  void theExceptionHandlerSeesTheContextOfTheCallbackThatFailed() throws Exception {
    var variable = ContextVariable.create("variable", "default");
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, _) -> log.add(variable.get()));
          loop.callSoon(
              () -> {
                variable.set("of the callback");
                throw new IllegalStateException();
              });
          yieldNow();
          assertEquals("default", variable.get());
        });
    assertEquals(List.of("of the callback"), log);
  }

  @Test
  void withoutAnExceptionHandlerTheDefaultIsBack() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler((_, context) -> log.add(context.message()));
          loop.setExceptionHandler(Optional.empty());
          loop.report("this is logged, and that is all", new IllegalStateException(), null);
        });
    assertEquals(List.of(), log);
  }

  /// Prefixes the names of tasks.
  private static final class Prefixing implements TaskFactory {
    @Override
    public <T extends @Nullable Object> Task<T> createTask(
        Loop loop, Awaitable<T> body, TaskOptions options) {
      return loop.newTask(body, options.withName("made " + options.name().orElse("?")));
    }
  }

  /// Breaks its promise.
  private static final class Empty implements TaskFactory {
    @Override
    @SuppressWarnings("NullAway") // that is the point
    public <T extends @Nullable Object> Task<T> createTask(
        Loop loop, Awaitable<T> body, TaskOptions options) {
      return null;
    }
  }

  @Test
  void aTaskFactoryMakesTheTasksUntilItIsTakenAway() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.setTaskFactory(Optional.of(new Prefixing()));
          assertEquals("made a", createTask("a", () -> 1).name());
          Awaitable<String> name = () -> currentTask().name();
          assertEquals(List.of("made ?"), Async.gather(name));
          loop.setTaskFactory(Optional.of(new Empty()));
          var error = assertThrows(NullPointerException.class, () -> createTask(() -> 1));
          assertTrue(String.valueOf(error.getMessage()).contains("task factory"));
          loop.setTaskFactory(Optional.empty());
          assertEquals("b", createTask("b", () -> 1).name());
        });
  }

  /// Gives out what it was given.
  private record Giving(Task<?> task) implements TaskFactory {
    @Override
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> Task<T> createTask(
        Loop loop, Awaitable<T> body, TaskOptions options) {
      return (Task<T>) task;
    }
  }

  @Test
  void aTaskFactoryMayGiveOutATaskThatIsDone() throws Exception {
    VirtualTime.run(
        () -> {
          var done = createTask(() -> "done");
          done.await();
          runningLoop().setTaskFactory(Optional.of(new Giving(done)));
          assertSame(done, createTask(() -> "never run"));
        });
  }

  @Test
  void aTaskFactoryThatGivesOutATaskOfAnotherLoopIsRefused() throws Exception {
    try (var other = VirtualTime.newLoop()) {
      var foreign = other.createTask(() -> "there");
      VirtualTime.run(
          () -> {
            runningLoop().setTaskFactory(Optional.of(new Giving(foreign)));
            var error =
                assertThrows(IllegalArgumentException.class, () -> createTask(() -> "here"));
            assertTrue(String.valueOf(error.getMessage()).contains("loop"), error.toString());
            assertEquals(1, Async.allTasks().size());
          });
      assertEquals("there", other.runUntilComplete(foreign));
    }
  }

  @Test
  void aRunThatFailedLeavesNoStopBehind() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      var error = new ValueError("mine");
      assertSame(
          error,
          assertThrows(
              ValueError.class,
              () ->
                  loop.runUntilComplete(
                      () -> {
                        throw error;
                      })));
      loop.callLater(Duration.ofSeconds(1), logs("the next run is a whole one"));
      loop.callLater(Duration.ofSeconds(2), loop::stop);
      loop.runForever();
    }
    assertEquals(List.of("the next run is a whole one"), log);
  }

  @Test
  void whatARunWaitedForDoesNotStopTheNextRun() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      var promise = loop.<String>createPromise();
      loop.callSoon(loop::stop);
      assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(promise));
      loop.callSoon(() -> promise.setResult("done"));
      loop.callLater(Duration.ofSeconds(1), logs("the next run is a whole one"));
      loop.callLater(Duration.ofSeconds(2), loop::stop);
      loop.runForever();
    }
    assertEquals(List.of("the next run is a whole one"), log);
  }

  @Test
  void anErrorOfACallbackIsReportedAndDoesNotEndTheRun() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          loop.setExceptionHandler(
              (_, context) -> log.add(String.valueOf(context.exception().orElseThrow())));
          loop.callSoon(
              () -> {
                throw new Error("worst");
              });
          yieldNow();
          log.add("goes on");
        });
    assertEquals(List.of("java.lang.Error: worst", "goes on"), log);
  }

  @Test
  void debugModeMayBeOnFromTheStart() {
    assertFalse(debugOfNewLoop());
    System.setProperty(Loop.DEBUG, "true");
    try {
      assertTrue(debugOfNewLoop());
    } finally {
      System.clearProperty(Loop.DEBUG);
    }
  }

  private static boolean debugOfNewLoop() {
    try (var loop = VirtualTime.newLoop()) {
      return loop.debug();
    }
  }
}
