package dev.rondo.net;

import static dev.rondo.Async.run;
import static dev.rondo.Async.runningLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Loop;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many threads hand calls to a loop that waits for sockets and closes meanwhile.
@Timeout(120)
class ThreadsDuringCloseTest {
  private static final int THREADS = 64;
  private static final int CALLS = 20;
  private static final int ROUNDS = Integer.getInteger("dev.rondo.faults.seeds", 40) / 4;

  private final AtomicInteger accepted = new AtomicInteger();

  /// Holds back threads that are faster than the loop.
  private final Semaphore inFlight = new Semaphore(THREADS);

  private int ran;

  /// Hands calls in until the loop is closed; the first of them are in when `ready` says so.
  private void handIn(Loop loop, CountDownLatch ready) {
    try {
      for (var call = 0; ; call++) {
        if (call == CALLS) {
          ready.countDown();
        }
        inFlight.acquireUninterruptibly();
        loop.callSoonThreadsafe(this::call);
        accepted.incrementAndGet();
      }
    } catch (IllegalStateException closed) {
      inFlight.release();
    }
  }

  private void call() {
    ran++;
    inFlight.release();
  }

  @Test
  void whatWasAcceptedIsRunAndTheRestIsRefused() throws Exception {
    for (var round = 0; round < ROUNDS; round++) {
      ran = 0;
      accepted.set(0);
      var threads = new ArrayList<Thread>();
      var closed =
          run(
              () -> {
                var loop = runningLoop();
                var ready = new CountDownLatch(THREADS);
                try (var _ = Net.listen("127.0.0.1", 0, Connection::close)) {
                  for (var thread = 0; thread < THREADS; thread++) {
                    threads.add(Thread.ofPlatform().start(() -> handIn(loop, ready)));
                  }
                  ready.await();
                }
                return loop;
              });
      for (var thread : threads) {
        thread.join();
      }
      assertEquals(accepted.get(), ran);
      assertTrue(ran >= THREADS * CALLS);
      assertThrows(IllegalStateException.class, () -> closed.callSoonThreadsafe(() -> {}));
    }
  }
}
