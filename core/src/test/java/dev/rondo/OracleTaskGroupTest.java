package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Groups of tasks, against CPython.
class OracleTaskGroupTest {
  private static final String FIRST_FAILURE =
      "a group throws its first failure as it is, with the others suppressed on it; there are no"
          + " exception groups";
  private static final String ONE_BLOCK =
      "a group exists only in the block that it is made for, so it can neither be used before that"
          + " nor entered again";

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(1);

  private final Trace out = new Trace();

  @Test
  void aGroupWaitsForAllTasksAlsoForThoseThatItsTasksStart_045() throws Exception {
    record Pair(Task<?> first, Task<?> second) {}

    class Program {
      Awaitable<String> work(String name, int n) {
        return () -> {
          out.print("  start", name);
          for (var i = 0; i < n; i++) {
            yieldNow();
          }
          out.print("  end", name);
          return name;
        };
      }

      Action spawner(TaskGroup group, int depth) {
        return () -> {
          out.print("  spawner", depth);
          yieldNow();
          if (depth > 0) {
            group.createTask(spawner(group, depth - 1));
            group.createTask(spawner(group, depth - 1));
          }
        };
      }

      void main() throws Exception {
        var results =
            taskGroup(
                group -> {
                  var a = group.createTask(work("a", 2));
                  var b = group.createTask("B", work("b", 0));
                  out.print("body done; nothing started yet");
                  return new Pair(a, b);
                });
        out.print(
            "results",
            results.first().result(),
            results.second().result(),
            results.second().name());

        taskGroup(
            group -> {
              group.createTask(spawner(group, 2));
            });
        out.print("all descendants finished");

        var siblings =
            taskGroup(
                group -> {
                  var t = group.createTask(() -> sleep(Duration.ofSeconds(10)));
                  var s = group.createTask(work("sibling", 1));
                  yieldNow();
                  t.cancel();
                  return new Pair(t, s);
                });
        out.print(
            "a cancelled child alone is no error:",
            siblings.first().cancelled(),
            siblings.second().result());
        taskGroup(_ -> {});
        out.print("empty group fine; cancelling", currentTask().cancelling());
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("045_taskgroup_basic").matches(out);
  }

  private static final class KeyError extends Exception {
    private static final long serialVersionUID = 1L;

    KeyError(String message) {
      super(message);
    }
  }

  private static final class TypeError extends Exception {
    private static final long serialVersionUID = 1L;

    TypeError(String message) {
      super(message);
    }
  }

  /// Groups that fail, each in a task of its own.
  private final class Failing {
    /// What a piece of work does when it is cancelled.
    @FunctionalInterface
    interface OnCancel {
      void act(CancelledError error) throws Exception;
    }

    static final OnCancel SWALLOW = _ -> {};
    static final OnCancel THROW_ON =
        error -> {
          throw error;
        };

    Action work(String name, Duration delay, @Nullable Exception failure, OnCancel onCancel) {
      return () -> {
        try {
          if (delay.isZero()) {
            yieldNow();
          } else {
            sleep(delay);
          }
        } catch (CancelledError e) {
          out.print("  cancelled", name);
          onCancel.act(e);
          return;
        }
        if (failure != null) {
          throw failure;
        }
        out.print("  finished", name);
      };
    }

    Action work(String name, Duration delay) {
      return work(name, delay, null, THROW_ON);
    }

    Action failing(String name, Duration delay, Exception failure) {
      return work(name, delay, failure, THROW_ON);
    }

    /// Work that takes long; when it is cancelled it fails.
    Action failingLate(String name, Exception failure) {
      return work(
          name,
          LONG,
          null,
          _ -> {
            throw failure;
          });
    }

    Action swallowing(String name) {
      return work(name, LONG, null, SWALLOW);
    }

    void show(Throwable failure, String indent) {
      out.print(indent + Python.repr(failure));
      for (var suppressed : failure.getSuppressed()) {
        show(suppressed, indent + "  ");
      }
    }

    void group(String label, @Nullable Action body, Action... children) throws Exception {
      createTask(
              () -> {
                out.print(label);
                try {
                  taskGroup(
                      group -> {
                        for (var child : children) {
                          group.createTask(child);
                        }
                        if (body != null) {
                          body.run();
                        }
                      });
                } catch (Exception | CancelledError e) {
                  show(e, "  ");
                }
              })
          .await();
    }

    Action failingB() {
      return failing("b", SHORT, new ValueError("b"));
    }

    void main() throws Exception {
      group("one child fails", null, work("a", LONG), failingB(), work("c", Duration.ZERO));
      group("body is interrupted", work("body", LONG), failingB());
      group("body fails", failing("body", SHORT, new KeyError("body")), work("a", LONG));
      group(
          "two fail in the same iteration",
          null,
          failing("a", Duration.ZERO, new ValueError("a")),
          failing("b", Duration.ZERO, new KeyError("b")),
          work("c", LONG));
      group(
          "sibling fails while being cancelled",
          null,
          failingLate("a", new TypeError("a-cleanup")),
          failingB());
      group(
          "body fails while being cancelled",
          failingLate("body", new TypeError("body-cleanup")),
          failingB());
      group("sibling swallows", null, swallowing("a"), failingB());
      group("body swallows", swallowing("body"), failingB());
      Action waitsInFinally =
          () -> {
            try {
              sleep(LONG);
            } finally {
              sleep(Duration.ofMillis(40));
              out.print("  slow cleanup done");
            }
          };
      group("group waits for slow cleanup", null, waitsInFinally, failingB());
    }
  }

  @Test
  void aFailureCancelsTheSiblingsAndTheBlockAndIsThrownInTheEnd_046() throws Exception {
    VirtualTime.run(new Failing()::main);
    Oracle.of("046_taskgroup_errors")
        .lacks("  ExceptionGroup unhandled errors in a TaskGroup", FIRST_FAILURE)
        .differs("    ValueError('b')", "  ValueError('b')", FIRST_FAILURE)
        .differs("    KeyError('body')", "  KeyError('body')", FIRST_FAILURE)
        .differs("    ValueError('a')", "  ValueError('a')", FIRST_FAILURE)
        .matches(out);
  }

  private static final class MyBase extends Error {
    private static final long serialVersionUID = 1L;

    MyBase(String message) {
      super(message);
    }
  }

  private static final class KeyboardInterrupt extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class SystemExit extends Error {
    private static final long serialVersionUID = 1L;

    final int code;

    SystemExit(int code) {
      this.code = code;
    }
  }

  /// What Python derives from BaseException is an [Error] here, which fails a group as an exception
  /// does.
  private final class FailingWithErrors {
    Action boom(Throwable failure, Duration delay) {
      return () -> {
        sleep(delay);
        throw Throwing.asUnchecked(failure);
      };
    }

    Action boom(Throwable failure) {
      return boom(failure, SHORT);
    }

    void quiet() {
      try {
        sleep(LONG);
      } finally {
        out.print("  child cancelled");
      }
    }

    void attempt(String label, @Nullable Action body, Action... children) throws Exception {
      createTask(
              () -> {
                out.print(label);
                try {
                  taskGroup(
                      group -> {
                        for (var child : children) {
                          group.createTask(child);
                        }
                        if (body != null) {
                          body.run();
                        }
                      });
                } catch (Throwable e) {
                  out.print(
                      "  ->",
                      Python.typeName(e),
                      Arrays.stream(e.getSuppressed()).map(Python::repr).toList());
                }
              })
          .await();
    }

    void main() throws Exception {
      attempt("child raises MyBase", null, boom(new MyBase("c")), this::quiet);
      attempt("body raises MyBase", boom(new MyBase("b")), this::quiet);
      attempt(
          "mix of both kinds",
          null,
          boom(new ValueError("v"), Duration.ZERO),
          boom(new MyBase("b"), Duration.ZERO),
          this::quiet);
      attempt("body raises SystemExit", boom(new SystemExit(3)), this::quiet);
      attempt("body raises KeyboardInterrupt", boom(new KeyboardInterrupt()), this::quiet);
    }

    void childExits() throws Exception {
      try {
        taskGroup(
            group -> {
              group.createTask(boom(new SystemExit(4)));
              group.createTask(this::quiet);
            });
      } catch (Throwable e) {
        out.print("  group sees", Python.typeName(e));
        throw e;
      }
    }
  }

  @Test
  void errorsFailAGroupAsExceptionsDo_049() throws Exception {
    var program = new FailingWithErrors();
    VirtualTime.run(program::main);
    try {
      VirtualTime.run(program::childExits);
    } catch (SystemExit e) {
      out.print("SystemExit from a child leaves run() directly:", e.code);
    }
    Oracle.of("049_taskgroup_base_exceptions")
        .differs("  -> BaseExceptionGroup [\"MyBase('c')\"]", "  -> MyBase []", FIRST_FAILURE)
        .differs("  -> BaseExceptionGroup [\"MyBase('b')\"]", "  -> MyBase []", FIRST_FAILURE)
        .differs(
            "  -> BaseExceptionGroup [\"ValueError('v')\", \"MyBase('b')\"]",
            "  -> ValueError [\"MyBase('b')\"]",
            FIRST_FAILURE)
        .matches(out);
  }

  @Test
  void aGroupThatEndsOrHasEndedRefusesTasks_050() throws Exception {
    class Program {
      void attempt(String label, Action use) throws Exception {
        try {
          use.run();
          out.print(label, "-> ok");
        } catch (IllegalStateException e) {
          out.print(label, "->", Python.text(e).replaceFirst("^TaskGroup ", ""));
        }
      }

      void noop() {}

      void late(TaskGroup group) throws Exception {
        try {
          sleep(LONG);
        } catch (CancelledError e) {
          attempt("create_task while shutting down", () -> group.createTask(this::noop));
          throw e;
        }
      }

      void main() throws Exception {
        var ended = new AtomicReference<TaskGroup>();
        attempt(
            "first use",
            () ->
                taskGroup(
                    group -> {
                      ended.set(group);
                    }));
        attempt("create_task after exit", () -> ended.get().createTask(this::noop));
        try {
          taskGroup(
              group -> {
                group.createTask(() -> late(group));
                yieldNow();
                group.createTask(
                    Awaitable.of(
                        () -> {
                          throw new ValueError("v");
                        }));
              });
        } catch (ValueError e) {
          out.print("group failed as expected");
        }
        taskGroup(
            group -> {
              createTask(
                      () -> {
                        group.createTask(Async::yieldNow);
                      })
                  .await();
              out.print("create_task from a task outside the group is allowed");
            });
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("050_taskgroup_misuse")
        .lacks("create_task before entry -> has not been entered", ONE_BLOCK)
        .lacks("second use -> has already been entered", ONE_BLOCK)
        .lacks("re-enter -> has already been entered", ONE_BLOCK)
        .matches(out);
  }
}
