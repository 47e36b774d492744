package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Generators, against CPython's coroutines that are driven by hand, its generators and its
/// asynchronous generators.
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class OracleGeneratorTest {
  private static final String END =
      "StopIteration is NoSuchElementException in Java, and the result can be asked for afterwards";
  private static final String ENDED_AGAIN = END + ", at any time";
  private static final String NO_OBJECTS =
      "there are no coroutine objects, so there is none to be used twice; a generator that has"
          + " ended has no more values";
  private static final String STATE = "TypeError is IllegalStateException in Java";
  private static final String EXECUTING = "ValueError is IllegalStateException in Java";
  private static final String IGNORED = "RuntimeError is IllegalStateException in Java";
  private static final String THROWN_INSIDE =
      "an exception of the body comes out as it is: a loop asks hasNext(), which throws it, so it"
          + " is not taken for the end";

  private final Trace out = new Trace();

  private void attempt(String label, Generator<?, ?, ?> generator, Awaitable<?> action) {
    try {
      out.print(label, "->", action.await());
    } catch (NoSuchElementException e) {
      out.print(
          label, "-> raises", Python.typeName(e), Python.args(e), "result", resultOf(generator));
    } catch (Throwable e) {
      out.print(label, "-> raises", Python.typeName(e), Python.args(e));
    }
  }

  private static @Nullable Object resultOf(Generator<?, ?, ?> generator) {
    try {
      return generator.result();
    } catch (InvalidStateException e) {
      return "missing";
    }
  }

  private void attemptNext(String label, Generator<?, ?, ?> generator) {
    attempt(label, generator, generator::next);
  }

  private <S> void attemptSend(String label, Generator<?, S, ?> generator, S value) {
    attempt(label, generator, () -> generator.send(value));
  }

  private void attemptThrow(String label, Generator<?, ?, ?> generator, Throwable exception) {
    attempt(label, generator, () -> generator.throwInto(exception));
  }

  private void attemptClose(String label, Generator<?, ?, ?> generator) {
    attempt(label, generator, Awaitable.of(generator::close));
  }

  /// The text of a line that says that a generator has ended.
  private static String ended(String label, String result) {
    return label
        + " -> raises NoSuchElementException ('the generator has ended',) result "
        + result;
  }

  @Test
  void whatCanBeDrivenByHandIsAGenerator_029() throws Exception {
    class Program {
      Generator<Object, Object, Object> c() {
        return Generator.returning(
            yielder -> {
              var a = yielder.yield(1);
              var b = yielder.yield(tuple("got", a));
              return tuple("end", a, b);
            });
      }

      Generator<String, @Nullable Void, @Nullable Void> catcher() {
        return Generator.of(
            yielder -> {
              while (true) {
                try {
                  yielder.yield("waiting");
                } catch (Exception e) {
                  if (!(e instanceof ValueError)) {
                    throw e;
                  }
                  out.print("  caught", e.getMessage());
                } finally {
                  out.print("  finally");
                }
              }
            });
      }

      Generator<String, @Nullable Void, @Nullable Void> stubborn() {
        return Generator.of(
            yielder -> {
              while (true) {
                try {
                  yielder.yield("s");
                } catch (GeneratorExit e) {
                  out.print("  ignoring GeneratorExit");
                  yielder.yield("again");
                }
              }
            });
      }

      Generator<Integer, @Nullable Void, @Nullable Void> closes() {
        return Generator.of(
            yielder -> {
              try {
                yielder.yield(1);
              } finally {
                out.print("  closing");
              }
            });
      }

      void main() {
        var k = c();
        attemptSend("send value first", k, "x");
        attemptNext("send None", k);
        attemptSend("send A", k, "A");
        attemptSend("send B", k, "B");
        attemptNext("send after end", k);
        attemptClose("close after end", k);
        attemptThrow("throw after end", k, new ValueError("v"));
        k = c();
        attemptThrow("throw before start", k, new ValueError("early"));
        attemptNext("send after that", k);
        var catching = catcher();
        attemptNext("start", catching);
        attemptThrow("throw caught", catching, new ValueError("one"));
        attemptThrow("throw uncaught", catching, new KeyError("two"));
        var refusing = stubborn();
        refusing.next();
        attemptClose("close ignored", refusing);
        var closing = closes();
        closing.next();
        attemptClose("close", closing);
        attemptClose("close twice", closing);
        attemptClose("close unstarted", closes());
        var self = new ArrayList<Generator<?, ?, ?>>();
        self.add(Generator.of(_ -> self.getFirst().next()));
        attemptNext("re-entrant send", self.getFirst());
        var inner = c();
        var awaitsTwice =
            Generator.<Object, Object, Object>returning(
                yielder -> tuple(yielder.yieldAll(inner), yielder.yieldAll(inner)));
        awaitsTwice.next();
        awaitsTwice.send(1);
        attemptSend("await a finished coroutine", awaitsTwice, 2);
        var raising =
            Generator.of(
                _ -> {
                  throw new NoSuchElementException("si");
                });
        attemptNext("StopIteration inside", raising);
      }
    }

    VirtualTime.run(new Program()::main);
    var reused = " -> raises RuntimeError ('cannot reuse already awaited coroutine',)";
    Oracle.of("029_coroutine_protocol")
        .differs(
            "send value first -> raises TypeError (\"can't send non-None value to a just-started"
                + " coroutine\",)",
            "send value first -> raises IllegalStateException (\"can't send a value to a generator"
                + " that has not started\",)",
            STATE)
        .differs(
            "send B -> StopIteration ('end', 'A', 'B')", ended("send B", "('end', 'A', 'B')"), END)
        .differs(
            "send after end" + reused, ended("send after end", "('end', 'A', 'B')"), NO_OBJECTS)
        .differs(
            "throw after end" + reused,
            "throw after end -> raises ValueError ('v',)",
            "as Python's generators: what is thrown into one that has ended comes out again")
        .differs("send after that" + reused, ended("send after that", "missing"), NO_OBJECTS)
        .differs(
            "close ignored -> raises RuntimeError ('coroutine ignored GeneratorExit',)",
            "close ignored -> raises IllegalStateException ('generator ignored GeneratorExit',)",
            IGNORED)
        .differs(
            "re-entrant send -> raises ValueError ('coroutine already executing',)",
            "re-entrant send -> raises IllegalStateException ('generator already executing',)",
            EXECUTING)
        .differs(
            "await a finished coroutine" + reused,
            ended("await a finished coroutine", "(('end', 1, 2), ('end', 1, 2))"),
            NO_OBJECTS)
        .differs(
            "StopIteration inside -> raises RuntimeError ('coroutine raised StopIteration',)",
            "StopIteration inside -> raises NoSuchElementException ('si',) result missing",
            THROWN_INSIDE)
        .matches(out);
  }

  @Test
  void aGeneratorPassesOnWhatIsSentThrownAndReturned_030() throws Exception {
    class Program {
      Generator<String, Object, String> inner() {
        return Generator.returning(
            yielder -> {
              try {
                out.print("  inner got", yielder.yield("i1"));
                out.print("  inner got", yielder.yield("i2"));
              } catch (Exception e) {
                if (!(e instanceof ValueError)) {
                  throw e;
                }
                out.print("  inner caught", e.getMessage());
                yielder.yield("recovered");
              } finally {
                out.print("  inner finally");
              }
              return "inner-return";
            });
      }

      Generator<String, Object, @Nullable Object> outer() {
        return Generator.returning(
            yielder -> {
              try {
                out.print("  outer got", yielder.yieldAll(inner()));
                return yielder.yield("o1");
              } finally {
                out.print("  outer finally");
              }
            });
      }

      Generator<Integer, @Nullable Void, @Nullable Void> bad() {
        return Generator.of(
            yielder -> {
              for (var closings = 0; closings < 2; ) {
                try {
                  yielder.yield(1);
                } catch (GeneratorExit e) {
                  closings++; // ignored at first, so that the loop can close
                }
              }
            });
      }

      void main() {
        var g = outer();
        attemptNext("next", g);
        attemptSend("send", g, "A");
        attemptSend("send", g, "B");
        attemptSend("send", g, "C");
        attemptNext("next after end", g);
        g = outer();
        attemptNext("next", g);
        attemptThrow("throw", g, new ValueError("v"));
        attemptNext("next", g);
        attemptClose("close", g);
        g = outer();
        g.next();
        attemptThrow("throw uncaught", g, new KeyError("k"));
        g = outer();
        attemptSend("send to unstarted", g, 1);
        attemptClose("close unstarted", g);
        attemptNext("next after close", g);
        var refusing = bad();
        refusing.next();
        attemptClose("ignores close", refusing);
        var self = new ArrayList<Generator<?, ?, ?>>();
        self.add(Generator.of(_ -> self.getFirst().next()));
        attemptNext("re-entrant", self.getFirst());
        var raising =
            Generator.of(
                _ -> {
                  throw new NoSuchElementException("x");
                });
        attemptNext("StopIteration inside", raising);
        var squares =
            Generator.<Integer>of(
                yielder -> IntStream.range(0, 4).forEach(x -> yielder.yield(x * x)));
        out.print(squares.stream().toList(), List.of(1, 2, 3).stream().mapToInt(_ -> 1).sum());
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("030_generator_protocol")
        .differs("send -> StopIteration C", ended("send", "C"), END)
        .differs("next after end -> StopIteration None", ended("next after end", "C"), ENDED_AGAIN)
        .differs(
            "send to unstarted -> raises TypeError (\"can't send non-None value to a just-started"
                + " generator\",)",
            "send to unstarted -> raises IllegalStateException (\"can't send a value to a generator"
                + " that has not started\",)",
            STATE)
        .differs(
            "next after close -> StopIteration None", ended("next after close", "missing"), END)
        .differs(
            "ignores close -> raises RuntimeError ('generator ignored GeneratorExit',)",
            "ignores close -> raises IllegalStateException ('generator ignored GeneratorExit',)",
            IGNORED)
        .differs(
            "re-entrant -> raises ValueError ('generator already executing',)",
            "re-entrant -> raises IllegalStateException ('generator already executing',)",
            EXECUTING)
        .differs(
            "StopIteration inside -> raises RuntimeError ('generator raised StopIteration',)",
            "StopIteration inside -> raises NoSuchElementException ('x',) result missing",
            THROWN_INSIDE)
        .matches(out);
  }

  @Test
  void aGeneratorMayWait_031() throws Exception {
    class Program {
      final List<Generator<?, ?, ?>> kept = new ArrayList<>();

      Generator<Object, Object, @Nullable Void> agen(int n, String name) {
        return Generator.returning(
            yielder -> {
              try {
                for (var i = 0; i < n; i++) {
                  var got = yielder.yield(i);
                  if (got != null) {
                    out.print("  received", got);
                  }
                  yieldNow();
                }
              } catch (Exception e) {
                if (!(e instanceof ValueError)) {
                  throw e;
                }
                out.print("  caught", e.getMessage());
                yielder.yield("after-error");
              } finally {
                yieldNow();
                out.print("  finally", name);
              }
              return null;
            });
      }

      Generator<Object, Object, @Nullable Void> agen(int n) {
        return agen(n, "g");
      }

      void consume() {
        var generator = agen(100, "cancelled-consumer");
        kept.add(generator);
        for (var _ : generator) {
          sleep(Duration.ofSeconds(10));
        }
      }

      void main() throws Exception {
        out.print(StreamSupport.stream(agen(3).spliterator(), false).toList());
        var g = agen(5);
        for (var x : g) {
          if (x.equals(1)) {
            break;
          }
        }
        out.print("after break: generator is still open");
        g.close();
        out.attempt("anext after aclose", g::next);
        driven();
        concurrent();
        var t = createTask(this::consume);
        sleep(Duration.ofMillis(20));
        t.cancel();
        out.attempt("cancelled consumer", t);
        var leaked = agen(3, "leaked");
        kept.add(leaked);
        out.print("leaked first item", leaked.next());
        out.print("main returns");
      }

      void driven() {
        var g = agen(3);
        out.attempt("asend value to unstarted", () -> g.send("x"));
        out.attempt("asend None", g::next);
        out.attempt("asend hello", () -> g.send("hello"));
        out.attempt("athrow caught", () -> g.throwInto(new ValueError("v")));
        out.attempt("anext", g::next);
        var h = agen(3);
        h.next();
        out.attempt("athrow uncaught", () -> h.throwInto(new KeyError("k")));
      }

      void concurrent() throws Exception {
        var g = agen(3);
        createTask(g::next).await();
        var t1 = createTask(g::next);
        yieldNow();
        out.attempt("concurrent anext", g::next);
        out.print("first anext", t1.await());
        g.close();
      }
    }

    VirtualTime.run(new Program()::main);
    out.print("run() finished");
    var end = "StopAsyncIteration is NoSuchElementException in Java";
    Oracle.of("031_async_generators")
        .differs(
            "anext after aclose -> raises StopAsyncIteration ()",
            "anext after aclose -> raises NoSuchElementException ('the generator has ended',)",
            end)
        .differs(
            "asend value to unstarted -> raises TypeError (\"can't send non-None value to a"
                + " just-started async generator\",)",
            "asend value to unstarted -> raises IllegalStateException (\"can't send a value to a"
                + " generator that has not started\",)",
            STATE)
        .differs(
            "anext -> raises StopAsyncIteration ()",
            "anext -> raises NoSuchElementException ('the generator has ended',)",
            end)
        .differs(
            "concurrent anext -> raises RuntimeError ('anext(): asynchronous generator is already"
                + " running',)",
            "concurrent anext -> raises IllegalStateException ('generator already executing',)",
            IGNORED + "; all generators say the same")
        .adds(
            "  finally cancelled-consumer",
            "  finally leaked",
            "CPython starts a task to close what the cancelled consumer left, and cancels that task"
                + " before it begins, for the run is ending; here the closing loop closes it")
        .matches(out);
  }
}
