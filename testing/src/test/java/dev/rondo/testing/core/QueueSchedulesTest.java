package dev.rondo.testing.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.LifoQueue;
import dev.rondo.PriorityQueue;
import dev.rondo.Queue;
import dev.rondo.QueueShutDownException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queues, in any order of steps: each item that was put is taken once, in the order of its queue.
@Timeout(300)
class QueueSchedulesTest {
  private static final int LIMIT = 2;

  /// A queue, and what must be in it.
  private static final class Model {
    private final SmallProgram program;
    private final Queue<Integer> queue;

    /// Which of the items comes next, as an index.
    private final ToIntFunction<List<Integer>> next;

    private final List<Integer> items = new ArrayList<>();
    private int made;
    private int undone;
    private int joined;
    private boolean dropped;

    Model(SmallProgram program, Queue<Integer> queue, ToIntFunction<List<Integer>> next) {
      this.program = program;
      this.queue = queue;
      this.next = next;
    }

    void put() throws Exception {
      var item = program.upTo(3) * 100 + made++;
      var puts = program.perhapsInTime(() -> put(item));
      assertTrue(puts || !items.contains(item), "it was put, but was told that it was not");
    }

    private void put(int item) {
      queue.put(item);
      items.add(item);
      undone++;
    }

    void putNowait() {
      var item = made++;
      queue.putNowait(item);
      items.add(item);
      undone++;
    }

    void take() {
      got(queue.get());
      done();
    }

    void get() throws Exception {
      program.perhapsInTime(
          () -> {
            got(queue.get());
            try {
              program.pause();
            } finally {
              done();
            }
          });
    }

    private void got(int item) {
      assertEquals(items.remove(/* index */ next.applyAsInt(items)), item, "what is taken");
    }

    private void done() {
      undone--;
      queue.taskDone();
      if (undone == 0) {
        joined++;
      }
    }

    void join() {
      var before = joined;
      var wasDone = undone == 0;
      queue.join();
      assertTrue(wasDone || joined > before || dropped, "joined, but there is work");
    }

    /// With nobody but the main coroutine left to do something, nobody waits for what is there.
    void assertNobodyIsStranded() {
      var now = queue.statistics();
      assertTrue(now.size() == 0 || now.getting() == 0, now::toString);
      assertTrue(now.size() == LIMIT || now.putting() == 0, now::toString);
      assertEquals(items.size(), now.size());
    }

    void drain() throws Exception {
      while (!queue.empty()) {
        got(queue.getNowait());
        done();
        program.settle();
      }
      queue.shutdown();
    }
  }

  private static int oldest(List<Integer> items) {
    return 0;
  }

  private static int newest(List<Integer> items) {
    return items.size() - 1;
  }

  private static int least(List<Integer> items) {
    return items.indexOf(Collections.min(items));
  }

  private static void putAndTake(Model model) throws Exception {
    var program = model.program;
    for (var n = 0; n < 2; n++) {
      program.start(1, model::put);
      program.start(
          1,
          () -> {
            try {
              model.get();
            } catch (QueueShutDownException end) {
              assertTrue(model.queue.empty());
            }
          });
    }
    program.start(1, model::join);
    program.disturb();
    program.settle();
    model.assertNobodyIsStranded();
    model.drain();
    program.finish();
    model.queue.join();
    assertEquals(new Queue.Statistics(0, LIMIT, 0, 0, 0), model.queue.statistics());
  }

  @Test
  void ofAQueueTheOldestItemIsTaken() {
    SmallProgram.check(
        program -> putAndTake(new Model(program, new Queue<>(LIMIT), QueueSchedulesTest::oldest)));
  }

  @Test
  void ofALifoQueueTheNewestItemIsTaken() {
    SmallProgram.check(
        program ->
            putAndTake(new Model(program, new LifoQueue<>(LIMIT), QueueSchedulesTest::newest)));
  }

  @Test
  void ofAPriorityQueueTheLeastItemIsTaken() {
    SmallProgram.check(
        program ->
            putAndTake(new Model(program, PriorityQueue.create(LIMIT), QueueSchedulesTest::least)));
  }

  @Test
  void aShutdownLetsAllThatWasPutBeTaken() {
    SmallProgram.check(
        program -> {
          var model = new Model(program, new Queue<>(LIMIT), QueueSchedulesTest::oldest);
          for (var n = 0; n < 4; n++) {
            var puts = n % 2 == 0;
            program.start(
                1,
                () -> {
                  try {
                    if (puts) {
                      model.put();
                    } else {
                      model.get();
                    }
                  } catch (QueueShutDownException end) {
                    assertTrue(puts || model.queue.empty(), "refused, but there are items");
                  }
                });
          }
          program.start(1, model::join);
          program.disturb();
          model.queue.shutdown();
          program.settle();
          while (!model.items.isEmpty()) {
            model.got(model.queue.getNowait());
            model.done();
          }
          program.finish();
          assertEquals(new Queue.Statistics(0, LIMIT, 0, 0, 0), model.queue.statistics());
        });
  }

  @Test
  void anImmediateShutdownEndsEveryWait() {
    SmallProgram.check(
        program -> {
          var model = new Model(program, new Queue<>(LIMIT), QueueSchedulesTest::oldest);
          for (var n = 0; n < 4; n++) {
            var puts = n % 2 == 0;
            program.start(
                1,
                () -> {
                  try {
                    if (puts) {
                      model.put();
                    } else {
                      model.get();
                    }
                  } catch (QueueShutDownException end) {
                    assertTrue(model.dropped, "refused before the end");
                  }
                });
          }
          program.start(1, model::join);
          program.disturb();
          model.queue.shutdownNow();
          model.dropped = true;
          model.undone -= model.items.size();
          model.items.clear();
          program.finish();
          assertEquals(new Queue.Statistics(0, LIMIT, 0, 0, 0), model.queue.statistics());
        });
  }

  @Test
  void anItemThatWokeSomebodyWhoIsCancelledGoesToTheNext() {
    SmallProgram.check(
        program -> {
          var model = new Model(program, new Queue<>(LIMIT), QueueSchedulesTest::oldest);
          for (var n = 0; n < 4; n++) {
            program.start(model::take);
          }
          for (var n = 0; n < 2; n++) {
            program.pause();
            model.putNowait();
            program.cancelOne();
          }
          program.settle();
          model.assertNobodyIsStranded();
          program.cancelTheRest();
        });
  }

  @Test
  void aPlaceThatWokeSomebodyWhoIsCancelledGoesToTheNext() {
    SmallProgram.check(
        program -> {
          var model = new Model(program, new Queue<>(LIMIT), QueueSchedulesTest::oldest);
          for (var n = 0; n < LIMIT; n++) {
            model.putNowait();
          }
          for (var n = 0; n < 4; n++) {
            program.start(model::put);
          }
          for (var n = 0; n < 2; n++) {
            program.pause();
            model.got(model.queue.getNowait());
            model.done();
            program.cancelOne();
          }
          program.settle();
          model.assertNobodyIsStranded();
          program.cancelTheRest();
        });
  }
}
