package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.timeoutAt;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Time limits, against CPython.
class OracleTimeoutTest {
  private static final String NAME = "TimeoutError is TimeoutException in Java";
  private static final String NO_CONTEXT =
      "Java has no __context__: an exception thrown in a clean-up replaces the one before it";
  private static final Duration LIMIT = Duration.ofMillis(20);

  private final Trace out = new Trace();

  private static String causeName(Throwable exception) {
    return exception.getCause() == null ? "NoneType" : Python.typeName(exception.getCause());
  }

  @Test
  void waitForEndsWhatItAwaitsBeforeItThrows_040() throws Exception {
    class Program {
      final List<Integer> started = new ArrayList<>();

      void attempt(String label, Awaitable<?> body) {
        try {
          out.print(label, "->", body.await());
        } catch (Throwable e) {
          out.print(label, "-> raises", Python.typeName(e), "cause/context:", causeName(e));
        }
      }

      @FunctionalInterface
      interface CleanUp {
        void run() throws Exception;
      }

      Awaitable<String> inner(int millis, CleanUp cleanUp) {
        return () -> {
          try {
            sleep(Duration.ofMillis(millis));
            return "value";
          } catch (CancelledError e) {
            out.print("  inner cancelled");
            cleanUp.run();
            throw e;
          }
        };
      }

      Awaitable<String> inner(int millis) {
        return inner(millis, () -> {});
      }

      CleanUp cleaningFor(int millis) {
        return () -> {
          sleep(Duration.ofMillis(millis));
          out.print("  inner cleaned up");
        };
      }

      String note() {
        started.add(1);
        return "ran";
      }

      void main() throws Exception {
        attempt("in time", () -> waitFor(inner(0), Duration.ofSeconds(1)));
        attempt("no timeout", () -> waitFor(inner(20), ChronoUnit.FOREVER.getDuration()));
        attempt("timeout", () -> waitFor(inner(1000), LIMIT));
        attempt("timeout, slow cleanup", () -> waitFor(inner(1000, cleaningFor(40)), LIMIT));
        attempt(
            "timeout, cleanup fails",
            () ->
                waitFor(
                    inner(
                        1000,
                        () -> {
                          throw new KeyError("k");
                        }),
                    LIMIT));
        Awaitable<String> fails =
            () -> {
              throw new ValueError("v");
            };
        attempt("inner fails", () -> waitFor(fails, Duration.ofSeconds(1)));
        attempt("timeout 0, coroutine", () -> waitFor(this::note, Duration.ZERO));
        out.print("  started:", started);
        attempt("timeout -1, coroutine", () -> waitFor(this::note, Duration.ofSeconds(-1)));
        out.print("  started:", started);
        promises();
        var t = createTask(inner(60));
        attempt("shielded", () -> waitFor(() -> shield(t), LIMIT));
        out.print("  task goes on:", t.await());
        var cancelled =
            createTask(() -> waitFor(inner(1000, cleaningFor(20)), Duration.ofSeconds(5)));
        sleep(LIMIT);
        cancelled.cancel("outside");
        attempt("cancelled from outside", cancelled);
        var condition = new Condition();
        try (var _ = condition.hold()) {
          Awaitable<?> wait = Awaitable.of(() -> condition.await());
          attempt("Condition.wait in wait_for", () -> waitFor(wait, LIMIT));
          out.print("  lock held again:", condition.lock().locked());
        }
      }

      void promises() {
        var loop = runningLoop();
        var done = loop.<String>createPromise();
        done.setResult("done");
        attempt("timeout 0, done future", () -> waitFor(done, Duration.ZERO));
        var pending = loop.<String>createPromise();
        attempt("timeout 0, pending future", () -> waitFor(pending, Duration.ZERO));
        out.print("  future cancelled:", pending.cancelled());
        var late = loop.<String>createPromise();
        attempt("timeout, pending future", () -> waitFor(late, LIMIT));
        out.print("  future cancelled:", late.cancelled());
      }
    }

    VirtualTime.run(new Program()::main);
    var oracle =
        Oracle.of("040_wait_for")
            .differs(
                "timeout, cleanup fails -> raises KeyError cause/context: TimeoutError",
                "timeout, cleanup fails -> raises KeyError cause/context: NoneType",
                NO_CONTEXT);
    for (var label :
        List.of(
            "timeout",
            "timeout, slow cleanup",
            "timeout 0, coroutine",
            "timeout -1, coroutine",
            "timeout 0, pending future",
            "timeout, pending future",
            "shielded",
            "Condition.wait in wait_for")) {
      oracle.differs(
          label + " -> raises TimeoutError cause/context: CancelledError",
          label + " -> raises TimeoutException cause/context: CancelledError",
          NAME);
    }
    oracle.matches(out);
  }

