package dev.rondo;

import static dev.rondo.Async.allTasks;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tasks that begin inside of the call that creates them, against CPython.
class OracleEagerTest {
  private final Trace out = new Trace();

  @Test
  void anEagerTaskRunsToItsFirstWaitInsideOfTheCall_901() throws Exception {
    class Program {
      final Loop loop = runningLoop();
      final Task<?> me = currentTask();
      final List<Object> seen = new ArrayList<>();
      final Promise<@Nullable Void> gate = loop.createPromise();

      <T> Awaitable<T> quick(T value) {
        return () -> {
          seen.add(tuple("quick", value, currentTask() != me));
          return value;
        };
      }

      Awaitable<Integer> blocks(int number) {
        return () -> {
          seen.add(tuple("start", number));
          yieldNow();
          seen.add(tuple("end", number));
          return number;
        };
      }

      void boom() throws ValueError {
        throw new ValueError("eager");
      }

      void nested(int depth) throws Exception {
        if (depth > 0) {
          createTask(() -> nested(depth - 1)).await();
        } else {
          gate.await();
        }
        seen.add(depth);
      }

      void main() throws Exception {
        loop.setEagerTasks(true);
        var done = createTask(quick(1));
        out.print("done at once:", done.done(), done.result(), allTasks().contains(done));
        seen.add("after create quick");
        var blocked = createTask(blocks(2));
        seen.add("after create blocks");
        out.print("not done:", blocked.done(), currentTask() == me);
        blocked.await();
        out.print(seen);
        seen.clear();
        out.print("cancel after eager completion:", createTask(quick(3)).cancel());
        var cancelled = createTask(blocks(4));
        cancelled.cancel("m");
        try {
          cancelled.await();
        } catch (CancelledError e) {
          out.print("cancelled after the first step:", Python.args(e), seen);
        }
        seen.clear();
        var ran = new ArrayList<Integer>();
        loop.callSoon(() -> ran.add(1));
        out.print(
            "gather of quick coroutines:",
            gather(quick("a"), quick("b")),
            "loop turned:",
            !ran.isEmpty());
        var failed = createTask(this::boom);
        out.print("failed eagerly:", failed.done(), Python.repr(failed.exception().orElse(null)));
        group();
        seen.clear();
        var outermost = createTask(() -> nested(3));
        gate.setResult(null);
        outermost.await();
        out.print("nested", seen);
      }

      void group() throws Exception {
        try {
          taskGroup(
              group -> {
                var a = group.createTask(quick("tg"));
                out.print("in group done at once:", a.done());
                var b = group.createTask(this::boom);
                out.print("failed child, body goes on:", b.done());
                yieldNow();
                out.print("not reached");
              });
        } catch (ValueError e) {
          var all = Stream.concat(Stream.of(e), Arrays.stream(e.getSuppressed()));
          out.print("group:", all.map(Python::repr).toList());
        }
      }
    }

    VirtualTime.run(() -> new Program().main());
    Oracle.of("901_eager_tasks").matches(out);
  }
}
