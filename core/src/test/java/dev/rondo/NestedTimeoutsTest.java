package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How deep time limits nest: as deep as the stack, and the end of the stack is an error that
/// leaves nothing behind.
@Timeout(60)
class NestedTimeoutsTest {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final Duration LONGER = Duration.ofHours(2);
  private static final long MEGABYTE = 1 << 20;

  private int deepest;

  /// Runs a coroutine on a loop whose thread has a stack of a given size.
  private static void run(long stackSize, Action main) throws Exception {
    var task =
        new FutureTask<>(
            () -> {
              VirtualTime.run(main);
              return "";
            });
    var thread = new Thread(null, task, "a loop with a stack of its own", stackSize);
    thread.start();
    thread.join();
    task.get();
  }

  private void nest(int depth, Action innermost) throws Exception {
    deepest++;
    if (depth == 0) {
      innermost.run();
    } else {
      timeout(LIMIT, () -> nest(depth - 1, innermost));
    }
  }

  private static void assertNothingIsLeft() {
    var task = Async.currentTask();
    assertEquals(0, task.cancelling());
    assertEquals(0, task.blocks);
    assertNull(task.innermostTimeout);
    sleep(LONGER); // an alarm that is left would cancel this
  }

  @Test
  void aHundredThousandOnALargeStack() throws Exception {
    run(
        512 * MEGABYTE,
        () -> {
          nest(100_000, () -> {});
          assertEquals(100_001, deepest);
          assertNothingIsLeft();
        });
  }

  @Test
  void twoHundredWithAWaitOnAnOrdinaryStack() throws Exception {
    run(
        MEGABYTE,
        () -> {
          nest(200, () -> sleep(Duration.ofMinutes(1)));
          assertNothingIsLeft();
          assertThrows(TimeoutException.class, () -> nest(200, () -> sleep(LONGER)));
          assertNothingIsLeft();
        });
  }

  @Test
  void tooManyForTheStackAreAnErrorThatLeavesNothingBehind() throws Exception {
    run(
        MEGABYTE,
        () -> {
          List<Task<?>> others = new ArrayList<>();
          for (var n = 1; n <= 20; n++) {
            var minutes = n;
            others.add(createTask(() -> sleep(Duration.ofMinutes(minutes))));
          }
          for (var round = 0; round < 10; round++) {
            assertThrows(StackOverflowError.class, () -> nest(Integer.MAX_VALUE, () -> {}));
            assertNothingIsLeft();
          }
          assertTrue(deepest > 10 * 200, () -> "only " + deepest + " in ten rounds");
          assertTrue(others.stream().allMatch(Deferred::done));
        });
  }

  @Test
  void noAlarmIsLeftWhereverTheStackEnds() throws Exception {
    run(
        64 * MEGABYTE,
        () -> {
          for (var round = 0; round < 5; round++) {
            assertThrows(StackOverflowError.class, () -> nest(Integer.MAX_VALUE, () -> {}));
            assertNothingIsLeft();
          }
        });
  }

  @Test
  void aStackThatIsTooLargeToBeSetAsideIsAnErrorThatLeavesNothingBehind() throws Exception {
    run(
        512 * MEGABYTE,
        () -> {
          var other = createTask(() -> sleep(LIMIT));
          try {
            nest(100_000, () -> sleep(Duration.ofMinutes(1)));
          } catch (StackOverflowError tooLarge) {
            // The garbage collector decides. The default one sets aside what fits in half a region.
          }
          assertNothingIsLeft();
          assertTrue(other.done());
        });
  }
}
