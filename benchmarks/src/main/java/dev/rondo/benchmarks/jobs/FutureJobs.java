package dev.rondo.benchmarks.jobs;

import dev.rondo.benchmarks.Job;
import dev.rondo.benchmarks.Jobs;
import dev.rondo.benchmarks.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What [CompletableFuture] can do, on one thread. A yield is a stage that the executor runs later.
public final class FutureJobs implements Jobs {
  private static final int CHILDREN = 6;

  /// The only one there is.
  public static final Jobs INSTANCE = new FutureJobs();

  @FunctionalInterface
  private interface Body {
    CompletableFuture<Long> run(Executor executor) throws Exception;
  }

  private FutureJobs() {}

  @Override
  public Optional<Job> of(Workload workload) {
    return Optional.ofNullable(
        switch (workload) {
          case YIELD_ALONE -> size -> onOneThread(executor -> turns(1, size, executor));
          case YIELD_IN_TURN -> size -> onOneThread(executor -> turns(1_000, size, executor));
          case GATHER_AT_ONCE -> size -> onOneThread(executor -> gather(size, false, executor));
          case GATHER_ONE_YIELD -> size -> onOneThread(executor -> gather(size, true, executor));
          case TREE_GATHER -> levels -> onOneThread(executor -> tree(levels, executor));
          case CANCEL -> FutureJobs::cancel;
          case TIMEOUT -> FutureJobs::timeout;
          case SLEEPERS -> FutureJobs::sleepers;
          case CHAIN_1 -> size -> chain(1, size);
          case CHAIN_10 -> size -> chain(10, size);
          case CHAIN_100 -> size -> chain(100, size);
          case CHAIN_1000 -> size -> chain(1_000, size);
          default -> null;
        });
  }

  private static long onOneThread(Body body) throws Exception {
    try (var executor = Executors.newSingleThreadExecutor()) {
      return CompletableFuture.supplyAsync(() -> null, executor)
          .thenCompose(
              ignored -> {
                try {
                  return body.run(executor);
                } catch (Exception failure) {
                  return CompletableFuture.failedFuture(failure);
                }
              })
          .get();
    }
  }

  private static CompletableFuture<Long> turns(int tasks, int turns, Executor executor) {
    return sum(IntStream.range(0, tasks).mapToObj(task -> turnsOfOne(0, turns, executor)).toList());
  }

  private static CompletableFuture<Long> turnsOfOne(int done, int turns, Executor executor) {
    var all = new CompletableFuture<Long>();
    turn(done, turns, executor, all);
    return all;
  }

  /// A chain of `thenCompose` as long as this would hold all of its links.
  private static void turn(int done, int turns, Executor executor, CompletableFuture<Long> all) {
    if (done == turns) {
      all.complete((long) done);
    } else {
      var _ = CompletableFuture.runAsync(() -> turn(done + 1, turns, executor, all), executor);
    }
  }

  private static CompletableFuture<Long> gather(int size, boolean yields, Executor executor) {
    var futures = new ArrayList<CompletableFuture<Long>>(size);
    for (var index = 0; index < size; index++) {
      var result = (long) index;
      var future = CompletableFuture.supplyAsync(() -> result, executor);
      futures.add(yields ? future.thenApplyAsync(value -> value, executor) : future);
    }
    return sum(futures);
  }

  private static CompletableFuture<Long> tree(int levels, Executor executor) {
    if (levels == 0) {
      return CompletableFuture.completedFuture(1L);
    }
    var children = new ArrayList<CompletableFuture<Long>>(CHILDREN);
    for (var child = 0; child < CHILDREN; child++) {
      children.add(
          CompletableFuture.runAsync(() -> {}, executor)
              .thenCompose(started -> tree(levels - 1, executor)));
    }
    return sum(children).thenApply(below -> below + 1);
  }

  private static CompletableFuture<Long> sum(List<CompletableFuture<Long>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> futures.stream().mapToLong(CompletableFuture::join).sum());
  }

  private static long cancel(int size) {
    var futures = new ArrayList<CompletableFuture<Long>>(size);
    for (var index = 0; index < size; index++) {
      futures.add(new CompletableFuture<Long>().completeOnTimeout(0L, 1, TimeUnit.HOURS));
    }
    futures.forEach(future -> future.cancel(false));
    return futures.stream().filter(CompletableFuture::isCancelled).count();
  }

  private static long timeout(int size) throws Exception {
    var count = 0L;
    while (count < size) {
      var before = count;
      count =
          CompletableFuture.supplyAsync(() -> before + 1, Runnable::run)
              .orTimeout(1, TimeUnit.SECONDS)
              .get();
    }
    return count;
  }

  private static long sleepers(int size) throws Exception {
    return onOneThread(
        executor -> {
          var millis = Delays.sleep(size).toMillis();
          var later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, executor);
          var futures = new ArrayList<CompletableFuture<Long>>(size);
          for (var index = 0; index < size; index++) {
            futures.add(CompletableFuture.supplyAsync(() -> 1L, later));
          }
          return sum(futures);
        });
  }

  /// Two chains at a time, as the tasks of the others.
  private static long chain(int depth, int size) throws Exception {
    return onOneThread(
        executor ->
            sum(List.of(chains(depth, size / 2, executor), chains(depth, size / 2, executor))));
  }

  private static CompletableFuture<Long> chains(int depth, int count, Executor executor) {
    var all = new CompletableFuture<Long>();
    nextChain(depth, count, 0, executor, all);
    return all;
  }

  private static void nextChain(
      int depth, int count, long returns, Executor executor, CompletableFuture<Long> all) {
    if (count == 0) {
      all.complete(returns);
    } else {
      var _ =
          descend(depth, executor)
              .thenAccept(below -> nextChain(depth, count - 1, returns + below, executor, all));
    }
  }

  private static CompletableFuture<Long> descend(int depth, Executor executor) {
    return depth == 0
        ? CompletableFuture.supplyAsync(() -> 0L, executor)
        : descend(depth - 1, executor).thenCompose(below -> completed(below + 1));
  }

  private static CompletableFuture<Long> completed(long value) {
    return CompletableFuture.completedFuture(value);
  }
}
