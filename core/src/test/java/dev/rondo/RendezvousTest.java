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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Channels without a buffer: a sender goes on when its item was received, and not before.
@Timeout(60)
class RendezvousTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();
  private final Channel<String> channel = Channel.rendezvous();
  private Sender<String> sender = channel.sender();
  private Receiver<String> receiver = channel.receiver();

  @BeforeEach
  void start() {
    sender = channel.sender();
    receiver = channel.receiver();
  }

  private Task<?> sending(String item) {
    var task =
        journal.start(
            item,
            () -> {
              sender.send(item);
              journal.note(item + " was sent");
              yieldNow(); // here a cancellation is due that came too late
            });
    yieldNow();
    return task;
  }

  private Task<?> receiving(String name) {
    var task = journal.start(name, () -> journal.note(name + " got " + receiver.receive()));
    yieldNow();
    return task;
  }

  @Test
  void aSenderWaitsForAReceiver() throws Exception {
    VirtualTime.run(
        () -> {
          sending("1");
          sending("2");
          assertEquals(List.of(), journal.read());
          assertEquals("1", receiver.receive());
          assertEquals(List.of("1 was sent", "1"), journal.read());
          assertEquals("2", receiver.receive());
          assertEquals(List.of("2 was sent", "2"), journal.read());
        });
  }

  @Test
  void aSenderGoesOnAfterTheReceiverThatWaitedForIt() throws Exception {
    VirtualTime.run(
        () -> {
          receiving("a");
          sending("1");
          assertEquals(List.of("a got 1", "a", "1 was sent", "1"), journal.read());
        });
  }

  @Test
  void theReceiverIsCancelledInThePassOfTheHandOverAndTheSenderGoesOnWaiting() throws Exception {
    VirtualTime.run(
        () -> {
          var first = receiving("a");
          sending("1");
          first.cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(new Channel.Statistics(0, 0, 1, 0, 0), channel.statistics());
          assertEquals("1", receiver.receive());
          assertEquals(List.of("1 was sent", "1"), journal.read());
        });
  }

  @Test
  void theReceiverIsCancelledInThePassOfTheHandOverAndTheNextOneGetsTheItem() throws Exception {
    VirtualTime.run(
        () -> {
          var first = receiving("a");
          receiving("b");
          sending("1");
          first.cancel();
          assertEquals(List.of("a cancelled", "b got 1", "b", "1 was sent", "1"), journal.read());
        });
  }

  @Test
  void theSenderIsCancelledInThePassOfTheHandOverAndTheReceiverGoesOnWaiting() throws Exception {
    VirtualTime.run(
        () -> {
          receiving("a");
          var first = sending("1");
          first.cancel();
          assertEquals(List.of("1 cancelled"), journal.read());
          assertEquals(new Channel.Statistics(0, 0, 0, 1, 0), channel.statistics());
          sending("2");
          assertEquals(List.of("a got 2", "a", "2 was sent", "2"), journal.read());
        });
  }

  @Test
  void bothAreCancelledInThePassOfTheHandOver() throws Exception {
    VirtualTime.run(
        () -> {
          var first = receiving("a");
          var second = sending("1");
          second.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "1 cancelled"), journal.read());
          assertEquals(new Channel.Statistics(0, 0, 0, 0, 0), channel.statistics());
        });
  }

  @Test
  void aReceiverThatWasWokenInVainKeepsItsPlace() throws Exception {
    VirtualTime.run(
        () -> {
          receiving("a");
          receiving("b");
          receiving("c");
          var senders = List.of(sendingAtOnce("1"), sendingAtOnce("2"));
          yieldNow();
          senders.forEach(Deferred::cancel);
          assertEquals(List.of("1 cancelled", "2 cancelled"), journal.read());
          List.of("3", "4", "5").forEach(this::sendingAtOnce);
          assertEquals(
              List.of("a got 3", "b got 4", "c got 5"),
              journal.read().stream().filter(note -> note.contains("got")).toList());
        });
  }

  private Task<?> sendingAtOnce(String item) {
    return journal.start(item, () -> sender.send(item));
  }

  @Test
  void aSenderCancelledAfterItsItemWasReceivedHasSentIt() throws Exception {
    VirtualTime.run(
        () -> {
          var task = sending("1");
          assertEquals("1", receiver.receive());
          task.cancel("too late");
          assertEquals(List.of("1 was sent", "1 cancelled"), journal.read());
          var error = assertThrows(CancelledError.class, task::result);
          assertEquals("too late", error.reason().orElseThrow());
        });
  }

  @Test
  void aTaskThatEndsWithASendThatCouldNotBeCancelledEndsAsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var task = Async.createTask(() -> sender.send("1"));
          yieldNow();
          assertEquals("1", receiver.receive());
          task.cancel();
          yieldNow();
          assertTrue(task.cancelled());
          assertEquals(Optional.empty(), receiver.tryReceive());
        });
  }

  @Test
  void aLimitThatIsOverAfterTheItemWasReceivedMeansSentInTime() throws Exception {
    VirtualTime.run(
        () -> {
          runningLoop().callLater(SECOND, () -> journal.note(receiver.tryReceive()));
          assertTrue(moveOnAfter(SECOND, () -> sender.send("1")));
          assertEquals(List.of("Optional[1]"), journal.read());
        });
  }

  @Test
  void aLimitThatIsOverBeforeTheItemWasReceivedMeansNotSent() throws Exception {
    VirtualTime.run(
        () -> {
          assertFalse(moveOnAfter(SECOND, () -> sender.send("1")));
          assertEquals(Optional.empty(), receiver.tryReceive());
        });
  }

  @Test
  void aLimitInsideOfACancellationLosesNeither() throws Exception {
    VirtualTime.run(
        () -> {
          var task =
              journal.start(
                  "1",
                  () -> {
                    journal.note(moveOnAfter(SECOND, () -> sender.send("1")));
                    yieldNow();
                  });
          runningLoop()
              .callLater(
                  SECOND,
                  () -> {
                    receiver.tryReceive();
                    task.cancel("from outside");
                  });
          Async.sleep(SECOND);
          assertEquals(List.of("true", "1 cancelled"), journal.read());
        });
  }

  @Test
  void trySendNeedsAReceiverThatWaits() throws Exception {
    VirtualTime.run(
        () -> {
          assertFalse(sender.trySend("0"));
          receiving("a");
          assertTrue(sender.trySend("1"));
          assertFalse(sender.trySend("2"));
          assertEquals(List.of("a got 1", "a"), journal.read());
        });
  }

  @Test
  void whatTrySendHandedToACancelledReceiverIsForTheNext() throws Exception {
    VirtualTime.run(
        () -> {
          var first = receiving("a");
          assertTrue(sender.trySend("1"));
          first.cancel();
          sending("2");
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(new Channel.Statistics(1, 0, 1, 0, 0), channel.statistics());
          assertEquals(List.of("1", "2"), List.of(receiver.receive(), receiver.receive()));
        });
  }

  @Test
  void tryReceiveTakesTheItemOfASenderThatWaits() throws Exception {
    VirtualTime.run(
        () -> {
          assertEquals(Optional.empty(), receiver.tryReceive());
          sending("1");
          assertEquals(Optional.of("1"), receiver.tryReceive());
          assertEquals(Optional.empty(), receiver.tryReceive());
          assertEquals(List.of("1 was sent", "1"), journal.read());
        });
  }

  @Test
  void tryReceiveDoesNotTakeTheItemOfACancelledSender() throws Exception {
    VirtualTime.run(
        () -> {
          var task = sending("1");
          task.cancel();
          assertEquals(Optional.empty(), receiver.tryReceive());
          assertEquals(List.of("1 cancelled"), journal.read());
        });
  }
}
