package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tasks that begin inside of the call that creates them.
class EagerTaskTest {
  private static final TaskOptions EAGER = TaskOptions.DEFAULT.withEagerStart();

  private final List<String> log = new ArrayList<>();

  private Awaitable<String> yielding(String name) {
    return () -> {
      log.add(name + " begins");
      yieldNow();
      log.add(name + " ends");
      return name;
    };
  }

  @Test
  void givingUpTheTurnGivesItBackToTheCreator() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(EAGER, yielding("task"));
          log.add("creator goes on");
          assertFalse(task.done());
          assertEquals("task", task.await());
        });
    assertEquals(List.of("task begins", "creator goes on", "task ends"), log);
  }

  @Test
  void givingUpTheTurnGivesItBackToTheCallbackThatCreatesIt() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop()
              .callSoon(
                  () -> {
                    createTask(EAGER, yielding("task"));
                    log.add("callback goes on");
                  });
          sleep(Duration.ofSeconds(1));
        });
    assertEquals(List.of("task begins", "callback goes on", "task ends"), log);
  }

  @Test
  void eagerTasksInsideOfEagerTasksGiveTheTurnBackOneByOne() throws Exception {
    VirtualTime.run(
        () -> {
          var outer =
              createTask(
                  EAGER,
                  () -> {
                    log.add("outer begins");
                    var inner = createTask(EAGER, yielding("inner"));
                    log.add("outer goes on");
                    yieldNow();
                    log.add("outer ends");
                    return inner.await();
                  });
          log.add("creator goes on");
          assertEquals("inner", outer.await());
        });
    assertEquals(
        List.of(
            "outer begins",
            "inner begins",
            "outer goes on",
            "creator goes on",
            "inner ends",
            "outer ends"),
        log);
  }

  @Test
  void oneThatNeedNotWaitIsDoneWhenTheCallReturns() throws Exception {
    VirtualTime.run(
        () -> {
          var me = currentTask();
          var task = createTask(EAGER, Async::currentTask);
          assertTrue(task.done());
          assertEquals(task, task.result());
          assertEquals(me, currentTask());
        });
  }

  @Test
  void oneThatIsCreatedBeforeTheLoopRunsBeginsWithTheFirstPass() throws Exception {
    try (var loop = VirtualTime.newLoop()) {
      var task = loop.createTask(EAGER, yielding("task"));
      assertEquals(List.of(), log);
      assertEquals("task", loop.runUntilComplete(task));
    }
  }
}
