package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Running, stopping and closing loops, against CPython.
class OracleRunTest {
  private static final String STATE = "RuntimeError is IllegalStateException in Java";
  private static final String HELPFUL = STATE + "; the text says more";
  private static final String TYPES =
      "what can be run is a matter of types in Java; this does not compile";

  private final Trace out = new Trace();

  @Test
  void stopEndsTheRunAfterItsPassAndKeepsWhatIsReady_007() {
    var loop = VirtualTime.newLoop();
    var ran = new ArrayList<String>();
    loop.callSoon(
        () -> {
          ran.add("first");
          loop.stop();
          ran.add("after-stop");
          loop.callSoon(() -> ran.add("added-by-first"));
        });
    loop.callSoon(() -> ran.add("second"));
    loop.runForever();
    out.print(ran, loop.isRunning(), loop.isClosed());
    loop.stop();
    loop.runForever();
    out.print(ran);
    loop.callSoon(() -> ran.add("x"));
    loop.stop();
    loop.runForever();
    out.print(ran);
    loop.close();
    loop.close();
    out.print(loop.isClosed());
    for (Runnable call :
        List.<Runnable>of(
            loop::runForever,
            () -> loop.callSoon(() -> out.print()),
            () -> loop.callLater(Duration.ofSeconds(1), () -> out.print()))) {
      try {
        call.run();
      } catch (IllegalStateException e) {
        out.print(Python.typeName(e), e.getMessage());
      }
    }
    Oracle.of("007_run_forever_stop")
        .differs(
            "RuntimeError Event loop is closed",
            "IllegalStateException Event loop is closed",
            STATE)
        .matches(out);
  }

  @Test
  void runUntilCompleteGivesBackWhatItsCoroutineEndsWith_008() throws Exception {
    class Program {
      final Loop loop = VirtualTime.newLoop();

      Awaitable<Integer> ok(int value) {
        return () -> {
          yieldNow();
          return value;
        };
      }

      String nest() throws Exception {
        try {
          return "no error but " + loop.runUntilComplete(ok(1));
        } catch (IllegalStateException e) {
          return Python.typeName(e) + ": " + e.getMessage();
        }
      }

      String nestOther() throws Exception {
        try (var other = VirtualTime.newLoop()) {
          return "no error but " + other.runUntilComplete(ok(1));
        } catch (IllegalStateException e) {
          return Python.typeName(e) + ": " + e.getMessage();
        }
      }

      void main() throws Exception {
        out.print(loop.runUntilComplete(ok(5)));
        var f = loop.<String>createPromise();
        f.setResult("done-future");
        out.print(loop.runUntilComplete(f));
        out.print(loop.runUntilComplete(this::nest));
        out.print(loop.runUntilComplete(this::nestOther));
        try {
          loop.runUntilComplete(
              () -> {
                throw new ValueError("boom");
              });
        } catch (ValueError e) {
          out.print("ValueError", e.getMessage());
        }
        var t = loop.createTask("forever", () -> loop.createPromise().await());
        loop.callSoon(loop::stop);
        try {
          loop.runUntilComplete(t);
        } catch (IllegalStateException e) {
          out.print(Python.typeName(e), Python.text(e));
        }
        t.cancel();
        try {
          loop.runUntilComplete(t);
        } catch (CancelledError e) {
          out.print("cancelled", t.cancelled());
        }
        loop.close();
        try {
          out.print("no error but", runningLoop());
        } catch (IllegalStateException e) {
          out.print(Python.typeName(e), e.getMessage());
        }
      }
    }

    new Program().main();
    Oracle.of("008_run_until_complete")
        .differs(
            "RuntimeError: This event loop is already running",
            "IllegalStateException: This event loop is already running",
            STATE)
        .differs(
            "RuntimeError: Cannot run the event loop while another loop is running",
            "IllegalStateException: Cannot run the event loop while another loop is running this"
                + " code, in Task-3; call the coroutine directly, or start it with createTask",
            HELPFUL)
        .lacks("TypeError An asyncio.Future, a coroutine or an awaitable is required", TYPES)
        .differs(
            "RuntimeError Event loop stopped before Future completed.",
            "IllegalStateException Event loop stopped before Task[forever, waits for"
                + " Promise@...[pending]] completed",
            HELPFUL)
        .differs(
            "RuntimeError no running event loop",
            "IllegalStateException no running event loop in thread "
                + Thread.currentThread().getName()
                + "; put the code into Async.run",
            HELPFUL)
        .matches(out);
  }

  private static final class SystemExit extends Error {
    private static final long serialVersionUID = 1L;
    final int code;

    SystemExit(int code) {
      this.code = code;
    }
  }

