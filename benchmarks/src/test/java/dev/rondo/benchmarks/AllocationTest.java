package dev.rondo.benchmarks;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Lock;
import dev.rondo.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What hot paths allocate. One object more for each operation is at least 16 bytes, so each of
/// these tests tells of it. And unlike a time, the figure does not depend on what else the machine
/// does.
@Timeout(120)
class AllocationTest {
  /// Less than one object in a hundred operations: what buffers take that grow, once.
  private static final double NOTHING = 0.16;

  private static final String ITEM = "item";

  private static void assertNothing(Allocation.Body body) throws Exception {
    assertAtMost(0, body);
  }

  private static void assertAtMost(int limit, Allocation.Body body) throws Exception {
    var bytes = Allocation.bytesPerOperation(body);

    assertTrue(
        bytes < limit + NOTHING, () -> bytes + " bytes for one operation instead of " + limit);
  }

  @Test
  void yieldOfTheOnlyTaskAllocatesNothing() throws Exception {
    assertNothing(AllocationTest::yields);
  }

  @Test
  void yieldToAnotherTaskAllocatesNothing() throws Exception {
    assertNothing(
        operations -> {
          var other = createTask(() -> yields(operations / 2));
          yields(operations / 2);
          other.await();
        });
  }

  @Test
  void putAndGetThatNeedNotWaitAllocateNothing() throws Exception {
    var queue = new Queue<String>(1);
    assertNothing(
        operations -> {
          for (var count = 0; count < operations; count++) {
            queue.put(ITEM);
            queue.get();
          }
        });
  }

  @Test
  void awaitOfWhatIsDoneAllocatesNothing() throws Exception {
    assertNothing(
        operations -> {
          var done = runningLoop().<String>createPromise();
          done.setResult(ITEM);
          for (var count = 0; count < operations; count++) {
            done.await();
          }
        });
  }

  @Test
  void freeLockAllocatesNothing() throws Exception {
    var lock = new Lock();
    assertNothing(
        operations -> {
          for (var count = 0; count < operations; count++) {
            lock.acquire();
            lock.release();
          }
        });
  }

  @Test
  void callbackAllocatesItsHandle() throws Exception {
    assertAtMost(
        32,
        operations -> {
          var loop = runningLoop();
          var all = loop.<String>createPromise();
          loop.callSoon(
              new Runnable() {
                private int count;

                @Override
                public void run() {
                  if (++count == operations) {
                    all.setResult(ITEM);
                  } else {
                    loop.callSoon(this);
                  }
                }
              });
          all.await();
        });
  }

  /// The one who waits: a promise, what wakes its task up, and its place in the line, for each
  /// side.
  @Test
  void putAndGetThatBothWaitAllocateTheirWaiters() throws Exception {
    var queue = new Queue<String>(1);
    assertAtMost(
        144,
        operations -> {
          var producer =
              createTask(
                  () -> {
                    for (var count = 0; count < operations; count++) {
                      queue.put(ITEM);
                    }
                  });
          for (var count = 0; count < operations; count++) {
            queue.get();
          }
          producer.await();
        });
  }

  @Test
  void oneObjectMoreIsSeen() throws Exception {
    var objects = new Object[1];

    var bytes =
        Allocation.bytesPerOperation(
            operations -> {
              for (var count = 0; count < operations; count++) {
                yieldNow();
                objects[0] = new Object[0];
              }
            });

    assertEquals(16, bytes, NOTHING);
  }

  private static void yields(int count) {
    for (var done = 0; done < count; done++) {
      yieldNow();
    }
  }
}
