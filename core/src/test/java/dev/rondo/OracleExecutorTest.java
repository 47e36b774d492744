package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.currentTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.gatherOutcomes;
import static dev.rondo.Async.runCoroutineThreadsafe;
import static dev.rondo.Async.runInExecutor;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.toThread;
import static dev.rondo.Async.yieldNow;
import static dev.rondo.oracle.Python.tuple;

import dev.rondo.oracle.KeyError;
import dev.rondo.oracle.Oracle;
import dev.rondo.oracle.Python;
import dev.rondo.oracle.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Worker threads and coroutines for other threads, against CPython. Where a program sleeps for
/// others to come to a place, its port waits on a latch.
class OracleExecutorTest {
  private final Trace out = new Trace();

  @Test
  void workersCallBlockingCodeForCoroutines_074() throws Exception {
    class Program {
      final List<Integer> done = Collections.synchronizedList(new ArrayList<>());
      final CountDownLatch mainHasReturned = new CountDownLatch(1);

      void results() throws Exception {
        var mainThread = Thread.currentThread();
        out.print(
            toThread(() -> Thread.currentThread() != mainThread), toThread(() -> tuple(1, 2)));
        try {
          toThread(
              () -> {
                throw new KeyError("in thread");
              });
        } catch (KeyError e) {
          out.print(Python.repr(e));
        }
      }

      void cancellation() throws Exception {
        var began = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var finished = new CountDownLatch(1);
        var left = new CountDownLatch(1);
        Awaitable<Boolean> slow =
            () -> {
              began.countDown();
              try {
                release.await();
                finished.countDown();
              } finally {
                left.countDown();
              }
              return true;
            };
        var t = createTask(() -> toThread(slow::await));
        yieldNow();
        toThread(() -> began.await());
        t.cancel();
        var outcome = gatherOutcomes(t).getFirst();
        out.print(
            "cancelled:",
            outcome instanceof Outcome.Cancelled<?>(var error) ? Python.typeName(error) : outcome,
            "thread still running:",
            finished.getCount() == 1);
        toThread(() -> left.await());
        release.countDown();
        out.print("thread completed anyway:", finished.getCount() == 0);
      }

      void queuedJobs(ExecutorService single) throws Exception {
        var gate = new CountDownLatch(1);
        var ran = new ArrayList<String>();
        var f1 = createTask(() -> runInExecutor(single, () -> gate.await(2, TimeUnit.MINUTES)));
        var f2 = createTask(() -> runInExecutor(single, () -> ran.add("queued job")));
        yieldNow();
        f2.cancel();
        yieldNow();
        gate.countDown();
        out.print("f1", f1.await(), "| cancelling a queued job prevents it:", ran);
        var order = new ArrayList<Integer>();
        gather(
            IntStream.range(0, 5)
                .<Awaitable<Boolean>>mapToObj(i -> () -> runInExecutor(single, () -> order.add(i)))
                .toList());
        out.print(order);
      }

      void parallel() throws Exception {
        var all = new CyclicBarrier(4);
        Awaitable<Boolean> meets = () -> toThread(() -> all.await(1, TimeUnit.MINUTES) >= 0);
        out.print(
            "parallel:",
            gather(meets, meets, meets, meets).stream().allMatch(Boolean::booleanValue));
      }

      void responsive() throws Exception {
        var ticks = new CountDownLatch(2);
        var ticker =
            createTask(
                () -> {
                  while (true) {
                    sleep(Duration.ofMillis(20));
                    ticks.countDown();
                  }
                });
        var reached = toThread(() -> ticks.await(1, TimeUnit.MINUTES));
        ticker.cancel();
        out.print("loop stays responsive:", reached);
      }

      void runsOnWhenMainReturns() throws Exception {
        var began = new CountDownLatch(1);
        createTask(
            () -> {
              try {
                sleep(Duration.ofHours(1));
              } finally {
                mainHasReturned.countDown();
              }
            });
        // The call is interrupted as the run ends, so it must not mind.
        createTask(
            () ->
                toThread(
                    () -> {
                      began.countDown();
                      while (mainHasReturned.getCount() > 0) {
                        Thread.onSpinWait();
                      }
                      return done.add(1);
                    }));
        yieldNow();
        toThread(() -> began.await());
      }

      void main() throws Exception {
        results();
        cancellation();
        ExecutorService closed;
        try (var single = Executors.newSingleThreadExecutor()) {
          closed = single;
          queuedJobs(single);
        }
        try {
          runInExecutor(closed, () -> done.add(0));
        } catch (RejectedExecutionException e) {
          out.print(Python.typeName(e));
        }
        parallel();
        responsive();
        runsOnWhenMainReturns();
      }
    }

    var program = new Program();
    VirtualTime.run(program::main);
    out.print("run() waits for running jobs:", program.done);
    Oracle.of("074_executor")
        .differs(
            "thread completed anyway: True",
            "thread completed anyway: False",
            "cancelling interrupts the worker, for Java threads can be interrupted")
        .differs(
            "RuntimeError cannot schedule new futures after shutdown",
            "RejectedExecutionException",
            "the executor throws its own exception, with a text of its own")
        .matches(out);
  }

