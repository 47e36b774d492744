package dev.rondo;

import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.shield;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import dev.rondo.oracle.ValueError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Random programs of tasks, promises, gathers, shields and cancellations, against CPython, event
/// by event. `oracle/programs.py` makes the programs, says what their lines mean, and runs them
/// there.
class OracleProgramsTest {
  private static final int FUTURES = 3;

  /// A line of a program and those below it.
  private record Line(String text, List<Line> below) {
    Line(String text) {
      this(text, new ArrayList<>());
    }

    List<String> words() {
      return Arrays.asList(text.split(" ", -1));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyProgramPrintsWhatItPrintsInCpython() {
    var tests = new ArrayList<DynamicTest>();
    var lines = new ArrayDeque<>(Oracle.linesOf("programs"));
    while (!lines.isEmpty()) {
      var name = lines.remove();
      var program = parse(section(lines, "trace"));
      lines.remove();
      var trace = section(lines, "program");
      tests.add(dynamicTest(name, () -> assertSame(trace, program)));
    }
    return tests.stream();
  }

  private static List<String> section(ArrayDeque<String> lines, String end) {
    var section = new ArrayList<String>();
    while (!lines.isEmpty() && !lines.element().startsWith(end)) {
      section.add(lines.remove().substring(2));
    }
    return section;
  }

  private static List<Line> parse(List<String> texts) {
    var path = new ArrayList<>(List.of(new Line("")));
    for (var text : texts) {
      var depth = (int) text.chars().takeWhile(c -> c == ' ').count() / 2;
      var line = new Line(text.strip());
      path.subList(depth + 1, path.size()).clear();
      path.getLast().below().add(line);
      path.add(line);
    }
    return path.getFirst().below();
  }

  private static void assertSame(List<String> expected, List<Line> lines) throws Exception {
    var program = new Program();
    VirtualTime.run(() -> program.main(lines));
    assertEquals(String.join("\n", expected), String.join("\n", program.trace.lines()));
  }

  private static final class KeyError extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// The program that is running.
  private static final class Program {
    final Trace trace = new Trace();
    private final List<Promise<@Nullable Object>> futures = new ArrayList<>();
    private final Map<String, Task<@Nullable Object>> tasks = new HashMap<>();
    private final List<Task<@Nullable Object>> all = new ArrayList<>();
    private int children;

    void main(List<Line> lines) {
      runningLoop().setExceptionHandler((_, _) -> {}); // some failures are looked at by nobody
      IntStream.range(0, FUTURES).forEach(_ -> futures.add(runningLoop().createPromise()));
      start("main", lines);
      while (!all.stream().allMatch(Deferred::done)) {
        gatherOutcomes(List.copyOf(all));
      }
      sleep(Duration.ofSeconds(100));
      for (Task<@Nullable Object> task : all) {
        log("end", task.name(), state(task), task.cancelling());
      }
    }

    private void log(@Nullable Object... words) {
      var line = new ArrayList<@Nullable Object>();
      line.add(runningLoop().time() / 1_000_000_000);
      for (var word : words) {
        line.add(word);
      }
      trace.print(line.toArray());
    }

    private static @Nullable Object state(Deferred<@Nullable Object> deferred) {
      if (!deferred.done()) {
        return "pending";
      }
      try {
        return deferred.result();
      } catch (CancelledError e) {
        return deferred.cancelled() ? "cancelled" : Python.typeName(e);
      } catch (Exception e) {
        return Python.typeName(e);
      }
    }

    private Task<@Nullable Object> start(String name, List<Line> lines) {
      Awaitable<@Nullable Object> body =
          () -> {
            log(name, "begins");
            return runAll(name, lines);
          };
      var task = runningLoop().createTask(name, body);
      all.add(task);
      return task;
    }

    private List<Task<@Nullable Object>> startChildren(List<Line> lines) {
      return lines.stream().map(line -> start("c" + children++, line.below())).toList();
    }

    /// The futures and tasks that these words name; a task that is not there yet, or is the caller,
    /// is left out.
    private List<Deferred<@Nullable Object>> targets(List<String> words) {
      var found = new ArrayList<Deferred<@Nullable Object>>();
      for (var word : words) {
        var future = word.length() == 1;
        var target = future ? futures.get(Integer.parseInt(word)) : tasks.get(word);
        if (target != null && !target.equals(Task.current())) {
          found.add(target);
        }
      }
      return found;
    }

    private @Nullable Deferred<@Nullable Object> target(String word) {
      var found = targets(List.of(word));
      return found.isEmpty() ? null : found.getFirst();
    }

    private Promise<@Nullable Object> future(String word) {
      return futures.get(Integer.parseInt(word));
    }

    private void act(String who, String kind, String word) {
      log(who, kind, word);
      if (kind.equals("set")) {
        if (!future(word).done()) {
          future(word).setResult("set");
        }
        return;
      }
      var target = target(word);
      if (target != null) {
        target.cancel();
      }
    }

    private @Nullable Object runAll(String who, List<Line> lines) throws Exception {
      Object value = null;
      for (var line : lines) {
        value = run(who, line);
      }
      return value;
    }

    private @Nullable Object run(String who, Line line) throws Exception {
      try {
        var value = perform(who, line.words(), line.below());
        log(who, line.text(), "returns", value);
        return value;
      } catch (Exception | CancelledError e) {
        log(who, line.text(), "raises", Python.typeName(e));
        throw e;
      }
    }

    private @Nullable Object perform(String who, List<String> words, List<Line> below)
        throws Exception {
      return switch (words.getFirst()) {
        case "await", "cancel", "callback", "shieldit" -> {
          var target = target(words.getLast());
          yield target == null ? null : handle(words, target);
        }
        case "gatherall" -> gather(targets(words.subList(1, words.size())));
        case "outcomesall" -> outcomes(targets(words.subList(1, words.size())));
        case "gather" -> gather(startChildren(below));
        case "outcomes" -> outcomes(startChildren(below));
        case "shield" -> shield(startChildren(List.of(new Line("", below))).getFirst());
        case "try" -> runAndCatch(who, below.getFirst(), below.getLast());
        case "finally" -> {
          try {
            yield runAll(who, below.getFirst().below());
          } finally {
            runAll(who, below.getLast().below());
          }
        }
        case "spawn" -> {
          tasks.put(words.getLast(), start(words.getLast(), below));
          yield null;
        }
        default -> performSimple(who, words);
      };
    }

    private @Nullable Object handle(List<String> words, Deferred<@Nullable Object> target)
        throws Exception {
      return switch (words.getFirst()) {
        case "await" -> target.await();
        case "cancel" -> target.cancel();
        case "shieldit" -> shield(target);
        default -> {
          target.addDoneCallback(done -> log("callback", words.getLast(), state(done)));
          yield null;
        }
      };
    }

    private @Nullable Object performSimple(String who, List<String> words) throws Exception {
      var loop = runningLoop();
      switch (words.getFirst()) {
        case "yield" -> yieldNow();
        case "sleep" -> sleep(seconds(words.getLast()));
        case "raise" -> throwIt(words.getLast());
        case "soon" -> loop.callSoon(() -> act("soon", words.get(1), words.getLast()));
        case "later" ->
            loop.callLater(
                seconds(words.get(1)), () -> act("later", words.get(2), words.getLast()));
        case "uncancel" -> {
          return currentTask().uncancel();
        }
        case "cancelself" -> {
          return currentTask().cancel();
        }
        default -> {
          var future = future(words.getLast());
          if (future.done()) {
            return "done";
          } else if (words.getFirst().equals("set")) {
            future.setResult("by " + who);
          } else {
            future.setException(new ValueError(""));
          }
        }
      }
      return null;
    }

    private static Duration seconds(String word) {
      return Duration.ofSeconds(Integer.parseInt(word));
    }

    private static void throwIt(String type) throws Exception {
      switch (type) {
        case "ValueError" -> throw new ValueError("");
        case "KeyError" -> throw new KeyError();
        default -> throw new CancelledError();
      }
    }

    private @Nullable Object runAndCatch(String who, Line body, Line handler) throws Exception {
      var caught = handler.words().get(1);
      try {
        return runAll(who, body.below());
      } catch (Exception | CancelledError e) {
        var matches =
            switch (caught) {
              case "Exception" -> e instanceof Exception;
              case "CancelledError" -> e instanceof CancelledError;
              default -> true;
            };
        if (!matches) {
          throw e;
        }
        runAll(who, handler.below());
        if (handler.words().getLast().equals("rethrow")) {
          throw e;
        }
        return "caught";
      }
    }

    private static List<@Nullable Object> outcomes(List<? extends Deferred<@Nullable Object>> all) {
      var shown = new ArrayList<@Nullable Object>();
      for (var outcome : Async.<@Nullable Object>gatherOutcomes(all)) {
        shown.add(
            switch (outcome) {
              case Outcome.Success<?> success -> success.value();
              case Outcome.Failure<?> failure -> Python.typeName(failure.exception());
              case Outcome.Cancelled<?> cancelled -> Python.typeName(cancelled.error());
            });
      }
      return shown;
    }
  }
}
