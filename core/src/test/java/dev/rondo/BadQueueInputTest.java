package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queues whose items or comparators are no good: an error for the one who put or got, and nothing
/// is lost or held up.
@Timeout(60)
class BadQueueInputTest {
  private static final class NoOrder extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Compares numbers, and fails as long as it is told to.
  private static final class Moody implements Comparator<Integer> {
    boolean fails;

    @Override
    public int compare(Integer a, Integer b) {
      if (fails) {
        throw new NoOrder();
      }
      return a.compareTo(b);
    }
  }

  private static List<Integer> drain(Queue<Integer> queue) {
    var items = new ArrayList<Integer>();
    while (!queue.empty()) {
      items.add(queue.getNowait());
    }
    return items;
  }

  @Test
  void aPutWhoseComparisonFailsHasNoEffect() throws Exception {
    VirtualTime.run(
        () -> {
          var moody = new Moody();
          var queue = PriorityQueue.create(0, moody);
          for (var i = 10; i > 0; i--) {
            queue.put(i);
          }
          var before = queue.statistics();
          moody.fails = true;
          assertThrows(NoOrder.class, () -> queue.put(0));
          assertThrows(NoOrder.class, () -> queue.putNowait(11));
          assertEquals(before, queue.statistics());
          moody.fails = false;
          assertEquals(IntStream.rangeClosed(1, 10).boxed().toList(), drain(queue));
        });
  }

  @Test
  void theFirstItemIsComparedTooSoThatABadOneDoesNotWaitForTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          var moody = new Moody();
          moody.fails = true;
          var queue = PriorityQueue.create(0, moody);
          assertThrows(NoOrder.class, () -> queue.put(1));
          assertTrue(queue.empty());
          queue.join();
        });
  }

  @Test
  void aGetWhoseComparisonFailsLosesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var moody = new Moody();
          var queue = PriorityQueue.create(0, moody);
          for (var i = 10; i > 0; i--) {
            queue.put(i);
          }
          var before = queue.statistics();
          moody.fails = true;
          assertThrows(NoOrder.class, queue::get);
          assertThrows(NoOrder.class, queue::getNowait);
          assertEquals(before, queue.statistics());
          moody.fails = false;
          assertEquals(IntStream.rangeClosed(1, 10).boxed().toList(), drain(queue));
        });
  }

  @Test
  void aWaitingPutThatFailsLeavesItsRoomToTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          var queue =
              PriorityQueue.<Integer>create(
                  2,
                  (a, b) -> {
                    if (a == 3 || b == 3) {
                      throw new NoOrder();
                    }
                    return a.compareTo(b);
                  });
          queue.put(1);
          queue.put(2);
          var failing = createTask(() -> queue.put(3));
          var next = createTask(() -> queue.put(4));
          yieldNow();
          assertEquals(1, queue.getNowait());
          assertThrows(NoOrder.class, failing::await);
          next.await();
          assertEquals(List.of(2, 4), drain(queue));
        });
  }

  @Test
  void aWaitingGetThatFailsLeavesItsItemToTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          var fails = new AtomicBoolean();
          var queue =
              PriorityQueue.<Integer>create(
                  0,
                  (a, b) -> {
                    if (fails.getAndSet(false)) {
                      throw new NoOrder();
                    }
                    return a.compareTo(b);
                  });
          var getters = IntStream.range(0, 4).mapToObj(_ -> createTask(queue::get)).toList();
          yieldNow();
          queue.putNowait(1);
          queue.putNowait(2);
          queue.putNowait(3); // these wake the first three
          fails.set(true);
          assertThrows(NoOrder.class, getters.get(0)::await);
          assertEquals(1, getters.get(1).await());
          assertEquals(2, getters.get(2).await());
          assertEquals(3, getters.get(3).await());
        });
  }

  @Test
  void aQueueWhoseComparatorFailsCanBeShutDown() throws Exception {
    VirtualTime.run(
        () -> {
          var moody = new Moody();
          var queue = PriorityQueue.create(0, moody);
          for (var i = 0; i < 10; i++) {
            queue.put(i);
          }
          moody.fails = true;
          queue.shutdownNow();
          assertEquals(0, queue.size());
          assertThrows(QueueShutDownException.class, queue::getNowait);
          queue.join();
        });
  }

  @Test
  void aComparatorThatChangesItsMindLosesAndDoublesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var random = new Random(42);
          var queue = PriorityQueue.<Integer>create(0, (_, _) -> random.nextInt(3) - 1);
          Set<Integer> got = new HashSet<>();
          var put = 0;
          for (var i = 0; i < 10_000; i++) {
            if (queue.empty() || random.nextBoolean()) {
              queue.put(put++);
            } else {
              assertTrue(got.add(queue.get()));
            }
          }
          drain(queue).forEach(item -> assertTrue(got.add(item)));
          assertEquals(put, got.size());
        });
  }

  @Test
  void aComparatorThatUsesItsQueueIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var self = new AtomicReference<Queue<Integer>>();
          var meddle = new AtomicBoolean();
          var queue =
              PriorityQueue.<Integer>create(
                  0,
                  (a, b) -> {
                    if (meddle.getAndSet(false)) {
                      self.get().putNowait(100);
                    }
                    return a.compareTo(b);
                  });
          self.set(queue);
          for (var i = 5; i > 0; i--) {
            queue.put(i);
          }
          meddle.set(true);
          assertThrows(IllegalStateException.class, () -> queue.put(0));
          assertEquals(6, queue.size()); // what the comparator put is there, the other is not
          meddle.set(true);
          assertThrows(IllegalStateException.class, queue::get);
          assertEquals(List.of(1, 2, 3, 4, 5, 100, 100), drain(queue));
        });
  }

  @Test
  void itemsThatCannotBeComparedAreRefusedWhereverTheyStand() throws Exception {
    VirtualTime.run(
        () -> {
          @SuppressWarnings({"unchecked", "rawtypes"}) // as code that is not checked may make it
          Comparator<Object> natural = (Comparator) Comparator.naturalOrder();
          var queue = PriorityQueue.create(0, natural);
          assertThrows(ClassCastException.class, () -> queue.put(new Object()));
          queue.put(1);
          assertThrows(ClassCastException.class, () -> queue.put("text"));
          assertEquals(1, queue.get());
          assertTrue(queue.empty());
          queue.put("text"); // nobody is left who cannot be compared with it
          assertEquals("text", queue.get());
        });
  }
}
