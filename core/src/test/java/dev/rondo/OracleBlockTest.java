package dev.rondo;

import static dev.rondo.Async.yieldNow;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// Resources whose beginning and end wait, and loops whose steps wait: Java's own `try` and `for`,
/// against `async with` and `async for` of CPython.
class OracleBlockTest {
  private static final String NOT_TOLD =
      "close() is not told with which exception its block has ended";
  private static final String NOT_SWALLOWED =
      "close() cannot end an exception; code around the block catches it";
  private static final String SUPPRESSED =
      "the exception of a block is thrown, those of its resources are suppressed on it";

  private final Trace out = new Trace();

  private static final class OSError extends Exception {
    private static final long serialVersionUID = 1L;

    OSError(String message) {
      super(message);
    }
  }

  /// A resource whose beginning and end wait.
  private class Resource implements AutoCloseable {
    final String name;

    Resource(String name) {
      this.name = name;
      yieldNow();
      out.print("  enter", name);
    }

    @Override
    public void close() throws KeyError {
      yieldNow();
      out.print("  exit", name);
    }
  }

  private final class FailsInTheEnd extends Resource {
    FailsInTheEnd(String name) {
      super(name);
    }

    @Override
    public void close() throws KeyError {
      super.close();
      throw new KeyError("exit " + name);
    }
  }

  private final class FailsInTheBeginning extends Resource {
    FailsInTheBeginning(String name) throws OSError {
      super(name);
      throw new OSError("enter " + name);
    }
  }

  /// Numbers from one on; each makes the loop wait.
  private record Numbers(int last) implements Iterable<Integer> {
    @Override
    public Iterator<Integer> iterator() {
      return new Iterator<>() {
        private int i;

        @Override
        public boolean hasNext() {
          return i < last;
        }

        @Override
        public Integer next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          i++;
          yieldNow();
          return i;
        }
      };
    }
  }

  private void attempt(String label, Awaitable<?> body) {
    out.print(label);
    try {
      out.print("  ->", body.await());
    } catch (Throwable e) {
      var line = new ArrayList<Object>(List.of("  -> raises", Python.repr(e), "context"));
      line.add(Python.repr(e.getCause()));
      for (var suppressed : e.getSuppressed()) {
        line.addAll(List.of("suppressed", Python.repr(suppressed)));
      }
      out.print(line.toArray());
    }
  }

  @Test
  @SuppressWarnings("try") // the resources are there to be closed
  void resourcesAndLoopsThatWaitNeedNoSyntaxOfTheirOwn_078() throws Exception {
    class Program {
      String plain() throws Exception {
        try (var a = new Resource("a");
            var b = new Resource("b")) {
          return a.name + b.name;
        }
      }

      Object fails() throws Exception {
        try (var _ = new Resource("a");
            var _ = new Resource("b")) {
          throw new ValueError("x");
        }
      }

      Object failsInTheBeginning() throws Exception {
        try (var _ = new Resource("a");
            var _ = new FailsInTheBeginning("b")) {
          out.print("  not reached");
        }
        return "not reached";
      }

      Object failsInTheEnd() throws Exception {
        try (var _ = new Resource("a");
            var _ = new FailsInTheEnd("b")) {
          throw new ValueError("body");
        }
      }

      Object stack() throws Exception {
        try (var _ = new Resource("x");
            var _ = new Resource("y");
            var _ = new Resource("z");
            AutoCloseable _ = () -> yieldNow();
            AutoCloseable _ = () -> out.print("  callback first")) {
          throw new ValueError("s");
        }
      }

      // What is written with `yield` there takes its block as an argument.
      void around(Action block) throws Exception {
        try {
          block.run();
        } catch (ValueError e) {
          out.print("  generator CM swallowed ValueError");
        } finally {
          yieldNow();
          out.print("  generator CM finally");
        }
      }

      Object usesAround() throws Exception {
        around(
            () -> {
              throw new ValueError("v");
            });
        return "ok";
      }

      void loops() {
        var left = false;
        for (var x : new Numbers(2)) {
          out.print("  item", x);
        }
        if (!left) {
          out.print("  else branch");
        }
        for (var x : new Numbers(5)) {
          if (x == 2) {
            left = true;
            break;
          }
        }
        if (!left) {
          out.print("  not reached");
        }
        var tens =
            StreamSupport.stream(new Numbers(3).spliterator(), false)
                .filter(x -> x != 2)
                .map(x -> x * 10)
                .toList();
        var set =
            StreamSupport.stream(new Numbers(2).spliterator(), false)
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "{", "}"));
        out.print("  comprehension", tens, set, new Numbers(1).iterator().next());
      }

      void main() {
        attempt("nested, return inside", this::plain);
        attempt("inner suppresses", this::fails);
        attempt("enter fails", this::failsInTheBeginning);
        attempt("exit fails", this::failsInTheEnd);
        attempt("exit stack", this::stack);
        attempt("asynccontextmanager", this::usesAround);
        loops();
      }
    }

    VirtualTime.run(new Program()::main);
    Oracle.of("078_async_with_for")
        .differs("  exit a None", "  exit a", NOT_TOLD)
        .differs("  exit a OSError", "  exit a", NOT_TOLD)
        .differs("  exit a KeyError", "  exit a", NOT_TOLD)
        .differs("  exit b None", "  exit b", NOT_TOLD)
        .differs("  exit b ValueError", "  exit b", NOT_TOLD)
        .differs("  exit z ValueError", "  exit z", NOT_TOLD)
        .differs("  exit y ValueError", "  exit y", NOT_TOLD)
        .differs("  exit x ValueError", "  exit x", NOT_TOLD)
        .differs(
            "  -> after suppression", "  -> raises ValueError('x') context None", NOT_SWALLOWED)
        .differs(
            "  -> raises KeyError('exit b') context ValueError('body')",
            "  -> raises ValueError('body') context None suppressed KeyError('exit b')",
            SUPPRESSED)
        .lacks(
            "  TypeError 'async for' requires an object with __aiter__ method, got list",
            "there is one kind of loop, for all that can be iterated")
        .lacks(
            "  TypeError 'int' object does not support the asynchronous context manager protocol",
            "what can be closed is a matter of types in Java; this does not compile")
        .matches(out);
  }
}
