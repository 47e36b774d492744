package dev.rondo.testing.core;

import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.taskGroup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Async;
import dev.rondo.CancelledError;
import dev.rondo.GroupOptions;
import dev.rondo.Task;
import dev.rondo.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Task groups, in any order of steps: when the group has ended, so have all its tasks.
@Timeout(300)
class GroupSchedulesTest {
  private static final int CHILDREN = 3;

  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// A group, and what its tasks did.
  private static final class Model {
    private final SmallProgram program;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Task<?>> children = new ArrayList<>();
    private int running;
    private int succeeded;
    private int most;

    /// What the group threw; null if nothing.
    private @Nullable Throwable thrown;

    Model(SmallProgram program) {
      this.program = program;
    }

    /// Runs a group of children as a task that may be cancelled.
    void run(GroupOptions options, Action end) throws Exception {
      program.start(
          () -> {
            try {
              taskGroup(
                  options,
                  group -> {
                    for (var n = 0; n < CHILDREN; n++) {
                      children.add(group.createTask(child(program.upTo(2) == 0)));
                      program.pause();
                    }
                  });
            } catch (Failure | CancelledError failure) {
              thrown = failure;
            }
            assertEquals(0, running, "a child runs, but the group has ended");
            children.forEach(child -> assertTrue(child.done(), child::toString));
            var cancelled = thrown instanceof CancelledError;
            assertTrue(!cancelled || currentTask().cancelling() > 0, "cancelled by nobody");
            if (currentTask().cancelling() == 0) {
              end.run();
            }
            if (thrown instanceof CancelledError error) {
              throw error;
            }
          });
      program.disturb();
      program.finish();
    }

    Action child(boolean fails) {
      return () -> {
        running++;
        most = Math.max(most, running);
        try {
          program.pause();
          program.pause();
          if (fails) {
            var failure = new Failure();
            failures.add(failure);
            throw failure;
          }
          succeeded++;
        } finally {
          running--;
        }
      };
    }

    void assertFirstFailureIsThrown() {
      if (failures.isEmpty()) {
        assertEquals(null, thrown);
        return;
      }
      assertNotNull(thrown);
      assertSame(failures.getFirst(), thrown);
      assertEquals(failures.subList(1, failures.size()), List.of(thrown.getSuppressed()));
    }
  }

  @Test
  void theFirstFailureCancelsTheOthersAndIsThrown() {
    SmallProgram.check(
        program -> {
          var model = new Model(program);
          model.run(
              GroupOptions.failFast(),
              () -> {
                model.assertFirstFailureIsThrown();
                assertTrue(model.thrown != null || model.succeeded == CHILDREN);
              });
        });
  }

  @Test
  void aGroupThatCollectsRunsAllToTheirEnd() {
    SmallProgram.check(
        program -> {
          var model = new Model(program);
          model.run(
              GroupOptions.collect(),
              () -> {
                model.assertFirstFailureIsThrown();
                assertEquals(CHILDREN, model.succeeded + model.failures.size());
              });
        });
  }

  @Test
  void aGroupThatSupervisesKeepsFailuresApart() {
    SmallProgram.check(
        program -> {
          var model = new Model(program);
          program.start(
              () -> {
                try {
                  taskGroup(
                      GroupOptions.supervise(),
                      group -> {
                        for (var n = 0; n < CHILDREN; n++) {
                          model.children.add(group.createTask(model.child(program.flip())));
                        }
                        program.pause();
                      });
                } finally {
                  assertEquals(0, model.running);
                  for (var child : model.children) {
                    assertTrue(child.done());
                    if (!child.cancelled()) {
                      child.exception().ifPresent(seen -> assertTrue(model.failures.remove(seen)));
                    }
                  }
                }
                assertEquals(List.of(), model.failures);
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void theFirstSuccessEndsTheGroup() {
    SmallProgram.check(
        program -> {
          var model = new Model(program);
          model.run(
              GroupOptions.firstSuccess(),
              () -> {
                if (model.succeeded == 0) {
                  model.assertFirstFailureIsThrown();
                } else {
                  assertEquals(null, model.thrown);
                }
              });
        });
  }

  @Test
  void noMoreRunThanTheLimitAllows() {
    SmallProgram.check(
        program -> {
          var model = new Model(program);
          model.run(
              GroupOptions.failFast().withLimit(2),
              () -> {
                model.assertFirstFailureIsThrown();
                assertTrue(model.most <= 2, () -> model.most + " ran at a time");
              });
        });
  }

  @Test
  void aServiceIsReadyBeforeItsUsersAndEndsAfterThem() {
    SmallProgram.check(
        program -> {
          var serving = new boolean[1];
          var users = new int[1];
          TaskGroup.Service<String> service =
              ready -> {
                program.pause();
                serving[0] = true;
                ready.started("ready");
                try {
                  program.pause();
                } finally {
                  try {
                    program.pause();
                  } finally {
                    serving[0] = false;
                  }
                }
              };
          program.start(
              () -> {
                try {
                  taskGroup(
                      group -> {
                        var ended = new boolean[1];
                        group.createBackgroundTask(
                            () -> {
                              try {
                                Async.sleep(java.time.Duration.ofDays(1));
                              } finally {
                                ended[0] = true;
                                assertEquals(0, users[0], "there are users left");
                              }
                            });
                        assertEquals("ready", group.start(service));
                        group.createTask(
                            () -> {
                              users[0]++;
                              try {
                                program.pause();
                                assertFalse(ended[0] && currentTask().cancelling() == 0);
                              } finally {
                                users[0]--;
                              }
                            });
                      });
                } finally {
                  assertFalse(serving[0]);
                  assertEquals(0, users[0]);
                }
              });
          program.disturb();
          program.finish();
        });
  }

  @Test
  void aGroupInAGroupHasEndedBeforeTheOuterOne() {
    SmallProgram.check(
        program -> {
          var outer = new Model(program);
          var inner = new Model(program);
          program.start(
              () -> {
                try {
                  taskGroup(
                      group -> {
                        group.createTask(outer.child(program.flip()));
                        group.createTask(
                            () -> {
                              try {
                                taskGroup(
                                    nested -> {
                                      nested.createTask(inner.child(program.flip()));
                                      nested.createTask(inner.child(false));
                                    });
                              } finally {
                                assertEquals(0, inner.running);
                              }
                            });
                      });
                } catch (Failure failure) {
                  assertTrue(outer.failures.contains(failure) || inner.failures.contains(failure));
                } finally {
                  assertEquals(0, outer.running + inner.running);
                }
              });
          program.disturb();
          program.finish();
        });
  }
}
