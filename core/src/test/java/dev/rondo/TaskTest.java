package dev.rondo;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The life of tasks.
class TaskTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void aPromiseThatIsReturnedIsTheResultAndIsNotAwaited() throws Exception {
    VirtualTime.run(
        () -> {
          var promise = runningLoop().<String>createPromise();
          var task = createTask(() -> promise);
          assertSame(promise, task.await());
          assertFalse(promise.done());
        });
  }

  @Test
  void theFailureOfOneTaskLeavesTheOthersAlone() throws Exception {
    VirtualTime.run(
        () -> {
          var failing =
              createTask(
                  () -> {
                    yieldNow();
                    throw new ValueError("mine");
                  });
          var other =
              createTask(
                  () -> {
                    sleep(Duration.ofSeconds(1));
                    return "done";
                  });
          assertThrows(ValueError.class, failing::await);
          assertEquals("done", other.await());
        });
  }

  @Test
  void theCurrentTaskIsRightAfterEverySwitch() throws Exception {
    VirtualTime.run(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          Awaitable<Boolean> body =
              () -> {
                var me = currentTask();
                var right = tasks.contains(me);
                for (var i = 0; i < 3; i++) {
                  yieldNow();
                  right &= currentTask() == me;
                  right &= new Inner().runsIn(me);
                }
                return right;
              };
          tasks.add(createTask(body));
          tasks.add(createTask(body));
          for (var task : tasks) {
            assertEquals(true, task.await());
          }
        });
  }

  private static final class Inner {
    boolean runsIn(Task<?> task) {
      yieldNow();
      return currentTask() == task;
    }
  }

  @Test
  void aTaskThatNobodyRefersToGoesOnAllTheSame() throws Exception {
    VirtualTime.run(
        () -> {
          createTask(
              "forgotten",
              () -> {
                runningLoop().<String>createPromise().await();
              });
          yieldNow();
          for (var i = 0; i < 3; i++) {
            System.gc();
            yieldNow();
          }
          var forgotten =
              allTasks().stream().filter(task -> task.name().equals("forgotten")).toList();
          assertEquals(1, forgotten.size());
          forgotten.getFirst().cancel();
          assertThrows(CancelledError.class, forgotten.getFirst()::await);
        });
  }

  @Test
  void aTaskMayGiveUpItsTurnAHundredThousandTimes() throws Exception {
    VirtualTime.run(
        () -> {
          Action body =
              () -> {
                for (var i = 0; i < 100_000; i++) {
                  yieldNow();
                }
                log.add("done at depth " + StackWalker.getInstance().walk(s -> s.count() < 100));
              };
          gather(body, body);
        });
    assertEquals(List.of("done at depth true", "done at depth true"), log);
  }

  @Test
  void aSleepThatIsCancelledLeavesTheTimersOfOthers() throws Exception {
    VirtualTime.run(
        () -> {
          var cancelled = createTask(() -> sleep(Duration.ofSeconds(1)));
          var other = createTask(() -> sleep(Duration.ofSeconds(1)));
          yieldNow();
          cancelled.cancel();
          other.await();
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });
  }
}
