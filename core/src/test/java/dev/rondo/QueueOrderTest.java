package dev.rondo;

import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `LifoQueue` and `PriorityQueue`: in which order items come out, and orders that misbehave.
@Timeout(60)
class QueueOrderTest {
  private final Journal journal = new Journal();

  private static <T> List<T> drain(Queue<T> queue) {
    var items = new ArrayList<T>();
    while (!queue.empty()) {
      items.add(queue.getNowait());
    }
    return items;
  }

  @Test
  void theNewestComesOutFirst() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new LifoQueue<Integer>(3);
          queue.put(1);
          queue.put(2);
          assertEquals(2, queue.get());
          queue.put(3);
          queue.put(4);
          assertThrows(QueueFullException.class, () -> queue.putNowait(5));
          assertEquals(List.of(4, 3, 1), drain(queue));
        });
  }

  @Test
  void theLeastComesOutFirst() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = PriorityQueue.<Integer>create(3);
          List.of(2, 3, 1).forEach(queue::put);
          assertThrows(QueueFullException.class, () -> queue.putNowait(0));
          assertEquals(3, queue.limit());
          assertEquals(List.of(1, 2, 3), drain(queue));
        });
  }

  @Test
  void equalItemsComeOutInTheOrderInWhichTheyWerePut() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = PriorityQueue.create(0, Comparator.comparingInt(String::length));
          List.of("aa", "b", "cc", "d", "ee", "f", "gg").forEach(queue::put);
          assertEquals(List.of("b", "d", "f", "aa", "cc", "ee", "gg"), drain(queue));
        });
  }

  @Test
  void manyItemsComeOutSorted() throws Exception {
    VirtualTime.run(
        () -> {
          for (var seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var queue = PriorityQueue.<Integer>create();
            var left = new ArrayList<Integer>();
            for (var step = 0; step < 100; step++) {
              if (random.nextInt(3) > 0 || left.isEmpty()) {
                var item = random.nextInt(20);
                queue.put(item);
                left.add(item);
              } else {
                left.sort(null);
                assertEquals(left.removeFirst(), queue.get());
              }
            }
            left.sort(null);
            assertEquals(left, drain(queue));
          }
        });
  }

  /// A queue whose order refuses some items.
  private static PriorityQueue<String> refusing(int limit) {
    return PriorityQueue.create(
        limit,
        (a, b) -> {
          if (a.startsWith("bad") || b.startsWith("bad")) {
            throw new IllegalCallerException("cannot compare " + a + " and " + b);
          }
          return a.compareTo(b);
        });
  }

  @Test
  void anItemThatCannotBeComparedIsNotPut() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = refusing(0);
          assertThrows(IllegalCallerException.class, () -> queue.put("bad"));
          assertTrue(queue.empty());
          queue.put("b");
          queue.put("a");
          var error = assertThrows(IllegalCallerException.class, () -> queue.putNowait("bad"));
          assertEquals("cannot compare bad and a", error.getMessage());
          assertEquals(2, queue.statistics().unfinished());
          assertEquals(List.of("a", "b"), drain(queue));
        });
  }

  @Test
  void whoCannotPutPassesItsPlaceOn() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = refusing(2);
          queue.put("a");
          queue.put("b");
          journal.start("bad", () -> queue.put("bad"));
          journal.start("c", () -> queue.put("c"));
          journal.read();
          assertEquals("a", queue.get());
          assertEquals(List.of("bad: cannot compare bad and b", "c"), journal.read());
          assertEquals(List.of("b", "c"), drain(queue));
        });
  }

  @Test
  void whoCannotGetPassesTheItemOn() throws Exception {
    VirtualTime.run(
        () -> {
          var broken = new boolean[1];
          var queue =
              PriorityQueue.<Integer>create(
                  0,
                  (a, b) -> {
                    if (broken[0]) {
                      broken[0] = false;
                      throw new IllegalCallerException("broken order");
                    }
                    return a.compareTo(b);
                  });
          journal.start("a", queue::get);
          journal.start("b", () -> journal.note(queue.get()));
          yieldNow();
          List.of(1, 2, 3).forEach(queue::put);
          assertEquals(1, queue.getNowait());
          queue.put(1);
          broken[0] = true;
          assertEquals(List.of("a: broken order", "1", "b"), journal.read());
          assertEquals(List.of(2, 3), drain(queue));
        });
  }

  @Test
  void shutDownNowComparesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var broken = new boolean[1];
          var queue =
              PriorityQueue.<Integer>create(
                  0,
                  (a, b) -> {
                    if (broken[0]) {
                      throw new IllegalCallerException();
                    }
                    return a.compareTo(b);
                  });
          List.of(3, 2, 1).forEach(queue::put);
          broken[0] = true;
          queue.shutdownNow();
          assertTrue(queue.empty());
        });
  }

  @Test
  void anOrderThatUsesTheQueueIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var queues = new ArrayList<PriorityQueue<Integer>>();
          var meddle = new boolean[1];
          var queue =
              PriorityQueue.<Integer>create(
                  0,
                  (a, b) -> {
                    if (meddle[0]) {
                      meddle[0] = false;
                      queues.getFirst().getNowait();
                    }
                    return a.compareTo(b);
                  });
          queues.add(queue);
          List.of(5, 4, 3, 2, 1).forEach(queue::put);
          meddle[0] = true;
          var error = assertThrows(IllegalStateException.class, () -> queue.put(0));
          assertEquals(
              "the queue was used while its items were compared; the order must neither use the"
                  + " queue nor wait",
              error.getMessage());
          assertEquals(List.of(2, 3, 4, 5), drain(queue));
        });
  }

  @Test
  void anOrderThatWaitsIsRefusedIfOthersUsedTheQueueMeanwhile() throws Exception {
    VirtualTime.run(
        () -> {
          var wait = new boolean[1];
          var queue =
              PriorityQueue.<Integer>create(
                  0,
                  (a, b) -> {
                    if (wait[0]) {
                      wait[0] = false;
                      yieldNow();
                    }
                    return a.compareTo(b);
                  });
          List.of(5, 4, 3, 2, 1).forEach(queue::put);
          journal.start("other", () -> journal.note(queue.getNowait()));
          wait[0] = true;
          assertThrows(IllegalStateException.class, queue::get);
          assertEquals(List.of("1", "other"), journal.read());
          assertEquals(List.of(2, 3, 4, 5), drain(queue));
        });
  }
}
