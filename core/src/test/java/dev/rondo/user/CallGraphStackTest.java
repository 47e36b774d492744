package dev.rondo.user;

import static dev.rondo.Async.captureCallGraph;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CallGraph;
import dev.rondo.DeadlockException;
import dev.rondo.Event;
import dev.rondo.Task;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Where tasks are, as code outside of the library sees it: the first frame is the line that waits,
/// not how the library and the JDK stop it.
class CallGraphStackTest {

  /// The methods in which a task is, innermost first.
  private static List<String> methods(List<CallGraph> graphs, Task<?> task) {
    return graphs.stream()
        .filter(graph -> graph.task() == task)
        .flatMap(graph -> graph.stack().stream())
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .toList();
  }

  private static String ofThisClass(String method) {
    return CallGraphStackTest.class.getName() + "." + method;
  }

  @Test
  void aSuspendedTaskIsAtItsWait() throws Exception {
    run(
        () -> {
          var event = new Event();
          var waiter = createTask(() -> waitFor(event));
          yieldNow();
          assertEquals(ofThisClass("waitFor"), methods(captureCallGraph(), waiter).getFirst());
          event.set();
          waiter.await();
        });
  }

  private static void waitFor(Event event) {
    event.await();
  }

  @Test
  void aDeadlockShowsTheLineThatWaits() {
    var deadlock = assertThrows(DeadlockException.class, () -> run(() -> waitFor(new Event())));
    var line = deadlock.graph().getFirst().stack().getFirst();
    assertEquals(ofThisClass("waitFor"), line.getClassName() + "." + line.getMethodName());
    assertTrue(
        String.valueOf(deadlock.getMessage()).contains("CallGraphStackTest.java:"),
        deadlock.toString());
  }

  @Test
  void theCallerIsWhereItAsks() throws Exception {
    run(
        () -> {
          var asking = createTask(CallGraphStackTest::ask);
          assertEquals(ofThisClass("ask"), methods(asking.await(), asking).getFirst());
        });
  }

  private static List<CallGraph> ask() {
    return captureCallGraph();
  }

  @Test
  void aTaskInCodeOfTheJdkShowsThatCode() throws Exception {
    run(
        () -> {
          var latch = new CountDownLatch(1);
          var waiter = createTask(() -> latch.await());
          yieldNow();
          assertTrue(
              methods(captureCallGraph(), waiter)
                  .contains("java.util.concurrent.CountDownLatch.await"));
          latch.countDown();
          waiter.await();
        });
  }
}
