package dev.rondo;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The threads of `toThread`, made on first use: as many as asyncio has.
final class WorkerThreads {
  private static final int LIMIT = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
  private static final int IDLE_SECONDS = 10;

  private @Nullable ThreadPoolExecutor pool;

  void execute(Runnable work) {
    var executor = pool;
    if (executor == null) {
      var count = new AtomicInteger();
      executor =
          new ThreadPoolExecutor(
              LIMIT,
              LIMIT,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              body ->
                  Thread.ofPlatform()
                      .name("rondo-worker-" + count.incrementAndGet())
                      .daemon()
                      .unstarted(body));
      executor.allowCoreThreadTimeOut(true);
      pool = executor;
    }
    if (executor.isShutdown()) {
      throw new IllegalStateException(
          "the loop is closing and starts no more worker threads; do this before it closes");
    }
    executor.execute(work);
  }

  /// The pool, if there is one; it takes no more work.
  @Nullable ThreadPoolExecutor shutdown() {
    var executor = pool;
    if (executor != null) {
      executor.shutdown();
    }
    return executor;
  }
}
