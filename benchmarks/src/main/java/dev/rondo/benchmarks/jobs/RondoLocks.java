package dev.rondo.benchmarks.jobs;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;

import dev.rondo.Awaitable;
import dev.rondo.Lock;
import dev.rondo.Semaphore;
import dev.rondo.Task;
import java.util.ArrayList;
import java.util.Collections;

/// A lock goes from task to task. The count is not atomic: only the lock makes it right.
final class RondoLocks {
  private static final class Counter {
    private long count;

    void addAfterYield() {
      var before = count;
      yieldNow();
      count = before + 1;
    }
  }

  private RondoLocks() {}

  static long lock(int tasks, int size) throws Exception {
    return run(
        () -> {
          var lock = new Lock();
          var counter = new Counter();
          Awaitable<?> body =
              Awaitable.of(
                  () -> {
                    for (var turn = 0; turn < size / tasks; turn++) {
                      lock.acquire();
                      try {
                        counter.addAfterYield();
                      } finally {
                        lock.release();
                      }
                    }
                  });
          gather(Collections.nCopies(tasks, body));
          return counter.count;
        });
  }

  static long semaphore(int tasks, int size) throws Exception {
    return run(
        () -> {
          var semaphore = new Semaphore(1);
          var counter = new Counter();
          Awaitable<?> body =
              Awaitable.of(
                  () -> {
                    for (var turn = 0; turn < size / tasks; turn++) {
                      semaphore.acquire();
                      try {
                        counter.addAfterYield();
                      } finally {
                        semaphore.release();
                      }
                    }
                  });
          gather(Collections.nCopies(tasks, body));
          return counter.count;
        });
  }

  static long waiters(int size) throws Exception {
    return run(
        () -> {
          var lock = new Lock();
          var counter = new Counter();
          var tasks = new ArrayList<Task<?>>(size);
          lock.acquire();
          for (var index = 0; index < size; index++) {
            tasks.add(
                createTask(
                    () -> {
                      lock.acquire();
                      counter.count++;
                      lock.release();
                    }));
          }
          yieldNow();
          lock.release();
          gather(tasks);
          return counter.count;
        });
  }
}
