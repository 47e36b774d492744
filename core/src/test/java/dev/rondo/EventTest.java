package dev.rondo;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();
  private final Event event = new Event();

  private Task<?> waiter(String name) {
    var task = journal.start(name, () -> event.await());
    yieldNow();
    return task;
  }

  @Test
  void allWhoWaitAreResumedInTheOrderInWhichTheyCame() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a");
          waiter("b");
          waiter("c");
          assertEquals(List.of(), journal.read());
          event.set();
          assertEquals(List.of("a", "b", "c"), journal.read());
        });
  }

  @Test
  void whoComesWhenItIsSetDoesNotWait() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("earlier");
          event.set();
          assertNull(event.await());
          assertTrue(event.await(SECOND));
          assertEquals(List.of(), journal.taken());
          assertEquals(List.of("earlier"), journal.read());
        });
  }

  @Test
  void clearedAtOnceItStillResumesAllWhoWaited() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a");
          waiter("b");
          event.set();
          event.clear();
          assertFalse(event.isSet());
          waiter("later");
          assertEquals(List.of("a", "b"), journal.read());
          event.set();
          assertEquals(List.of("later"), journal.read());
        });
  }

  @Test
  void settingTwiceAndClearingTwiceIsHarmless() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a");
          event.set();
          event.set();
          assertEquals(List.of("a"), journal.read());
          event.clear();
          event.clear();
          waiter("b");
          assertEquals(List.of(), journal.read());
          event.set();
        });
  }

  @Test
  void cancelledBeforeItIsSet() throws Exception {
    VirtualTime.run(
        () -> {
          var first = waiter("a");
          waiter("b");
          first.cancel();
          event.set();
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void cancelledAfterItIsSetItIsStillCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var first = waiter("a");
          waiter("b");
          event.set();
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void cancelledItLeavesNothingBehind() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a").cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals("Event[unset, 0 waiting]", event.toString());
        });
  }

  @Test
  void aLimitIsKept() throws Exception {
    VirtualTime.run(
        () -> {
          assertFalse(event.await(SECOND));
          assertFalse(event.await(Duration.ZERO));
          assertEquals(SECOND.toNanos(), runningLoop().time());
          assertEquals("Event[unset, 0 waiting]", event.toString());
          runningLoop().callLater(SECOND, event::set);
          assertTrue(event.await(SECOND.multipliedBy(2)));
          assertEquals(SECOND.multipliedBy(2).toNanos(), runningLoop().time());
        });
  }

  @Test
  void aLimitThatIsOverInThePassOfTheSignalIsOver() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().callLater(SECOND, event::set);
          assertFalse(event.await(SECOND));
          assertTrue(event.isSet());
        });
  }

  @Test
  void aCancellationIsNotALimitThatIsOver() throws Exception {
    VirtualTime.run(
        () -> {
          var task = journal.start("a", () -> journal.note(event.await(SECOND)));
          yieldNow();
          task.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
        });
  }

  @Test
  void itIsAnAwaitable() throws Exception {
    VirtualTime.run(
        () -> {
          var task = Async.createTask(event);
          yieldNow();
          event.set();
          assertNull(task.await());
        });
  }

  @Test
  void theTextTellsTheState() throws Exception {
    VirtualTime.run(
        () -> {
          waiter("a");
          waiter("b");
          assertEquals("Event[unset, 2 waiting]", event.toString());
          event.set();
          assertEquals("Event[set]", event.toString());
          event.clear(); // who was woken does not wait any more
          assertEquals("Event[unset, 0 waiting]", event.toString());
        });
  }
}