  @Test
  void whatIsAwaitedMayRefuseButNoCancellationIsLost_041() throws Exception {
    VirtualTime.run(
        () -> {
          Awaitable<String> refuses =
              () -> {
                try {
                  sleep(Duration.ofSeconds(1));
                  return "slept";
                } catch (CancelledError e) {
                  return "refused";
                }
              };
          try {
            out.print("swallowing inner ->", waitFor(refuses, LIMIT));
          } catch (TimeoutException e) {
            out.print("swallowing inner -> TimeoutError");
          }
          var reached = new ArrayList<String>();
          Awaitable<String> caller =
              () -> {
                var inner = createTask(() -> "quick");
                reached.add(waitFor(inner, Duration.ofSeconds(5)));
                sleep(Duration.ofSeconds(1));
                return "end";
              };
          var t = createTask(caller);
          yieldNow();
          yieldNow();
          t.cancel();
          try {
            out.print("cancel vs completed inner ->", t.await(), reached);
          } catch (CancelledError e) {
            out.print("cancel vs completed inner -> CancelledError", reached);
          }
        });
    Oracle.of("041_wait_for_swallow").matches(out);
  }

  @Test
  void aBlockWithALimitCancelsOnlyWhatIsInside_042() throws Exception {
    class Program {
      final Task<?> me = currentTask();
      final Loop loop = runningLoop();

      void attempt(String label, Awaitable<? extends @Nullable Object> body) {
        try {
          out.print(label, "->", body.await());
        } catch (Throwable e) {
          out.print(label, "-> raises", Python.typeName(e), Python.args(e), "cause", causeName(e));
        }
      }

      Object expires() throws Exception {
        return timeout(
            LIMIT,
            limit -> {
              try {
                sleep(Duration.ofSeconds(1));
                return "slept";
              } catch (CancelledError e) {
                out.print(
                    "  inside: CancelledError, cancelling",
                    me.cancelling(),
                    "expired",
                    limit.expired());
                throw e;
              }
            });
      }

      Object fine() throws Exception {
        return timeout(
            Duration.ofSeconds(1),
            limit -> {
              yieldNow();
              return limit;
            });
      }

      Object state(Timeout limit) {
        return tuple(limit.expired(), limit.when().orElseThrow() > loop.time());
      }

      Object disabled() throws Exception {
        var disabled =
            timeoutAt(
                Timeout.NEVER,
                limit -> {
                  sleep(LIMIT);
                  return limit;
                });
        return tuple(
            disabled.when().isPresent() ? disabled.when().getAsLong() : null, disabled.expired());
      }

      Object yieldsTwice(Duration delay) throws Exception {
        return timeout(
            delay,
            () -> {
              yieldNow();
              out.print("  one sleep(0) survived");
              yieldNow();
              out.print("  two sleep(0) survived");
              return "survived";
            });
      }

      Object failsOfItself() throws Exception {
        return timeout(
            LIMIT,
            () -> {
              throw new KeyError("mine");
            });
      }

      @SuppressWarnings({"finally", "Finally"}) // that is what is tested
      Object failsInItsCleanUp() throws Exception {
        return timeout(
            LIMIT,
            () -> {
              try {
                sleep(Duration.ofSeconds(1));
                return "slept";
              } finally {
                throw new KeyError("cleanup failed");
              }
            });
      }

      Object swallows() throws Exception {
        var swallowed =
            timeout(
                LIMIT,
                limit -> {
                  try {
                    sleep(Duration.ofSeconds(1));
                  } catch (CancelledError e) {
                    // goes on
                  }
                  return limit;
                });
        return tuple("swallowed inside", swallowed.expired(), me.cancelling());
      }

      void main() throws Exception {
        attempt("expires", this::expires);
        out.print("  cancelling afterwards", me.cancelling());
        attempt("in time", () -> state((Timeout) fine()));
        attempt("None", this::disabled);
        attempt("0", () -> yieldsTwice(Duration.ZERO));
        attempt("past", () -> yieldsTwice(Duration.ofSeconds(-5)));
        attempt(
            "0 without await",
            () -> tuple("no suspension, no timeout", timeout(Duration.ZERO, Timeout::expired)));
        attempt("foreign exception", this::failsOfItself);
        attempt("exception during expiry", this::failsInItsCleanUp);
        out.print("  cancelling afterwards", me.cancelling());
        attempt("swallowed", this::swallows);
        var finished = (Timeout) fine();
        attempt("reschedule finished", Awaitable.of(() -> finished.reschedule(1)));
      }
    }

    VirtualTime.run(() -> new Program().main());
    var timedOut = " -> raises TimeoutError () cause CancelledError";
    var noObject =
        "a block is a lambda, and its limit begins with it; there is no such object before";
    Oracle.of("042_timeout_block")
        .differs("expires" + timedOut, "expires" + notDone("PT0.02S"), NAME)
        .differs("0" + timedOut, "0" + notDone("PT0S"), NAME)
        .differs("past" + timedOut, "past" + notDone("PT0S"), NAME)
        .lacks(
            "reuse -> raises RuntimeError ('Timeout has already been entered',) cause NoneType",
            noObject)
        .differs(
            "reschedule finished -> raises RuntimeError ('Cannot change state of finished"
                + " Timeout',) cause NoneType",
            "reschedule finished -> raises IllegalStateException ('Cannot change state of finished"
                + " Timeout',) cause NoneType",
            "RuntimeError is IllegalStateException in Java")
        .lacks(
            "reschedule not entered -> raises RuntimeError ('Timeout has not been entered',) cause"
                + " NoneType",
            noObject)
        .matches(out);
  }

