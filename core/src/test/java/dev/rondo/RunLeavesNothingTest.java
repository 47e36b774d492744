package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A run leaves nothing behind: no object, no thread, no entry in the JDK's lists.
@Timeout(60)
class RunLeavesNothingTest {
  private static final int COLLECTIONS = 20;

  @TempDir private Path folder;

  private static void assertCollected(List<WeakReference<Object>> references) {
    for (var i = 0; i < COLLECTIONS; i++) {
      System.gc();
      references.removeIf(reference -> reference.refersTo(null));
      if (references.isEmpty()) {
        return;
      }
    }
    assertEquals(List.of(), references.stream().map(WeakReference::get).toList());
  }

  @Test
  void aTaskThatIsDoneIsItsResultAndNoThread() throws Exception {
    Async.run(
        () -> {
          var task = createTask(() -> "result");
          var references =
              new ArrayList<>(List.of(new WeakReference<Object>(task.coroutine().thread)));
          assertEquals("result", task.await());
          task.setName("kept");
          assertCollected(references);
          assertEquals("result", task.result());
        });
  }

  @Test
  void nothingStaysReachable() throws Exception {
    var references = new ArrayList<WeakReference<Object>>();
    Async.run(
        () -> {
          references.add(new WeakReference<>(runningLoop()));
          references.add(new WeakReference<>(runningLoop().createPromise()));
          var main = Async.currentTask();
          references.add(new WeakReference<>(main));
          references.add(new WeakReference<>(main.coroutine().thread));
          var leftover = createTask(() -> sleep(Duration.ofDays(1)));
          references.add(new WeakReference<>(leftover));
          references.add(new WeakReference<>(leftover.coroutine().thread));
          var unstarted = createTask(() -> "never");
          var failing =
              createTask(
                  () -> {
                    throw new IllegalStateException();
                  });
          assertThrows(IllegalStateException.class, failing::await);
          references.add(new WeakReference<>(failing));
          references.add(
              new WeakReference<>(runningLoop().callLater(Duration.ofDays(1), () -> {})));
          var result = toThread(Object::new);
          references.add(new WeakReference<>(result));
          runningLoop().callSoonThreadsafe(() -> {});
          unstarted.cancel();
          references.add(new WeakReference<>(unstarted));
          ContextVariable.create("variable").set(result);
        });
    assertEquals(10, references.size());
    assertCollected(references);
  }

  @Test
  void nothingStaysReachableAfterAFailedRun() {
    var references = new ArrayList<WeakReference<Object>>();
    assertThrows(
        IllegalStateException.class,
        () ->
            Async.run(
                () -> {
                  references.add(new WeakReference<>(runningLoop()));
                  references.add(new WeakReference<>(Async.currentTask()));
                  throw new IllegalStateException();
                }));
    assertCollected(references);
  }

  @Test
  void aFinishedTaskIsNotHeldByARunningLoop() throws Exception {
    Async.run(
        () -> {
          var references = new ArrayList<WeakReference<Object>>();
          for (var i = 0; i < 100; i++) {
            var task = createTask(() -> sleep(Duration.ofNanos(1)));
            references.add(new WeakReference<>(task));
            references.add(new WeakReference<>(task.coroutine().thread));
            task.await();
          }
          yieldNow();
          assertCollected(references);
        });
  }

  private static Set<Thread> liveThreads() {
    return new HashSet<>(Thread.getAllStackTraces().keySet());
  }

  @Test
  void noThreadStays() throws Exception {
    Async.run(() -> {}); // whatever the first run starts
    var before = liveThreads();
    Async.run(
        () -> {
          toThread(() -> {});
          gather(() -> Thread.sleep(1), () -> toThread(() -> {}));
        });
    var added = liveThreads();
    added.removeAll(before);
    for (var thread : added) {
      if (thread.getName().startsWith("rondo-")) {
        thread.join(); // it has nothing left to do, but may not have left
      }
    }
    added.removeIf(thread -> !thread.isAlive());
    assertEquals(Set.of(), added);
  }

  private static void shortRun() throws Exception {
    Async.run(
        () -> {
          createTask(() -> sleep(Duration.ofDays(1)));
          gather(Async::yieldNow, Async::yieldNow);
        });
  }

  private static long usedHeap() {
    var runtime = Runtime.getRuntime();
    for (var i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long instances(String histogram, Class<?> type) {
    var line =
        Pattern.compile("\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(type.getName()) + "\\s");
    var found = line.matcher(histogram);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  /// The groups of threads that the JDK knows, as its thread dump lists them.
  private long threadContainers(String name) throws Exception {
    var file = folder.resolve(name);
    ChildJvm.jcmd(folder, "Thread.dump_to_file", "-format=json", file);
    return Pattern.compile("\"container\":").matcher(Files.readString(file)).results().count();
  }

  @Test
  void tenThousandRunsLeaveNothing() throws Exception {
    for (var i = 0; i < 1_000; i++) {
      shortRun();
    }
    var containers = threadContainers("before.json"); // starts threads of the JDK
    var threads = liveThreads();
    var heap = usedHeap();
    for (var i = 0; i < 9_000; i++) {
      shortRun();
    }
    var grown = usedHeap() - heap;
    assertTrue(grown < 4_000_000, () -> "the heap has grown by " + grown + " bytes");
    var added = liveThreads();
    added.removeAll(threads);
    assertEquals(Set.of(), added);
    assertEquals(containers, threadContainers("after.json"));
    var histogram = ChildJvm.jcmd(folder, "GC.class_histogram");
    assertTrue(instances(histogram, Thread.class) > 0, histogram); // the pattern fits
    for (var type : List.of(Loop.class, Task.class, Coroutine.class)) {
      assertEquals(0, instances(histogram, type), () -> type + " is still there");
    }
    // The JDK's socket pollers keep the scheduler, an empty shell by then, of the loop that started
    // them.
    assertTrue(instances(histogram, Scheduler.class) <= 1, "schedulers are still there");
  }
}
