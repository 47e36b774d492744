package dev.rondo;

import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class ChannelEndTest {
  private static final String NO_SENDERS = "all senders of the channel are closed, and it is empty";
  private static final String NO_RECEIVERS = "all receivers of the channel are closed";

  private final Journal journal = new Journal();
  private final Channel<String> channel = Channel.bounded(1);

  private Task<?> start(String name, Action body) {
    var task = journal.start(name, body);
    yieldNow();
    return task;
  }

  private static void assertClosed(String message, Executable use) {
    assertEquals(message, assertThrows(ChannelClosedException.class, use).getMessage());
  }

  @Test
  void withoutSendersReceiversGetWhatIsLeft() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          try (var sender = channel.sender()) {
            sender.send("1");
          }
          assertEquals("1", receiver.receive());
          assertClosed(NO_SENDERS, receiver::receive);
          assertClosed(NO_SENDERS, receiver::tryReceive);
          assertClosed("all senders of the channel are closed", channel::sender);
        });
  }

  @Test
  void aChannelThatNeverHadASenderIsOpen() throws Exception {
    VirtualTime.run(
        () -> {
          start("a", channel.receiver()::receive);
          assertEquals(List.of(), journal.read());
          channel.sender().close();
          assertEquals(List.of("a: " + NO_SENDERS), journal.read());
        });
  }

  @Test
  void whoWaitsToReceiveIsToldThatTheLastSenderIsGone() throws Exception {
    VirtualTime.run(
        () -> {
          var senders = List.of(channel.sender(), channel.sender());
          var receiver = channel.receiver();
          start("a", receiver::receive);
          start("b", receiver::receive);
          senders.getFirst().close();
          senders.getFirst().close(); // closing twice is closing once
          assertEquals(List.of(), journal.read());
          senders.getLast().close();
          assertEquals(List.of("a: " + NO_SENDERS, "b: " + NO_SENDERS), journal.read());
        });
  }

  @Test
  void withoutReceiversSendersAreRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = channel.sender();
          channel.receiver().close();
          assertClosed(NO_RECEIVERS, () -> sender.send("1"));
          assertClosed(NO_RECEIVERS, () -> sender.trySend("1"));
          assertClosed(NO_RECEIVERS, channel::receiver);
        });
  }

  @Test
  void whoWaitsToSendIsToldThatTheLastReceiverIsGone() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = channel.sender();
          var receivers = List.of(channel.receiver(), channel.receiver());
          sender.send("1");
          start("a", () -> sender.send("2"));
          start("b", () -> sender.send("3"));
          receivers.getFirst().close();
          receivers.getFirst().close();
          assertEquals(List.of(), journal.read());
          receivers.getLast().close();
          assertEquals(List.of("a: " + NO_RECEIVERS, "b: " + NO_RECEIVERS), journal.read());
          assertEquals(new Channel.Statistics(0, 1, 0, 0, 0), channel.statistics());
        });
  }

  @Test
  void whoWaitsToReceiveIsToldThatTheLastReceiverIsGone() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          var sender = channel.sender();
          start("a", receiver::receive);
          start("b", receiver::receive);
          sender.send("dropped");
          receiver.close();
          assertEquals(List.of("a: " + NO_RECEIVERS, "b: " + NO_RECEIVERS), journal.read());
        });
  }

  @Test
  void aClosedEndRefusesToBeUsed() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = channel.sender();
          var receiver = channel.receiver();
          channel.sender();
          channel.receiver();
          sender.close();
          receiver.close();
          assertClosed("this sender is closed", () -> sender.send("1"));
          assertClosed("this sender is closed", () -> sender.trySend("1"));
          assertClosed("this receiver is closed", receiver::receive);
          assertClosed("this receiver is closed", receiver::tryReceive);
          assertClosed(
              "this sender is closed", () -> Async.select(Select.send(sender, "1", item -> item)));
          assertClosed(
              "this receiver is closed",
              () -> Async.select(Select.receive(receiver, item -> item)));
        });
  }

  @Test
  void whoWaitsAtAnEndThatIsClosedGoesOnWaitingWhileThereAreOthers() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = channel.sender();
          var other = channel.receiver();
          var receiver = channel.receiver();
          start("a", () -> journal.note(receiver.receive()));
          receiver.close();
          assertEquals(List.of(), journal.read());
          sender.send("1");
          assertEquals(List.of("1", "a"), journal.read());
          sender.send("2");
          start("b", () -> sender.send("3"));
          sender.close();
          assertEquals(List.of(), journal.read());
          assertEquals(List.of("2", "3"), List.of(other.receive(), other.receive()));
          assertEquals(List.of("b"), journal.read());
          assertClosed(NO_SENDERS, other::receive);
        });
  }

  @Test
  void theLastItemOfACancelledReceiverIsForAnotherThoughTheSendersAreGone() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          var first = start("a", receiver::receive);
          start("b", () -> journal.note("b got " + receiver.receive()));
          start("c", receiver::receive);
          try (var sender = channel.sender()) {
            sender.send("1");
          }
          first.cancel();
          assertEquals(List.of("a cancelled", "b got 1", "b", "c: " + NO_SENDERS), journal.read());
        });
  }

  @Test
  void aNewcomerWaitsWhileTheLastItemIsOnItsWay() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          var first = start("a", receiver::receive);
          try (var sender = channel.sender()) {
            sender.send("1");
          }
          assertEquals(Optional.empty(), receiver.tryReceive());
          start("b", () -> journal.note("b got " + receiver.receive()));
          assertEquals(List.of("a", "b: " + NO_SENDERS), journal.read());
          assertEquals(true, first.done());
        });
  }

  @Test
  void anItemThatIsNotSentAfterAllIsTheEndForThoseWhoWait() throws Exception {
    VirtualTime.run(
        () -> {
          var rendezvous = Channel.<String>rendezvous();
          var receiver = rendezvous.receiver();
          var sender = rendezvous.sender();
          start("a", receiver::receive);
          start("b", receiver::receive);
          var sending = journal.start("sending", () -> sender.send("1"));
          yieldNow();
          sender.close();
          sending.cancel();
          assertEquals(
              List.of("a: " + NO_SENDERS, "sending cancelled", "b: " + NO_SENDERS), journal.read());
        });
  }

  @Test
  void cancelledAndClosedItIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = channel.sender();
          var receiver = channel.receiver();
          var first = start("a", receiver::receive);
          sender.close();
          first.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          var full = Channel.<String>rendezvous();
          var last = full.receiver();
          var second = start("b", () -> full.sender().send("1"));
          last.close();
          second.cancel();
          assertEquals(List.of("b cancelled"), journal.read());
        });
  }

  @Test
  void aLoopEndsWithTheSenders() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          start(
              "sending",
              () -> {
                try (var sender = channel.sender()) {
                  for (var item : List.of("1", "2", "3")) {
                    sender.send(item);
                  }
                }
              });
          var received = new ArrayList<String>();
          for (var item : receiver) {
            received.add(item);
          }
          assertEquals(List.of("1", "2", "3"), received);
        });
  }

  @Test
  void anIteratorAsksOnceForEachItem() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          var iterator = receiver.iterator();
          try (var sender = channel.sender()) {
            sender.send("1");
            assertEquals(true, iterator.hasNext());
            assertEquals(true, iterator.hasNext());
            assertEquals("1", iterator.next());
            sender.send("2");
            assertEquals("2", iterator.next());
          }
          assertEquals(false, iterator.hasNext());
          var error = assertThrows(NoSuchElementException.class, iterator::next);
          assertEquals("all senders of the channel are closed", error.getMessage());
        });
  }

  @Test
  void theTextTellsWhoIsGone() throws Exception {
    VirtualTime.run(
        () -> {
          channel.sender().close();
          assertEquals(
              "Channel[0 of 1 items, 0 sending, 0 receiving, no senders]", channel.toString());
          channel.receiver().close();
          assertEquals(
              "Channel[0 of 1 items, 0 sending, 0 receiving, no senders, no receivers]",
              channel.toString());
        });
  }
}