  @Test
  void aRunEndsWhatItsCoroutineLeftOver_071() throws Exception {
    class Program {
      final List<Object> log = new ArrayList<>();

      void leftover(String name, Duration cleanUp) {
        try {
          sleep(Duration.ofSeconds(60));
        } catch (CancelledError e) {
          if (cleanUp.isPositive()) {
            sleep(cleanUp);
          }
          log.add(name + " cancelled");
          throw e;
        }
      }

      <T> Awaitable<T> leavesTasks(Callable<T> end) {
        return () -> {
          createTask(() -> leftover("t1", Duration.ZERO));
          createTask(() -> leftover("t2", Duration.ofMillis(20)));
          yieldNow();
          return end.call();
        };
      }

      void leavesATaskThatFails() {
        runningLoop()
            .setExceptionHandler(
                (_, context) ->
                    log.add(
                        tuple(context.message(), Python.repr(context.exception().orElseThrow()))));
        createTask(
            () -> {
              try {
                sleep(Duration.ofSeconds(60));
              } catch (CancelledError e) {
                throw new KeyError("leftover failed");
              }
            });
        yieldNow();
      }

      Generator<Integer, @Nullable Void, @Nullable Void> ones() {
        return Generator.of(
            yielder -> {
              try {
                while (true) {
                  yielder.yield(1);
                }
              } finally {
                yieldNow();
                log.add("async generator finalised");
              }
            });
      }

      Loop leavesAGenerator(List<Generator<?, ?, ?>> keep) {
        createTask(() -> leftover("task", Duration.ZERO));
        yieldNow();
        var generator = ones();
        keep.add(generator);
        generator.next();
        return runningLoop();
      }

      String nested() throws Exception {
        try {
          VirtualTime.run(() -> leftover("n", Duration.ZERO));
          return "no error";
        } catch (IllegalStateException e) {
          return String.valueOf(e.getMessage());
        }
      }

      void cancelsItself() {
        currentTask().cancel();
        yieldNow();
      }

      void main() throws Exception {
        var result =
            VirtualTime.run(
                leavesTasks(
                    () -> {
                      log.add("main returns");
                      return 42;
                    }));
        out.print(result, log);
        log.clear();
        try {
          VirtualTime.run(
              leavesTasks(
                  () -> {
                    throw new ValueError("x");
                  }));
        } catch (ValueError e) {
          out.print(Python.repr(e), log);
        }
        log.clear();
        VirtualTime.run(this::leavesATaskThatFails);
        out.print("ok", log);
        log.clear();
        var keep = new ArrayList<Generator<?, ?, ?>>();
        var loop = VirtualTime.run(() -> leavesAGenerator(keep));
        out.print(log, "closed", loop.isClosed());
        log.clear();
        out.print(VirtualTime.<String>run(this::nested));
        try {
          VirtualTime.run(this::cancelsItself);
        } catch (CancelledError e) {
          out.print("CancelledError leaves run()");
        }
        runsWithOneRunner();
        try {
          VirtualTime.run(
              leavesTasks(
                  () -> {
                    throw new SystemExit(5);
                  }));
        } catch (SystemExit e) {
          out.print("SystemExit", e.code, log);
        }
      }

      void runsWithOneRunner() throws Exception {
        var runner = new Runner();
        Loop loop;
        try (runner) {
          out.print(runner.run(withLoopOf(runner, 1)), runner.run(withLoopOf(runner, 2)));
          loop = runner.loop();
        }
        out.print("closed", loop.isClosed());
        try {
          out.print(runner.run(withLoopOf(runner, 3)));
        } catch (IllegalStateException e) {
          out.print(Python.typeName(e), e.getMessage());
        }
        runner.close();
        out.print("double close fine");
      }

      Awaitable<Python.Tuple> withLoopOf(Runner runner, int value) {
        return () -> {
          yieldNow();
          return tuple(value, runningLoop() == runner.loop());
        };
      }
    }

    new Program().main();
    Oracle.of("071_runner")
        .differs(
            "ok [('unhandled exception during asyncio.run() shutdown', \"KeyError('leftover"
                + " failed')\")]",
            "ok [('Unhandled exception of Task-2 while the loop was closing', \"KeyError('leftover"
                + " failed')\")]",
            "the text says whose exception it is; a loop that is closed does the same as a run")
        .lacks("ValueError a coroutine was expected", TYPES)
        .differs(
            "asyncio.run() cannot be called from a running event loop",
            "Cannot run the event loop while another loop is running this code, in Task-1; call the"
                + " coroutine directly, or start it with createTask",
            "the text says what to do")
        .differs("RuntimeError Runner is closed", "IllegalStateException Runner is closed", STATE)
        .matches(out);
  }
}
