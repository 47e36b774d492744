package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BroadcastTest {
  private static final String CLOSED = "the broadcast is closed, and nothing is left";
  private static final String ENDED = "this subscription is closed";

  private final Journal journal = new Journal();
  private final Broadcast<Integer> broadcast = new Broadcast<>(2);

  private Task<?> receiver(String name, Broadcast.Subscription<?> subscription) {
    var task = journal.start(name, () -> journal.note(name + " got " + subscription.receive()));
    yieldNow();
    return task;
  }

  @Test
  void everySubscriberGetsEveryItemSinceItSubscribed() throws Exception {
    VirtualTime.run(
        () -> {
          broadcast.send(0);
          var first = broadcast.subscribe();
          broadcast.send(1);
          var second = broadcast.subscribe();
          broadcast.send(2);
          assertEquals(List.of(1, 2), List.of(first.receive(), first.receive()));
          assertEquals(2, second.receive());
        });
  }

  @Test
  void whoWaitsIsWokenByTheNextItem() throws Exception {
    VirtualTime.run(
        () -> {
          receiver("a", broadcast.subscribe());
          receiver("b", broadcast.subscribe());
          broadcast.send(1);
          assertEquals(List.of("a got 1", "a", "b got 1", "b"), journal.read());
        });
  }

  @Test
  void whoIsTooSlowLosesTheOldestAndIsToldHowMany() throws Exception {
    VirtualTime.run(
        () -> {
          var slow = broadcast.subscribe();
          List.of(1, 2, 3, 4, 5).forEach(broadcast::send);
          var lag = assertThrows(LaggedException.class, slow::receive);
          assertEquals(3, lag.missed());
          assertEquals("the subscriber was too slow and missed 3 items", lag.getMessage());
          assertEquals(4, slow.receive());
          broadcast.send(6);
          broadcast.send(7);
          lag = assertThrows(LaggedException.class, slow::receive);
          assertEquals(1, lag.missed());
          assertEquals(List.of(6, 7), List.of(slow.receive(), slow.receive()));
        });
  }

  @Test
  void aReportOfLagDoesNotUseUpTheWakeUp() throws Exception {
    VirtualTime.run(
        () -> {
          var shared = broadcast.subscribe();
          receiver("a", shared);
          receiver("b", shared);
          List.of(1, 2, 3).forEach(broadcast::send);
          assertEquals(
              List.of("a: the subscriber was too slow and missed 1 items", "b got 2", "b"),
              journal.read());
          assertEquals(3, shared.receive());
        });
  }

  @Test
  void thoseWhoShareASubscriptionAreServedInOrder() throws Exception {
    VirtualTime.run(
        () -> {
          var shared = broadcast.subscribe();
          receiver("a", shared);
          receiver("b", shared);
          broadcast.send(1);
          broadcast.send(2);
          assertEquals(List.of("a got 1", "a", "b got 2", "b"), journal.read());
        });
  }

  @Test
  void aReceiverCancelledBeforeTheItemReceivesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var shared = broadcast.subscribe();
          var first = receiver("a", shared);
          receiver("b", shared);
          first.cancel();
          broadcast.send(1);
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
        });
  }

  @Test
  void aReceiverCancelledAfterTheItemPassesItOn() throws Exception {
    VirtualTime.run(
        () -> {
          var shared = broadcast.subscribe();
          var first = receiver("a", shared);
          receiver("b", shared);
          broadcast.send(1);
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
        });
  }

  @Test
  void theItemOfACancelledReceiverStaysIfNobodyWaits() throws Exception {
    VirtualTime.run(
        () -> {
          var subscription = broadcast.subscribe();
          var only = receiver("a", subscription);
          broadcast.send(1);
          only.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(1, subscription.receive());
        });
  }

  @Test
  void aLimitThatIsOverLosesNoItem() throws Exception {
    VirtualTime.run(
        () -> {
          var second = Duration.ofSeconds(1);
          var subscription = broadcast.subscribe();
          runningLoop().callLater(second, () -> broadcast.send(1));
          assertFalse(moveOnAfter(second, subscription::receive));
          assertEquals(1, subscription.receive());
        });
  }

  @Test
  void closedItGivesOutWhatIsLeft() throws Exception {
    VirtualTime.run(
        () -> {
          var subscription = broadcast.subscribe();
          receiver("a", broadcast.subscribe());
          List.of(1, 2, 3).forEach(broadcast::send);
          broadcast.close();
          broadcast.close();
          assertThrows(LaggedException.class, subscription::receive);
          assertEquals(List.of(2, 3), List.of(subscription.receive(), subscription.receive()));
          var error = assertThrows(ChannelClosedException.class, subscription::receive);
          assertEquals(CLOSED, error.getMessage());
          for (Action use : List.<Action>of(() -> broadcast.send(4), broadcast::subscribe)) {
            error = assertThrows(ChannelClosedException.class, use::run);
            assertEquals("the broadcast is closed", error.getMessage());
          }
        });
  }

  @Test
  void whoWaitsIsToldOfTheEnd() throws Exception {
    VirtualTime.run(
        () -> {
          receiver("a", broadcast.subscribe());
          var late = receiver("b", broadcast.subscribe());
          broadcast.close();
          late.cancel();
          assertEquals(List.of("a: " + CLOSED, "b cancelled"), journal.read());
        });
  }

  @Test
  void aClosedSubscriptionEndsForItsReceiversOnly() throws Exception {
    VirtualTime.run(
        () -> {
          var ended = broadcast.subscribe();
          var other = broadcast.subscribe();
          receiver("a", ended);
          receiver("b", ended);
          broadcast.send(1);
          ended.close();
          ended.close();
          assertEquals(List.of("a: " + ENDED, "b: " + ENDED), journal.read());
          broadcast.send(2);
          assertEquals("Subscription[0 items, 0 missed]", ended.toString());
          assertEquals(
              ENDED, assertThrows(ChannelClosedException.class, ended::receive).getMessage());
          assertEquals(List.of(1, 2), List.of(other.receive(), other.receive()));
        });
  }

  @Test
  void aCapacityOfLessThanOneIsRefused() {
    var error = assertThrows(IllegalArgumentException.class, () -> new Broadcast<>(0));
    assertEquals("capacity must be at least 1, but is 0", error.getMessage());
  }

  @Test
  void theTextTellsTheState() throws Exception {
    VirtualTime.run(
        () -> {
          var subscription = broadcast.subscribe();
          assertEquals("Broadcast[1 subscribers]", broadcast.toString());
          List.of(1, 2, 3).forEach(broadcast::send);
          assertEquals("Subscription[2 items, 1 missed]", subscription.toString());
          broadcast.close();
          assertEquals("Broadcast[1 subscribers, closed]", broadcast.toString());
        });
  }
}
