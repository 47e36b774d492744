package dev.rondo.examples;

import static dev.rondo.Async.asCompleted;
import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.taskGroup;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.waitFor;
import static dev.rondo.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.Action;
import dev.rondo.CancelledError;
import dev.rondo.Generator;
import dev.rondo.Queue;
import dev.rondo.Semaphore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the guide shows side by side in Python and in Java prints the same lines in both.
///
/// The Python side is examples/src/test/python/idioms.py, with what CPython printed in idioms.out.
@Timeout(120)
class AsyncioIdiomsTest {
  private static final Path OUTPUT = Documents.ROOT.resolve("examples/src/test/python/idioms.out");

  private final List<String> printed = new ArrayList<>();
  private final List<String> names = List.of("a", "b", "c");

  private void print(@Nullable Object text) {
    printed.add(String.valueOf(text));
  }

  private static String fetch(String name) {
    return fetch(name, Duration.ofMillis(10));
  }

  private static String fetch(String name, Duration delay) {
    sleep(delay);
    return "page " + name;
  }

  private static void crash(String reason) throws IOException {
    yieldNow();
    throw new IOException(reason);
  }

  /// What the idioms printed in Python, by their names.
  private static Map<String, List<String>> inPython() {
    var sections = new LinkedHashMap<String, List<String>>();
    var current = new ArrayList<String>();
    for (var line : Documents.text(OUTPUT).lines().toList()) {
      if (line.startsWith("== ")) {
        current = new ArrayList<>();
        sections.put(line.substring(3), current);
      } else {
        current.add(line);
      }
    }
    return sections;
  }

  private void printsTheSame(String idiom, Action inJava) throws Exception {
    run(inJava);
    assertEquals(inPython().get(idiom), printed);
  }

  @Test
  void gathered() throws Exception {
    printsTheSame(
        "gather",
        () -> {
          // @start region=gather
          var pages = gather(() -> fetch("a"), () -> fetch("b"));
          var tasks = names.stream().map(name -> createTask(() -> fetch(name))).toList();
          var more = gather(tasks);
          print(String.join(", ", pages) + ", " + String.join(", ", more));
          // @end
        });
  }

  @Test
  void createdTask() throws Exception {
    printsTheSame(
        "create_task",
        () -> {
          // @start region=create_task
          var task = createTask("loader", () -> fetch("a"));
          print(task.name() + " " + await(task));
          // @end
        });
  }

  @Test
  void timedOut() throws Exception {
    printsTheSame(
        "timeout",
        () -> {
          // @start region=timeout
          try {
            timeout(Duration.ofMillis(50), () -> print(fetch("slow", Duration.ofHours(1))));
          } catch (TimeoutException late) {
            print("too late");
          }
          // @end
        });
  }

  @Test
  void waitedFor() throws Exception {
    printsTheSame(
        "wait_for",
        () -> {
          // @start region=wait_for
          var page = waitFor(() -> fetch("a"), Duration.ofHours(1));
          print(page);
          // @end
        });
  }

  @Test
  void failedTogether() throws Exception {
    printsTheSame(
        "exception_group",
        () -> {
          // @start region=exception_group
          try {
            taskGroup(
                group -> {
                  group.createTask(() -> crash("disk full"));
                  group.createTask(() -> crash("no network"));
                });
          } catch (IOException failure) {
            print(failure.getMessage());
            for (var other : failure.getSuppressed()) {
              print(other.getMessage());
            }
          }
          // @end
        });
  }

  @Test
  void cancelled() throws Exception {
    printsTheSame(
        "cancel",
        () -> {
          // @start region=cancel
          var task = createTask(() -> fetch("slow", Duration.ofHours(1)));
          yieldNow();
          task.cancel("the user left");
          try {
            await(task);
          } catch (CancelledError error) {
            print("cancelled: " + error.reason().orElse("for no reason"));
          }
          // @end
        });
  }

  private void work(Queue<String> queue) {
    while (true) {
      var name = queue.get();
      print(fetch(name));
      queue.taskDone();
    }
  }

  @Test
  void workerPool() throws Exception {
    printsTheSame(
        "worker_pool",
        () -> {
          // @start region=worker_pool
          var queue = new Queue<String>();
          taskGroup(
              group -> {
                for (int worker = 0; worker < 2; worker++) {
                  group.createBackgroundTask(() -> work(queue)); // ends with the group
                }
                names.forEach(queue::put);
                queue.join();
              });
          // @end
        });
  }

  private final Semaphore limit = new Semaphore(2);

  private String politeFetch(String name) {
    try (var _ = limit.hold()) {
      return fetch(name);
    }
  }

  @Test
  void limited() throws Exception {
    printsTheSame(
        "semaphore",
        () -> {
          var tasks = names.stream().map(name -> createTask(() -> politeFetch(name))).toList();
          print(String.join(", ", gather(tasks)));
        });
  }

  @Test
  void inThread(@TempDir Path folder) throws Exception {
    var path = Files.writeString(folder.resolve("text"), "some text");
    printsTheSame(
        "to_thread",
        () -> {
          // @start region=to_thread
          var text = toThread(() -> Files.readString(path));
          print(text);
          // @end
        });
  }

  @Test
  void asTheyAreDone() throws Exception {
    printsTheSame(
        "as_completed",
        () -> {
          // @start region=as_completed
          var slow = createTask(() -> fetch("slow", Duration.ofMillis(50)));
          var fast = createTask(() -> fetch("fast"));
          for (var done : asCompleted(List.of(slow, fast))) {
            print(done.result());
          }
          // @end
        });
  }

  // @start region=pages
  private Generator<String, ?, ?> pages() {
    return Generator.of(
        out -> {
          for (var name : names) {
            out.yield(fetch(name));
          }
        });
  }

  // @end

  @Test
  void generated() throws Exception {
    printsTheSame(
        "async_generator",
        () -> {
          // @start region=async_generator
          for (var page : pages()) {
            print(page);
          }
          // @end
        });
  }

  private final class Connection implements AutoCloseable {
    private Connection() {
      sleep(Duration.ofMillis(10));
      print("open");
    }

    @Override
    public void close() {
      sleep(Duration.ofMillis(10));
      print("closed");
    }
  }

  @Test
  void managed() throws Exception {
    printsTheSame(
        "async_with",
        () -> {
          // @start region=async_with
          try (var _ = new Connection()) {
            print("at work");
          }
          // @end
        });
  }

  /// Where there is a Python that knows them all, 3.11 or newer.
  @Test
  void thatIsWhatPythonPrints() throws Exception {
    var program = OUTPUT.resolveSibling("idioms.py").toString();
    var check = "import sys; print('new enough' if sys.version_info >= (3, 11) else 'too old')";
    assumeTrue(python("-c", check).equals("new enough\n"));

    assertEquals(Documents.text(OUTPUT), python(program));
  }

  /// What Python prints, and nothing if there is none.
  private static String python(String... arguments) throws InterruptedException {
    var command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      process.waitFor();
      return printed;
    } catch (IOException noPython) {
      return "";
    }
  }

  /// The first idiom is a program in the guide. Nobody presses Ctrl-C in this JVM; `ControlCTest`
  /// of the tools does so in others.
  @Test
  void noIdiomIsMissing() throws Exception {
    var source =
        Documents.text(
            Documents.ROOT.resolve(
                "examples/src/test/java/dev/rondo/examples/AsyncioIdiomsTest.java"));
    var missing = new ArrayList<>(inPython().keySet());
    missing.removeIf(idiom -> source.contains("        \"" + idiom + "\",\n"));
    assertEquals(List.of("run", "ctrl_c"), missing);
  }
}
