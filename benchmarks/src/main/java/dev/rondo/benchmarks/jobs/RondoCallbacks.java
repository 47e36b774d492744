package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;

import dev.rondo.Loop;
import dev.rondo.Promise;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Callbacks of the loop, without coroutines.
final class RondoCallbacks {
  private RondoCallbacks() {}

  private static final class Counting implements Runnable {
    private final Loop loop;
    private final Promise<@Nullable Void> all;
    private final int expected;
    private final boolean goesOn;
    private int count;

    Counting(Loop loop, int expected, boolean goesOn) {
      this.loop = loop;
      this.all = loop.createPromise();
      this.expected = expected;
      this.goesOn = goesOn;
    }

    @Override
    public void run() {
      if (++count == expected) {
        all.setResult(null);
      } else if (goesOn) {
        loop.callSoon(this);
      }
    }
  }

  static long chain(int size) throws Exception {
    return run(
        () -> {
          var counting = new Counting(runningLoop(), size, true);
          runningLoop().callSoon(counting);
          counting.all.await();
          return (long) counting.count;
        });
  }

  static long burst(int size) throws Exception {
    return run(
        () -> {
          var loop = runningLoop();
          var counting = new Counting(loop, size, false);
          for (var index = 0; index < size; index++) {
            loop.callSoon(counting);
          }
          counting.all.await();
          return (long) counting.count;
        });
  }

  static long threadsafe(int threads, int size) throws Exception {
    return run(
        () -> {
          var loop = runningLoop();
          var counting = new Counting(loop, size, false);
          var callers = new ArrayList<Thread>(threads);
          for (var caller = 0; caller < threads; caller++) {
            callers.add(
                Thread.ofPlatform()
                    .start(
                        () -> {
                          for (var index = 0; index < size / threads; index++) {
                            loop.callSoonThreadsafe(counting);
                          }
                        }));
          }
          counting.all.await();
          for (var caller : callers) {
            caller.join();
          }
          return (long) counting.count;
        });
  }
}
