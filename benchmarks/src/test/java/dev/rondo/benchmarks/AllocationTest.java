package dev.rondo.benchmarks;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Action;
import dev.rondo.Lock;
import dev.rondo.Queue;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the hot paths may allocate: a guard against objects that creep in. Bytes, not time, so a
/// busy machine gives the same; `-XX:-BackgroundCompilation` sees to it that the warm-up ends with
/// compiled code.
@Timeout(60)
class AllocationTest {
  private static final int OPERATIONS = 100_000;
  private static final int WARM_UPS = 8;

  /// What the measurement itself takes, spread over all operations.
  private static final double NOTHING = 0.1;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Runs `operations` many times on a loop of this thread, which is charged for its coroutines.
  private static double bytesPerOperation(Action operations) throws Exception {
    var carrier = Thread.currentThread().threadId();
    return run(
        () -> {
          for (var warmUp = 0; warmUp < WARM_UPS; warmUp++) {
            operations.run();
          }
          var before = THREADS.getThreadAllocatedBytes(carrier);
          operations.run();
          return (THREADS.getThreadAllocatedBytes(carrier) - before) / (double) OPERATIONS;
        });
  }

  private static void assertAllocates(double most, Action operations) throws Exception {
    var bytes = bytesPerOperation(operations);
    assertTrue(
        bytes <= most, () -> bytes + " bytes per operation, but at most " + most + " are allowed");
  }

  private static void yields(int count) {
    for (var turn = 0; turn < count; turn++) {
      yieldNow();
    }
  }

  @Test
  void aYieldOfATaskThatIsAloneAllocatesNothing() throws Exception {
    assertAllocates(NOTHING, () -> yields(OPERATIONS));
  }

  @Test
  void aYieldInTurnAllocatesNothing() throws Exception {
    assertAllocates(
        NOTHING,
        () -> {
          var other = createTask(() -> yields(OPERATIONS / 2));
          yields(OPERATIONS / 2);
          other.await();
        });
  }

  @Test
  void awaitingWhatIsDoneAllocatesNothing() throws Exception {
    assertAllocates(
        NOTHING,
        () -> {
          var done = createTask(() -> "done");
          done.await();
          for (var count = 0; count < OPERATIONS; count++) {
            done.await();
          }
        });
  }

  @Test
  void aLockThatIsFreeAllocatesNothing() throws Exception {
    var lock = new Lock();
    assertAllocates(
        NOTHING,
        () -> {
          for (var count = 0; count < OPERATIONS; count++) {
            lock.acquire();
            lock.release();
          }
        });
  }

  @Test
  void aQueueWithRoomAllocatesNothing() throws Exception {
    var queue = new Queue<String>(128);
    assertAllocates(
        NOTHING,
        () -> {
          for (var count = 0; count < OPERATIONS; count++) {
            queue.put("item");
            queue.get();
          }
        });
  }

  @Test
  void aQueueOf128AllocatesOneWaitForAWholeBatch() throws Exception {
    var queue = new Queue<String>(128);
    assertAllocates(
        2,
        () -> {
          var producer =
              createTask(
                  () -> {
                    for (var count = 0; count < OPERATIONS; count++) {
                      queue.put("item");
                    }
                  });
          for (var count = 0; count < OPERATIONS; count++) {
            queue.get();
          }
          producer.await();
        });
  }

  @Test
  void aQueueOfOneAllocatesAWaitForEachItem() throws Exception {
    var queue = new Queue<String>(1);
    assertAllocates(
        144.5,
        () -> {
          var producer =
              createTask(
                  () -> {
                    for (var count = 0; count < OPERATIONS; count++) {
                      queue.put("item");
                    }
                  });
          for (var count = 0; count < OPERATIONS; count++) {
            queue.get();
          }
          producer.await();
        });
  }

  @Test
  void aTaskAllocatesItselfAndItsThread() throws Exception {
    assertAllocates(
        504.5,
        () -> {
          for (var count = 0; count < OPERATIONS; count++) {
            createTask(() -> "done").await();
          }
        });
  }
}