  private static String notDone(String limit) {
    return " -> raises TimeoutException ('not done within %s',) cause CancelledError"
        .formatted(limit);
  }

  @Test
  void aLimitOfZeroSwallowsNoCancellation() throws Exception {
    VirtualTime.run(
        () -> {
          for (var millis : List.of(0, 1)) {
            Awaitable<String> test =
                () -> {
                  currentTask().cancel();
                  try {
                    timeout(Duration.ofMillis(millis), () -> sleep(Duration.ofSeconds(1)));
                  } catch (TimeoutException e) {
                    return "TimeoutError: the outside cancel was lost";
                  }
                  return "slept";
                };
            var outcome = gatherOutcomes(createTask(test)).getFirst();
            out.print(
                millis == 0 ? "0" : "0.001",
                List.of(
                    switch (outcome) {
                      case Outcome.Cancelled<?>(var error) -> Python.repr(error);
                      case Outcome.Success<?>(var result) -> Python.repr(result);
                      case Outcome.Failure<?>(var failure) -> Python.repr(failure);
                    }));
          }
        });
    Oracle.of("timeout_zero_swallows_cancel")
        .differs(
            "0 [\"'TimeoutError: the outside cancel was lost'\"]",
            "0 ['CancelledError()']",
            "an open bug there")
        .differs(
            "0.001 [\"CancelledError('')\"]",
            "0.001 ['CancelledError()']",
            "a cancellation for which no reason was given has none")
        .matches(out);
  }
}
