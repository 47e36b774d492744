package dev.rondo;

import static dev.rondo.Async.await;
import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The JDK's own thread dump shows who waits for what.
@Timeout(60)
class ThreadDumpTest {
  @TempDir private Path folder;

  private String dump() throws Exception {
    var file = folder.resolve("dump.json");
    return toThread(
        () -> {
          ChildJvm.jcmd(folder, "Thread.dump_to_file", "-overwrite", "-format=json", file);
          return Files.readString(file);
        });
  }

  /// The entry of one thread in a dump.
  private static String entry(String dump, String name) {
    var start = dump.indexOf("\"name\": \"" + name + "\"");
    assertTrue(start >= 0, () -> name + " is not in " + dump);
    var end = dump.indexOf("\"name\": ", start + 1);
    return dump.substring(start, end < 0 ? dump.length() : end);
  }

  private static void assertBlocker(String type, String dump, String name) {
    var found =
        Pattern.compile("\"parkBlocker\":\\s*\\{\\s*\"object\":\\s*\"([^\"@]*)@")
            .matcher(entry(dump, name));
    assertTrue(found.find(), () -> "no park blocker in " + entry(dump, name));
    assertEquals(type, found.group(1));
  }

  @Test
  void aDumpShowsWhatEachCoroutineWaitsFor() throws Exception {
    Async.run(
        () -> {
          var sleeper = createTask("a sleeper", () -> sleep(Duration.ofDays(1)));
          var promise = runningLoop().createPromise();
          var future = new CompletableFuture<String>();
          createTask("one with a promise", () -> await(promise));
          createTask("one with a task", () -> await(sleeper));
          createTask("one with a gathering", () -> gather(sleeper, promise));
          createTask("one in the JDK", () -> future.get());
          var dump = dump();
          assertBlocker("dev.rondo.Sleep", dump, "a sleeper");
          assertBlocker("dev.rondo.Promise", dump, "one with a promise");
          assertBlocker("dev.rondo.Task", dump, "one with a task");
          assertBlocker("dev.rondo.Gathering", dump, "one with a gathering");
          assertBlocker("java.util.concurrent.CompletableFuture$Signaller", dump, "one in the JDK");
        });
  }

  @Test
  void aDumpShowsTheLineWhereACoroutineWaits() throws Exception {
    Async.run(
        () -> {
          createTask("a sleeper", ThreadDumpTest::aPlaceToSleep);
          var entry = entry(dump(), "a sleeper");
          assertTrue(entry.contains("dev.rondo.ThreadDumpTest.aPlaceToSleep"), entry);
        });
  }

  private static void aPlaceToSleep() {
    sleep(Duration.ofDays(1));
  }

  @Test
  void aDumpShowsTheNewNameOfATask() throws Exception {
    Async.run(
        () -> {
          var task = createTask("old name", () -> sleep(Duration.ofDays(1)));
          task.setName("new name");
          var dump = dump();
          assertBlocker("dev.rondo.Sleep", dump, "new name");
          assertTrue(!dump.contains("old name"));
        });
  }

  @Test
  void aCoroutineThatWaitsNoMoreHasNoBlocker() throws Exception {
    Async.run(
        () -> {
          var future = new CompletableFuture<String>();
          createTask(
              "one that slept",
              () -> {
                sleep(Duration.ofNanos(1));
                synchronized (future) {
                  future.wait();
                }
              });
          sleep(Duration.ofMillis(1));
          var entry = entry(dump(), "one that slept");
          assertTrue(!entry.contains("dev.rondo.Sleep@"), entry);
        });
  }
}
