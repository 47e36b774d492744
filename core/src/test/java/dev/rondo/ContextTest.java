package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runInExecutor;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/// What belongs to a task and what it passes on: context variables, thread-locals, scoped values.
class ContextTest {
  private static final ContextVariable<String> USER = ContextVariable.create("user");
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
  private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "unset");
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  /// As logging libraries keep their diagnostic context.
  private static final ThreadLocal<Map<String, String>> MDC = ThreadLocal.withInitial(HashMap::new);

  @Test
  void aTaskStartsWithACopyOfItsCreatorsVariables() throws Exception {
    VirtualTime.run(
        () -> {
          USER.set("creator");
          var task =
              createTask(
                  () -> {
                    var before = USER.get();
                    USER.set("task");
                    yieldNow();
                    return before + ", " + USER.get();
                  });
          USER.set("changed after");
          assertEquals("creator, task", task.await());
          assertEquals("changed after", USER.get());
        });
  }

  @Test
  void callbacksAndTimersSeeWhatTheirCallerHad() throws Exception {
    VirtualTime.run(
        () -> {
          var loop = runningLoop();
          Promise<String> soon = loop.createPromise();
          Promise<String> later = loop.createPromise();
          Promise<String> done = loop.createPromise();
          USER.set("caller");
          loop.callSoon(() -> soon.setResult(USER.get()));
          loop.callLater(Duration.ofSeconds(1), () -> later.setResult(USER.get()));
          soon.addDoneCallback(_ -> done.setResult(USER.get()));
          USER.set("other");
          assertEquals("caller", soon.await());
          assertEquals("caller", later.await());
          assertEquals("caller", done.await());
        });
  }

  @Test
  void workerThreadsSeeACopyAndOtherExecutorsNone() throws Exception {
    VirtualTime.run(
        () -> {
          USER.set("caller");
          String inWorker =
              toThread(
                  () -> {
                    var seen = USER.get();
                    USER.set("worker");
                    return seen;
                  });
          assertEquals("caller", inWorker);
          assertEquals("caller", USER.get());
          boolean found =
              runInExecutor(
                  command -> Thread.ofPlatform().start(command), () -> USER.find().isPresent());
          assertFalse(found);
        });
  }

  @Test
  void aTokenTakesASetBackOnce() throws Exception {
    VirtualTime.run(
        () -> {
          assertThrows(NoSuchElementException.class, USER::get);
          var first = USER.set("first");
          var second = USER.set("second");
          USER.reset(second);
          assertEquals("first", USER.get());
          assertThrows(IllegalStateException.class, () -> USER.reset(second));
          USER.reset(first);
          assertFalse(USER.find().isPresent());
          var ofAnother = ContextVariable.<String>create("other").set("value");
          assertThrows(IllegalArgumentException.class, () -> USER.reset(ofAnother));
          var token = USER.set("here");
          var task = createTask(() -> USER.reset(token));
          assertThrows(IllegalArgumentException.class, task::await);
        });
  }

  @Test
  void codeRunsInAContextAndLeavesItsOwnAlone() throws Exception {
    VirtualTime.run(
        () -> {
          var context = new Context();
          String inside =
              context.run(
                  () -> {
                    USER.set("inside");
                    sleep(Duration.ofSeconds(1)); // and it may wait
                    assertThrows(IllegalStateException.class, () -> context.run(() -> "again"));
                    return USER.get();
                  });
          assertEquals("inside", inside);
          assertFalse(USER.find().isPresent());
          assertEquals("inside", context.run(USER::get));
        });
  }

  @Test
  void eachTaskHasThreadLocalsOfItsOwn() throws Exception {
    VirtualTime.run(
        () -> {
          LOCAL.set("creator");
          var other = createTask(LOCAL::get);
          assertEquals("unset", other.await());
          yieldNow();
          assertEquals("creator", LOCAL.get());
          String inWorker = toThread(LOCAL::get);
          assertEquals("unset", inWorker);
        });
  }

  @Test
  void inheritableThreadLocalsAreInheritedWhenATaskIsCreated() throws Exception {
    VirtualTime.run(
        () -> {
          INHERITED.set("creator");
          var task = createTask(INHERITED::get);
          INHERITED.set("changed after");
          assertEquals("creator", task.await());
        });
  }

  @Test
  void aLoggersContextIsOfOneTaskAndIsPassedOnByHand() throws Exception {
    VirtualTime.run(
        () -> {
          MDC.get().put("request", "17");
          var task = createTask(() -> MDC.get().get("request"));
          assertNull(task.await());
          var copy = Map.copyOf(MDC.get());
          var told =
              createTask(
                  () -> {
                    MDC.get().putAll(copy);
                    yieldNow();
                    return MDC.get().get("request");
                  });
          assertEquals("17", told.await());
        });
  }

  @Test
  void aScopedValueHoldsAcrossWaitsAndIsNotPassedOnToTasks() throws Exception {
    VirtualTime.run(
        () ->
            ScopedValue.where(SCOPED, "bound")
                .call(
                    () -> {
                      sleep(Duration.ofSeconds(1));
                      assertEquals("bound", SCOPED.get());
                      var task = createTask(SCOPED::isBound);
                      assertFalse(task.await());
                      boolean inWorker = toThread(SCOPED::isBound);
                      assertFalse(inWorker);
                      taskGroup(
                          group -> {
                            assertFalse(group.createTask(SCOPED::isBound).await());
                          });
                      return null;
                    }));
  }

  @Test
  void aGeneratorsBodySeesTheVariablesOfTheAsker() throws Exception {
    VirtualTime.run(
        () -> {
          USER.set("maker");
          var generator = Generator.<String>of(yielder -> yielder.yield(USER.get()));
          USER.set("asker");
          assertEquals("asker", generator.next());
          generator.close();
        });
  }
}
