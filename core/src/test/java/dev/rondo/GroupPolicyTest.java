package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.race;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a success or a failure of one task does to the others, under each policy.
class GroupPolicyTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<String> trace = new ArrayList<>();

  private Action failing(Exception failure, int seconds) {
    return () -> {
      sleep(Duration.ofSeconds(seconds));
      throw failure;
    };
  }

  private Action sleeping(String name) {
    return () -> {
      try {
        sleep(HOUR);
        trace.add(name + " slept");
      } finally {
        trace.add(name + " ended");
      }
    };
  }

  @Test
  void failFastCancelsTheOthersAndTheBlock() {
    var failure = new IOException("first");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            group -> {
                              group.createTask(sleeping("sibling"));
                              group.createTask(failing(failure, 1));
                              sleeping("block").run();
                            })));

    assertSame(failure, thrown);
    assertEquals(List.of("sibling ended", "block ended"), trace);
  }

  @Test
  void laterFailuresAreSuppressedOnTheFirstInTheOrderInWhichTheyCame() {
    var first = new IOException("first");
    var second = new IllegalStateException("second");
    var fromBlock = new IOException("block");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            group -> {
                              group.createTask(
                                  () -> {
                                    try {
                                      sleep(HOUR);
                                    } finally {
                                      failing(second, 1).run();
                                    }
                                  });
                              group.createTask(failing(first, 1));
                              try {
                                sleep(HOUR);
                              } finally {
                                failing(fromBlock, 5).run();
                              }
                            })));

    assertSame(first, thrown);
    assertArrayEquals(new Throwable[] {second, fromBlock}, thrown.getSuppressed());
  }

  @Test
  void collectLetsAllRunToTheirEnd() {
    var first = new IOException("first");
    var second = new IOException("second");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            GroupOptions.collect(),
                            group -> {
                              group.createTask(sleeping("sibling"));
                              group.createTask(failing(first, 1));
                              group.createTask(failing(second, 2));
                            })));

    assertSame(first, thrown);
    assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
    assertEquals(List.of("sibling slept", "sibling ended"), trace);
  }

  @Test
  void superviseKeepsAFailureToItsTask() throws Exception {
    var reports = new ArrayList<String>();

    VirtualTime.run(
        () -> {
          runningLoop().setExceptionHandler((_, context) -> reports.add(context.message()));
          taskGroup(
              GroupOptions.supervise(),
              group -> {
                var looked = group.createTask("looked at", failing(new IOException("a"), 1));
                group.createTask("unseen", failing(new IOException("b"), 1));
                group.createTask(sleeping("sibling"));
                sleep(Duration.ofSeconds(2));
                assertEquals("a", looked.exception().orElseThrow().getMessage());
              });
        });

    assertEquals(List.of("sibling slept", "sibling ended"), trace);
    assertEquals(1, reports.size(), reports.toString());
    assertTrue(reports.getFirst().contains("unseen"), reports.toString());
  }

  @Test
  void firstSuccessCancelsAndAwaitsTheLosers() throws Exception {
    VirtualTime.run(
        () -> {
          taskGroup(
              GroupOptions.firstSuccess(),
              group -> {
                group.createTask(failing(new IOException("no"), 1));
                group.createTask("winner", () -> sleep(Duration.ofSeconds(2)));
                group.createTask(sleeping("loser"));
                try {
                  sleep(HOUR);
                } finally {
                  assertEquals("winner", group.winner().orElseThrow().name());
                }
              });
          assertEquals(0, currentTask().cancelling());
          assertEquals(Duration.ofSeconds(2).toNanos(), runningLoop().time());
        });

    assertEquals(List.of("loser ended"), trace);
  }

  @Test
  void withoutASuccessTheFirstFailureIsThrown() {
    var first = new IOException("first");
    var second = new IOException("second");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            GroupOptions.firstSuccess(),
                            group -> {
                              group.createTask(failing(second, 2));
                              group.createTask(failing(first, 1));
                            })));

    assertSame(first, thrown);
    assertArrayEquals(new Throwable[] {second}, thrown.getSuppressed());
  }

  @Test
  void aLimitHoldsTheOthersBackInOrder() throws Exception {
    VirtualTime.run(
        () ->
            taskGroup(
                GroupOptions.failFast().withLimit(2),
                group -> {
                  for (var name : List.of("a", "b", "c", "d")) {
                    group.createTask(
                        () -> {
                          trace.add(name + " at " + runningLoop().time() / 1_000_000_000);
                          sleep(Duration.ofSeconds(1));
                        });
                  }
                }));

    assertEquals(List.of("a at 0", "b at 0", "c at 1", "d at 1"), trace);
  }

  @Test
  void backgroundTasksEndWithTheOthers() throws Exception {
    VirtualTime.run(
        () -> {
          taskGroup(
              group -> {
                group.createBackgroundTask(sleeping("background"));
                group.createTask(
                    () -> {
                      sleep(Duration.ofSeconds(1));
                      trace.add("worked");
                    });
              });
          assertEquals(Duration.ofSeconds(1).toNanos(), runningLoop().time());
        });

    assertEquals(List.of("worked", "background ended"), trace);
  }

  @Test
  void aFailureInTheBackgroundFailsTheGroup() {
    var failure = new IOException("background");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            group -> {
                              group.createBackgroundTask(failing(failure, 1));
                              group.createTask(sleeping("worker"));
                            })));

    assertSame(failure, thrown);
    assertEquals(List.of("worker ended"), trace);
  }

  @Test
  void aCancellationFromOutsideGetsThroughWhileTheGroupJoins() throws Exception {
    VirtualTime.run(
        () -> {
          var outer =
              createTask(
                  () ->
                      taskGroup(
                          group -> {
                            group.createTask(
                                () -> {
                                  try {
                                    sleep(HOUR);
                                  } finally {
                                    sleep(Duration.ofSeconds(1));
                                    trace.add("cleaned up");
                                  }
                                });
                          }));
          sleep(Duration.ofSeconds(1));
          outer.cancel("once");
          yieldNow();
          yieldNow();
          outer.cancel("twice");
          var error = assertThrows(CancelledError.class, outer::await);
          assertEquals("once", error.reason().orElseThrow());
        });

    assertEquals(List.of("cleaned up"), trace);
  }

  @Test
  void nestedGroupsPassTheFirstFailureOn() {
    var failure = new IOException("deep");

    var thrown =
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        taskGroup(
                            outer -> {
                              outer.createTask(sleeping("outer"));
                              taskGroup(
                                  inner -> {
                                    inner.createTask(sleeping("inner"));
                                    inner.createTask(failing(failure, 1));
                                  });
                            })));

    assertSame(failure, thrown);
    assertEquals(List.of("inner ended", "outer ended"), trace);
  }

  @Test
  void aRaceHasOneWinnerAndNoLoserLeft() throws Exception {
    VirtualTime.run(
        () -> {
          String winner =
              race(
                  () -> {
                    sleeping("slow").run();
                    return "slow";
                  },
                  () -> {
                    sleep(Duration.ofSeconds(1));
                    return "fast";
                  });
          assertEquals("fast", winner);
          assertEquals(1, Async.allTasks().size());
        });

    assertEquals(List.of("slow ended"), trace);
  }

  @Test
  void aRaceWithoutAWinnerThrowsTheFirstFailure() {
    var first = new IOException("first");

    assertSame(
        first,
        assertThrows(
            IOException.class,
            () ->
                VirtualTime.run(
                    () ->
                        race(
                            Awaitable.of(failing(new IOException("second"), 2)),
                            Awaitable.of(failing(first, 1))))));
  }

  @Test
  void aRaceThatIsCancelledLeavesNobodyRunning() throws Exception {
    VirtualTime.run(
        () -> {
          var racing =
              createTask(() -> race(Awaitable.of(sleeping("a")), Awaitable.of(sleeping("b"))));
          sleep(Duration.ofSeconds(1));
          racing.cancel();
          assertThrows(CancelledError.class, racing::await);
        });

    assertEquals(List.of("a ended", "b ended"), trace);
  }

  @Test
  void aRaceNeedsAContestant() throws Exception {
    VirtualTime.run(() -> assertThrows(IllegalArgumentException.class, () -> Async.<String>race()));
  }
}