  @Test
  void otherThreadsRunCoroutinesOnALoop_075() throws Exception {
    class Program {
      final Loop loop = VirtualTime.newLoop();
      final List<String> log = new ArrayList<>();
      int total;

      String work(Awaitable<?> wait) throws Exception {
        try {
          wait.await();
        } catch (CancelledError e) {
          log.add("coroutine cancelled");
          throw e;
        }
        return "value";
      }

      <T extends @Nullable Object> CompletableFuture<T> run(Awaitable<T> body) {
        return runCoroutineThreadsafe(body, loop);
      }

      <T extends @Nullable Object> T result(CompletableFuture<T> future) throws Exception {
        return future.get(1, TimeUnit.MINUTES);
      }

      int add() {
        yieldNow();
        total++;
        return 1;
      }

      int fromFourThreads() throws Exception {
        var results = Collections.synchronizedList(new ArrayList<Integer>());
        var threads =
            IntStream.range(0, 4)
                .mapToObj(
                    _ ->
                        Thread.ofPlatform()
                            .start(
                                () -> {
                                  for (var i = 0; i < 20; i++) {
                                    results.add(run(this::add).join());
                                  }
                                }))
                .toList();
        for (var thread : threads) {
          thread.join();
        }
        return results.stream().mapToInt(Integer::intValue).sum();
      }

      void main() throws Exception {
        var thread = Thread.ofPlatform().start(loop::runForever);
        Awaitable<?> nap = Awaitable.of(() -> sleep(Duration.ofMillis(20)));
        out.print(result(run(() -> work(nap))));
        try {
          result(
              run(
                  () -> {
                    throw new KeyError("k");
                  }));
        } catch (ExecutionException e) {
          out.print(e.getCause());
        }
        var begun = new CountDownLatch(1);
        var endless =
            run(
                () ->
                    work(
                        () -> {
                          begun.countDown();
                          return loop.createPromise().await();
                        }));
        begun.await(); // one that is cancelled before it begins has nothing to say
        try {
          endless.get(1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          out.print("timeout; still running:", !endless.isDone());
        }
        out.print("cancel ->", endless.cancel(true), endless.isCancelled());
        try {
          result(endless);
        } catch (CancellationException e) {
          out.print(Python.typeName(e));
        }
        out.print(
            result(
                run(
                    () -> {
                      sleep(Duration.ofMillis(20));
                      return List.copyOf(log);
                    })));
        try {
          result(
              run(
                  Awaitable.of(
                      () -> {
                        currentTask().cancel();
                        yieldNow();
                      })));
        } catch (CancellationException e) {
          out.print("coroutine cancelled itself ->", Python.typeName(e));
        }
        out.print("from 4 threads:", fromFourThreads(), total);
        loop.callSoonThreadsafe(loop::stop);
        thread.join();
        loop.close();
        try {
          out.print("no error but", run(() -> work(nap)));
        } catch (IllegalStateException e) {
          out.print(Python.typeName(e), e.getMessage());
        }
      }
    }

    new Program().main();
    var name = "the future of another thread is a CompletableFuture, which has its own word";
    Oracle.of("075_run_coroutine_threadsafe")
        .differs("CancelledError", "CancellationException", name)
        .differs(
            "coroutine cancelled itself -> CancelledError",
            "coroutine cancelled itself -> CancellationException",
            name)
        .lacks(
            "TypeError A coroutine object is required",
            "what can be run is a matter of types in Java; this does not compile")
        .differs(
            "RuntimeError Event loop is closed",
            "IllegalStateException Event loop is closed",
            "RuntimeError is IllegalStateException in Java")
        .matches(out);
  }
}
