package dev.rondo.net;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that block for coroutines that use processes. There are as many as calls that block
/// at the same time, for a limit would let some processes starve others; those without work end
/// soon. They are not the workers of `toThread`, which are few.
final class ProcessThreads {
  private static final int IDLE_SECONDS = 2;
  private static final AtomicInteger COUNT = new AtomicInteger();

  static final Executor EXECUTOR =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          body ->
              Thread.ofPlatform()
                  .name("rondo-process-" + COUNT.incrementAndGet())
                  .daemon()
                  .inheritInheritableThreadLocals(false)
                  .unstarted(body));

  private ProcessThreads() {}
}
