package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Async;
import dev.rondo.Promise;
import dev.rondo.Task;
import dev.rondo.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Timers, and tasks that sleep.
final class RondoTimers {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(1);

  private static final class Countdown implements Runnable {
    private final Promise<@Nullable Void> all = runningLoop().createPromise();
    private final int expected;
    private int fired;

    Countdown(int expected) {
      this.expected = expected;
    }

    @Override
    public void run() {
      if (++fired == expected) {
        all.setResult(null);
      }
    }
  }

  private RondoTimers() {}

  static long timers(int size) throws Exception {
    return run(
        () -> {
          var loop = runningLoop();
          var countdown = new Countdown(Delays.firing(size));
          var handles = new ArrayList<TimerHandle>(size);
          for (var index = 0; index < size; index++) {
            handles.add(loop.callLater(Duration.ofNanos(Delays.nanos(index)), countdown));
          }
          for (var index = 0; index < size; index++) {
            if (!Delays.fires(index)) {
              handles.get(index).cancel();
            }
          }
          countdown.all.await();
          return (long) countdown.fired;
        });
  }

  static long timeout(int size) throws Exception {
    return run(
        () -> {
          var count = 0L;
          while (count < size) {
            var before = count;
            count = Async.timeout(SECOND, () -> before + 1);
          }
          return count;
        });
  }

  static long sleepers(int size) throws Exception {
    return run(
        () -> {
          var slept = new int[1];
          var delay = Delays.sleep(size);
          var tasks = new ArrayList<Task<?>>(size);
          for (var index = 0; index < size; index++) {
            tasks.add(
                createTask(
                    () -> {
                      sleep(delay);
                      slept[0]++;
                    }));
          }
          gather(tasks);
          return (long) slept[0];
        });
  }

  static long heapPerSleeper(int size) throws Exception {
    return run(
        () -> {
          var tasks = new ArrayList<Task<?>>(size);
          var before = LiveHeap.bytes();
          for (var index = 0; index < size; index++) {
            tasks.add(createTask(() -> sleep(LONG)));
          }
          yieldNow();
          var used = LiveHeap.bytes() - before;
          tasks.forEach(Task::cancel);
          return used / size;
        });
  }
}
