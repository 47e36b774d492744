package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Services of a group, and when they are ready.
class GroupStartTest {
  private final List<String> trace = new ArrayList<>();

  @Test
  void theStarterGoesOnWhenTheServiceIsReadyAndTheGroupWaitsForItsEnd() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  int port =
                      group.start(
                          ready -> {
                            sleep(Duration.ofSeconds(1));
                            ready.started(8080);
                            sleep(Duration.ofSeconds(1));
                            trace.add("served");
                          });
                  trace.add("ready at " + port);
                }));

    assertEquals(List.of("ready at 8080", "served"), trace);
  }

  @Test
  void aFailureBeforeItIsReadyIsForTheStarterAndNotForTheGroup() throws Exception {
    var failure = new IOException("no port");

    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  var sibling = group.createTask(() -> sleep(Duration.ofSeconds(1)));
                  TaskGroup.Service<String> service =
                      _ -> {
                        throw failure;
                      };
                  assertSame(failure, assertThrows(IOException.class, () -> group.start(service)));
                  sibling.await();
                }));
  }

  @Test
  void aFailureAfterItIsReadyFailsTheGroup() {
    var failure = new IOException("broken pipe");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            group -> {
                              String ready =
                                  group.start(
                                      service -> {
                                        service.started("ready");
                                        yieldNow();
                                        throw failure;
                                      });
                              trace.add(ready);
                              sleep(Duration.ofHours(1));
                              trace.add("never");
                            })));

    assertSame(failure, thrown);
    assertEquals(List.of("ready"), trace);
  }

  @Test
  void aServiceThatEndsWithoutBeingReadyIsAnError() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  TaskGroup.Service<String> service = _ -> {};
                  var error = assertThrows(IllegalStateException.class, () -> group.start(service));
                  assertEquals(
                      "the task ended without saying that it is ready", error.getMessage());
                }));
  }

  @Test
  void sayingItTwiceIsAnError() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  String first =
                      group.start(
                          ready -> {
                            ready.started("first");
                            assertThrows(
                                IllegalStateException.class, () -> ready.started("second"));
                          });
                  assertEquals("first", first);
                }));
  }

  @Test
  void aCancelledStartCancelsTheService() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  var starter =
                      createTask(
                          () ->
                              group.<String>start(
                                  ready -> {
                                    try {
                                      sleep(Duration.ofHours(1));
                                      ready.started("never");
                                    } finally {
                                      trace.add("service ended");
                                    }
                                  }));
                  yieldNow();
                  yieldNow();
                  starter.cancel();
                  assertThrows(CancelledError.class, starter::await);
                }));

    assertEquals(List.of("service ended"), trace);
  }

  @Test
  void aServiceThatIsCancelledBeforeItIsReadyCancelsTheStartOnly() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                group -> {
                  var error =
                      assertThrows(
                          CancelledError.class,
                          () ->
                              group.<String>start(
                                  _ -> {
                                    Async.currentTask().cancel("no more");
                                    yieldNow();
                                  }));
                  assertEquals("no more", error.reason().orElseThrow());
                  assertEquals(0, Async.currentTask().cancelling());
                  sleep(Duration.ofSeconds(1)); // the block goes on
                  trace.add("went on");
                }));

    assertEquals(List.of("went on"), trace);
  }

  @Test
  void aGroupThatHasEndedStartsNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var ended = new ArrayList<TaskGroup>();
          taskGroup(
              group -> {
                ended.add(group);
              });
          assertThrows(
              IllegalStateException.class, () -> ended.getFirst().start(_ -> trace.add("ran")));
          yieldNow();
          assertFalse(trace.contains("ran"));
        });
  }
}
