package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.timeout;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Getting and putting; the end of a queue is in `QueueEndTest`.
@Timeout(60)
class QueueTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();

  private Task<?> getter(String name, Queue<?> queue) {
    var task = journal.start(name, () -> journal.note(name + " got " + queue.get()));
    yieldNow();
    return task;
  }

  private Task<?> putter(String name, Queue<String> queue) {
    var task = journal.start(name, () -> queue.put(name));
    yieldNow();
    return task;
  }

  private static Queue<String> full() {
    var queue = new Queue<String>(1);
    queue.putNowait("first");
    return queue;
  }

  @Test
  void firstInFirstOut() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<Integer>();
          queue.put(1);
          queue.putNowait(2);
          queue.put(3);
          assertEquals(3, queue.size());
          assertEquals(List.of(1, 2, 3), List.of(queue.get(), queue.getNowait(), queue.get()));
          assertTrue(queue.empty());
        });
  }

  @Test
  void whatNeedNotWaitDoesNot() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>(1);
          journal.start("other", () -> {});
          queue.put("item");
          queue.get();
          assertEquals(List.of(), journal.taken());
        });
  }

  @Test
  void thoseWhoGetAreServedInTheOrderInWhichTheyCame() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          getter("a", queue);
          getter("b", queue);
          queue.put("1");
          queue.put("2");
          assertEquals(List.of("a got 1", "a", "b got 2", "b"), journal.read());
        });
  }

  @Test
  void thoseWhoPutAreServedInTheOrderInWhichTheyCame() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = full();
          putter("a", queue);
          putter("b", queue);
          assertEquals(List.of(), journal.read());
          assertEquals("first", queue.get());
          assertEquals(List.of("a"), journal.read());
          assertEquals("a", queue.get());
          assertEquals(List.of("b"), journal.read());
          assertEquals("b", queue.get());
        });
  }

  @Test
  void anEmptyOrFullQueueIsAnErrorForThoseWhoDoNotWait() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>(2);
          var empty = assertThrows(QueueEmptyException.class, queue::getNowait);
          assertEquals("the queue is empty", empty.getMessage());
          queue.putNowait("a");
          assertFalse(queue.full());
          queue.putNowait("b");
          assertTrue(queue.full());
          var full = assertThrows(QueueFullException.class, () -> queue.putNowait("c"));
          assertEquals("the queue holds its limit of 2 items", full.getMessage());
          assertEquals(2, queue.size());
        });
  }

  @Test
  void aLimitOfZeroIsNone() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<Integer>(0);
          for (var item = 0; item < 1000; item++) {
            queue.putNowait(item);
          }
          assertFalse(queue.full());
          assertEquals(0, queue.limit());
          assertEquals(7, new Queue<>(7).limit());
        });
  }

  @Test
  void aNegativeLimitIsRefused() {
    var error = assertThrows(IllegalArgumentException.class, () -> new Queue<>(-1));
    assertEquals("limit must be zero (none) or more, but is -1", error.getMessage());
  }

  @Test
  void aNewcomerMayTakeTheItemForWhichAnotherWasWoken() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          getter("a", queue);
          queue.put("1");
          assertEquals("1", queue.getNowait());
          assertEquals(List.of(), journal.read());
          queue.put("2");
          assertEquals(List.of("a got 2", "a"), journal.read());
        });
  }

  @Test
  void aGetterCancelledBeforeTheItemCame() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          var first = getter("a", queue);
          getter("b", queue);
          first.cancel();
          queue.put("1");
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
        });
  }

  @Test
  void aGetterCancelledAfterTheItemCamePassesItOn() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          var first = getter("a", queue);
          getter("b", queue);
          getter("c", queue);
          queue.put("1");
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
          queue.put("2");
          assertEquals(List.of("c got 2", "c"), journal.read());
        });
  }

  @Test
  void theItemStaysIfAllGettersAreCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          var tasks = List.of(getter("a", queue), getter("b", queue));
          queue.put("1");
          tasks.forEach(Deferred::cancel);
          assertEquals(List.of("a cancelled", "b cancelled"), journal.read());
          assertEquals(new Queue.Statistics(1, 0, 0, 0, 1), queue.statistics());
          assertEquals("1", queue.get());
        });
  }

  @Test
  void aPutterCancelledBeforeThereWasRoomPutsNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = full();
          var first = putter("a", queue);
          putter("b", queue);
          first.cancel();
          assertEquals("first", queue.get());
          assertEquals(List.of("a cancelled", "b"), journal.read());
          assertEquals("b", queue.get());
          assertTrue(queue.empty());
        });
  }

  @Test
  void aPutterCancelledAfterThereWasRoomPassesThePlaceOn() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = full();
          var first = putter("a", queue);
          putter("b", queue);
          putter("c", queue);
          assertEquals("first", queue.get());
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "b"), journal.read());
          assertEquals("b", queue.get());
          assertEquals(List.of("c"), journal.read());
          assertEquals("c", queue.get());
          assertEquals(new Queue.Statistics(0, 1, 0, 0, 3), queue.statistics());
        });
  }

  @Test
  void aLimitThatIsOverLosesNoItem() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<String>();
          runningLoop().callLater(SECOND, () -> queue.putNowait("in the last moment"));
          assertThrows(TimeoutException.class, () -> timeout(SECOND, queue::get));
          assertEquals("in the last moment", queue.getNowait());
        });
  }

  @Test
  void aLimitThatIsOverPutsNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = full();
          runningLoop().callLater(SECOND, queue::getNowait);
          assertFalse(moveOnAfter(SECOND, () -> queue.put("late")));
          assertTrue(queue.empty());
          assertEquals(new Queue.Statistics(0, 1, 0, 0, 1), queue.statistics());
          queue.put("second");
          assertFalse(moveOnAfter(SECOND, () -> queue.put("late")));
          assertEquals(new Queue.Statistics(1, 1, 0, 0, 2), queue.statistics());
        });
  }

  @Test
  void itemsInEqualItemsOutWithManyOnBothSides() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = new Queue<Integer>(3);
          var received = new java.util.ArrayList<Integer>();
          for (var worker = 0; worker < 4; worker++) {
            journal.start(
                "getter",
                () -> {
                  for (var n = 0; n < 25; n++) {
                    received.add(queue.get());
                  }
                });
          }
          for (var n = 0; n < 100; n++) {
            queue.put(n);
          }
          assertEquals(4, journal.read().size());
          assertEquals(java.util.stream.IntStream.range(0, 100).boxed().toList(), received);
        });
  }

  @Test
  void statisticsAndTextTellTheState() throws Exception {
    VirtualTime.run(
        () -> {
          var queue = full();
          putter("a", queue);
          assertEquals(new Queue.Statistics(1, 1, 0, 1, 1), queue.statistics());
          assertEquals("Queue[1 of 1 items, 0 getting, 1 putting]", queue.toString());
          queue.get(); // who was woken does not wait any more
          assertEquals(new Queue.Statistics(0, 1, 0, 0, 1), queue.statistics());
          journal.read();
          queue.get();
          var getter = getter("b", queue);
          assertEquals(new Queue.Statistics(0, 1, 1, 0, 2), queue.statistics());
          getter.cancel();
          journal.read();
          assertEquals(new Queue.Statistics(0, 1, 0, 0, 2), queue.statistics());
          queue.shutdown();
          assertEquals("Queue[0 of 1 items, 0 getting, 0 putting, shut down]", queue.toString());
          assertEquals("LifoQueue[0 items, 0 getting, 0 putting]", new LifoQueue<>().toString());
        });
  }
}
