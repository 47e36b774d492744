package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Channels with a buffer; those without are in `RendezvousTest`, the end of a channel in
/// `ChannelEndTest`.
@Timeout(60)
class ChannelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();

  private Task<?> sender(String name, Channel<String> channel) {
    var task = journal.start(name, () -> channel.sender().send(name));
    yieldNow();
    return task;
  }

  private Task<?> receiver(String name, Channel<?> channel) {
    var end = channel.receiver();
    var task = journal.start(name, () -> journal.note(name + " got " + end.receive()));
    yieldNow();
    return task;
  }

  @Test
  void firstInFirstOut() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<Integer>bounded(3);
          var sender = channel.sender();
          var receiver = channel.receiver();
          sender.send(1);
          assertTrue(sender.trySend(2));
          sender.send(3);
          assertFalse(sender.trySend(4));
          assertEquals(Optional.of(1), receiver.tryReceive());
          assertEquals(2, receiver.receive());
          assertEquals(3, receiver.receive());
          assertEquals(Optional.empty(), receiver.tryReceive());
        });
  }

  @Test
  void aFullOneLetsSendersWaitAndServesThemInOrder() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var receiver = channel.receiver();
          List.of("a", "b", "c").forEach(name -> sender(name, channel));
          assertEquals(List.of("a"), journal.read());
          assertEquals("a", receiver.receive());
          assertEquals(List.of("b"), journal.read());
          assertEquals("b", receiver.receive());
          assertEquals("c", receiver.receive()); // before its sender has resumed
          assertEquals(List.of("c"), journal.read());
        });
  }

  @Test
  void receiversAreServedInTheOrderInWhichTheyCame() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(2);
          var sender = channel.sender();
          receiver("a", channel);
          receiver("b", channel);
          sender.send("1");
          sender.send("2");
          assertEquals(List.of("a got 1", "a", "b got 2", "b"), journal.read());
        });
  }

  @Test
  void aNewcomerDoesNotOvertakeAReceiverThatWasWoken() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(2);
          var sender = channel.sender();
          var newcomer = channel.receiver();
          receiver("a", channel);
          sender.send("1");
          sender.send("2");
          assertEquals(Optional.empty(), newcomer.tryReceive());
          assertEquals("2", newcomer.receive());
          assertEquals(List.of("a got 1", "a"), journal.read());
        });
  }

  @Test
  void aNewcomerDoesNotOvertakeASenderThatWaits() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var newcomer = channel.sender();
          var receiver = channel.receiver();
          sender("a", channel);
          sender("b", channel);
          assertEquals("a", receiver.receive());
          assertFalse(newcomer.trySend("newcomer"));
          assertEquals("b", receiver.receive());
          assertTrue(newcomer.trySend("newcomer"));
        });
  }

  @Test
  void aReceiverCancelledBeforeTheItemReceivesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var first = receiver("a", channel);
          receiver("b", channel);
          first.cancel();
          channel.sender().send("1");
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
        });
  }

  @Test
  void aReceiverCancelledAfterTheItemPassesItOn() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var first = receiver("a", channel);
          receiver("b", channel);
          receiver("c", channel);
          var sender = channel.sender();
          sender.send("1");
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
          sender.send("2");
          assertEquals(List.of("c got 2", "c"), journal.read());
        });
  }

  @Test
  void aNewcomerBehindACancelledReceiverGetsTheItem() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var first = receiver("a", channel);
          channel.sender().send("1");
          first.cancel();
          assertEquals("1", channel.receiver().receive());
          assertEquals(List.of("a cancelled"), journal.read());
        });
  }

  @Test
  void theItemStaysIfAllReceiversAreCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var tasks = List.of(receiver("a", channel), receiver("b", channel));
          channel.sender().send("1");
          tasks.forEach(Deferred::cancel);
          assertEquals(List.of("a cancelled", "b cancelled"), journal.read());
          assertEquals(new Channel.Statistics(1, 1, 0, 0, 0), channel.statistics());
          assertEquals(Optional.of("1"), channel.receiver().tryReceive());
        });
  }

  @Test
  void aSenderCancelledBeforeThereWasRoomHasSentNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          sender("first", channel);
          var second = sender("a", channel);
          sender("b", channel);
          second.cancel();
          assertEquals("first", channel.receiver().receive());
          assertEquals(List.of("first", "a cancelled", "b"), journal.read());
          assertEquals("b", channel.receiver().receive());
          assertEquals(new Channel.Statistics(0, 1, 0, 0, 0), channel.statistics());
        });
  }

  @Test
  void aSenderCancelledAfterThereWasRoomHasSentAndIsCancelledAtItsNextWait() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          sender("first", channel);
          var second =
              journal.start(
                  "a",
                  () -> {
                    channel.sender().send("item");
                    journal.note("sent");
                    yieldNow();
                  });
          yieldNow();
          assertEquals("first", channel.receiver().receive());
          second.cancel();
          second.cancel();
          assertEquals(List.of("first", "sent", "a cancelled"), journal.read());
          assertEquals("item", channel.receiver().receive());
        });
  }

  @Test
  void aLimitThatIsOverLosesNoItem() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var sender = channel.sender();
          var receiver = channel.receiver();
          runningLoop().callLater(SECOND, () -> sender.trySend("in the last moment"));
          assertFalse(moveOnAfter(SECOND, receiver::receive));
          assertEquals("in the last moment", receiver.receive());
        });
  }

  @Test
  void aLimitThatIsOverBeforeThereIsRoomMeansNotSent() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var sender = channel.sender();
          var receiver = channel.receiver();
          sender.send("first");
          assertFalse(moveOnAfter(SECOND, () -> sender.send("late")));
          assertEquals("first", receiver.receive());
          assertEquals(Optional.empty(), receiver.tryReceive());
        });
  }

  @Test
  void aLimitThatIsOverAfterThereWasRoomMeansSentInTime() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          var sender = channel.sender();
          var receiver = channel.receiver();
          sender.send("first");
          runningLoop().callLater(SECOND, receiver::tryReceive);
          assertTrue(moveOnAfter(SECOND, () -> sender.send("just in time")));
          yieldNow(); // nothing is left of the limit
          assertEquals("just in time", receiver.receive());
        });
  }

  @Test
  void theLatestKeepsTheNewestItem() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<Integer>latest();
          var sender = channel.sender();
          List.of(1, 2, 3).forEach(sender::send);
          assertTrue(sender.trySend(4));
          assertEquals(new Channel.Statistics(1, 1, 0, 0, 3), channel.statistics());
          assertEquals(4, channel.receiver().receive());
        });
  }

  @Test
  void whoWaitsForTheLatestGetsTheNewestThereIsWhenItResumes() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<Integer>latest();
          var sender = channel.sender();
          receiver("a", channel);
          sender.send(1);
          sender.send(2);
          assertEquals(List.of("a got 2", "a"), journal.read());
          assertEquals(1, channel.statistics().dropped());
        });
  }

  @Test
  void nothingIsDroppedWhileReceiversWait() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<Integer>latest();
          var sender = channel.sender();
          receiver("a", channel);
          var second = receiver("b", channel);
          sender.send(1);
          sender.send(2);
          assertEquals(0, channel.statistics().dropped());
          second.cancel();
          assertEquals(List.of("a got 1", "a", "b cancelled"), journal.read());
          assertEquals(2, channel.receiver().receive());
        });
  }

  @Test
  void whatCancelledReceiversLeaveIsNoMoreThanTheCapacity() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<Integer>latest();
          var sender = channel.sender();
          var tasks = List.of(receiver("a", channel), receiver("b", channel));
          sender.send(1);
          sender.send(2);
          tasks.forEach(Deferred::cancel);
          journal.read();
          assertEquals(new Channel.Statistics(1, 1, 0, 0, 1), channel.statistics());
          assertEquals(2, channel.receiver().receive());
        });
  }

  @Test
  void theOldestAreDroppedWhereThatWasAskedFor() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<Integer>droppingOldest(2);
          var sender = channel.sender();
          List.of(1, 2, 3, 4).forEach(sender::send);
          var receiver = channel.receiver();
          assertEquals(List.of(3, 4), List.of(receiver.receive(), receiver.receive()));
          assertEquals(2, channel.statistics().dropped());
        });
  }

  @Test
  void aCapacityOfLessThanOneIsRefused() {
    for (var make :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> Channel.bounded(0), () -> Channel.droppingOldest(0))) {
      var error = assertThrows(IllegalArgumentException.class, make);
      assertEquals("capacity must be at least 1, but is 0", error.getMessage());
    }
  }

  @Test
  void statisticsAndTextTellTheState() throws Exception {
    VirtualTime.run(
        () -> {
          var channel = Channel.<String>bounded(1);
          sender("a", channel);
          var waiting = sender("b", channel);
          assertEquals(new Channel.Statistics(1, 1, 1, 0, 0), channel.statistics());
          assertEquals("Channel[1 of 1 items, 1 sending, 0 receiving]", channel.toString());
          waiting.cancel();
          journal.read();
          assertEquals(new Channel.Statistics(1, 1, 0, 0, 0), channel.statistics());
          var receiver = channel.receiver();
          receiver.receive();
          receiver("c", channel);
          assertEquals(new Channel.Statistics(0, 1, 0, 1, 0), channel.statistics());
          channel.sender().send("1"); // who was woken is in line until it resumes
          assertEquals(new Channel.Statistics(1, 1, 0, 1, 0), channel.statistics());
          journal.read();
          assertEquals(new Channel.Statistics(0, 1, 0, 0, 0), channel.statistics());
        });
  }
}
