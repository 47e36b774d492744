package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an exception tells about those before it, against CPython.
class OracleExceptionTest {
  private static final String NO_CONTEXT =
      "Java has no __context__: what was being handled is known only if it is given as the cause";
  private static final Duration LIMIT = Duration.ofMillis(20);

  private final Trace out = new Trace();

  private static String chain(@Nullable Throwable exception) {
    var chain = new StringBuilder();
    for (var e = exception; e != null; e = e.getCause()) {
      chain.append(chain.isEmpty() ? "" : " <-cause- ").append(Python.repr(e).replace("()", ""));
    }
    return chain.toString();
  }

  private void attempt(String label, Action body) {
    try {
      body.run();
    } catch (Throwable e) {
      out.print(label, ":", chain(e));
    }
  }

  private static void boom(String message) throws ValueError {
    throw new ValueError(message);
  }

  @Test
  @SuppressWarnings({"finally", "Finally", "UnusedException"}) // that is what is tested
  void aCauseIsKeptAcrossTasksAndTimeLimits_077() throws Exception {
    class Program {
      void insideOfCatch() throws Exception {
        try {
          throw new KeyError("first");
        } catch (KeyError e) {
          boom("second");
        }
      }

      void taskInsideOfCatch() throws Exception {
        try {
          throw new KeyError("first");
        } catch (KeyError e) {
          createTask(() -> boom("in task")).await();
        }
      }

      void withCause() throws Exception {
        try {
          createTask(() -> boom("inner")).await();
        } catch (ValueError e) {
          throw new RuntimeException("outer", e);
        }
      }

      void timeoutInFinally() throws Exception {
        timeout(
            LIMIT,
            () -> {
              try {
                throw new KeyError("work");
              } finally {
                sleep(Duration.ofSeconds(1));
              }
            });
      }

      void cleanUpFails() throws Exception {
        timeout(
            LIMIT,
            () -> {
              try {
                sleep(Duration.ofSeconds(1));
              } finally {
                throw new OSError("cleanup");
              }
            });
      }

      void translated() throws Exception {
        var t = createTask(() -> sleep(Duration.ofSeconds(1)));
        yieldNow();
        t.cancel("m");
        try {
          t.await();
        } catch (CancelledError e) {
          throw (ValueError) new ValueError("translated").initCause(e);
        }
      }

      void withoutCause() throws Exception {
        try {
          throw new KeyError("no context");
        } catch (KeyError e) {
          throw new ValueError("clean");
        }
      }

      void afterTimeout() throws Exception {
        try {
          waitFor(Awaitable.of(() -> sleep(Duration.ofSeconds(1))), LIMIT);
        } catch (TimeoutException e) {
          throw new RuntimeException("gave up");
        }
      }

      void main() {
        attempt("await inside except", this::insideOfCatch);
        attempt("task awaited inside except", this::taskInsideOfCatch);
        attempt("raise from", this::withCause);
        attempt("timeout in finally", this::timeoutInFinally);
        attempt("cleanup fails during timeout", this::cleanUpFails);
        attempt("translated cancellation", this::translated);
        attempt("from None", this::withoutCause);
        attempt("implicit context of TimeoutError", this::afterTimeout);
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("077_exception_chaining")
        .differs(
            "await inside except : ValueError('second') <-context- KeyError('first')",
            "await inside except : ValueError('second')",
            NO_CONTEXT)
        .differs(
            "task awaited inside except : ValueError('in task') <-context- KeyError('first')",
            "task awaited inside except : ValueError('in task')",
            NO_CONTEXT)
        .differs(
            "raise from : RuntimeError('outer') <-cause- ValueError('inner')",
            "raise from : RuntimeException('outer') <-cause- ValueError('inner')",
            "RuntimeError is RuntimeException in Java")
        .differs(
            "timeout in finally : TimeoutError <-cause- CancelledError <-context- KeyError('work')",
            "timeout in finally : TimeoutException('not done within PT0.02S') <-cause-"
                + " CancelledError('the time limit is over')",
            NO_CONTEXT + "; the texts say what happened")
        .differs(
            "cleanup fails during timeout : OSError('cleanup') <-context- TimeoutError <-cause-"
                + " CancelledError",
            "cleanup fails during timeout : OSError('cleanup')",
            NO_CONTEXT)
        .differs(
            "implicit context of TimeoutError : RuntimeError('gave up') <-context- TimeoutError"
                + " <-cause- CancelledError",
            "implicit context of TimeoutError : RuntimeException('gave up')",
            NO_CONTEXT)
        .matches(out);
  }

  private static final class OSError extends Exception {
    private static final long serialVersionUID = 1L;

    OSError(String message) {
      super(message);
    }
  }
}
