package dev.rondo;

import static dev.rondo.Async.moveOnAfter;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Selects that are cancelled, and selects that race for the same thing.
@Timeout(60)
class SelectRaceTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Journal journal = new Journal();
  private final Lock lock = new Lock();
  private final Channel<String> channel = Channel.bounded(1);
  private final Channel<String> rendezvous = Channel.rendezvous();

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private Task<?> selecting(String name, Select.Clause<String>... clauses) {
    var task = journal.start(name, () -> journal.note(name + " " + Async.<String>select(clauses)));
    yieldNow();
    return task;
  }

  private static Select.Clause<String> receive(Receiver<String> receiver) {
    return Select.receive(receiver, item -> "received " + item);
  }

  private static Select.Clause<String> send(Sender<String> sender, String item) {
    return Select.send(sender, item, sent -> "sent " + sent);
  }

  private Select.Clause<String> acquire() {
    return Select.acquire(lock, _ -> "locked");
  }

  @Test
  void cancelledWhileItWaitsItLeavesAllLines() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          Promise<String> promise = Async.runningLoop().createPromise();
          selecting(
                  "a",
                  receive(channel.receiver()),
                  send(rendezvous.sender(), "1"),
                  acquire(),
                  Select.done(promise, Deferred::result),
                  Select.after(SECOND, _ -> "late"))
              .cancel();
          assertEquals(List.of("a cancelled"), journal.read());
          assertEquals(0, channel.statistics().receiving());
          assertEquals(0, rendezvous.statistics().sending());
          assertEquals(0, lock.statistics().waiting());
          assertEquals(0, promise.removeDoneCallback(_ -> {}));
          assertEquals(null, Async.runningLoop().timers.first());
        });
  }

  @Test
  void cancelledAfterAnItemCameItPassesTheItemOn() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          var first = selecting("a", receive(receiver), acquireNever());
          journal.start("b", () -> journal.note("b got " + receiver.receive()));
          yieldNow();
          channel.sender().send("1");
          first.cancel();
          first.cancel();
          assertEquals(List.of("a cancelled", "b got 1", "b"), journal.read());
        });
  }

  private static Select.Clause<String> acquireNever() {
    var taken = new Lock();
    taken.acquire();
    return Select.acquire(taken, _ -> "impossible");
  }

  @Test
  void cancelledAfterALockBecameFreeItPassesTheLockOn() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var first = selecting("a", acquire(), receive(channel.receiver()));
          journal.start("b", lock::acquire);
          yieldNow();
          lock.release();
          first.cancel();
          assertEquals(List.of("a cancelled", "b"), journal.read());
        });
  }

  @Test
  void cancelledAfterItsItemWasTakenItHasSent() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = rendezvous.sender();
          var task =
              journal.start(
                  "a",
                  () -> {
                    journal.note(Async.<String>select(send(sender, "1"), acquireNever()));
                    yieldNow();
                  });
          yieldNow();
          assertEquals(Optional.of("1"), rendezvous.receiver().tryReceive());
          task.cancel();
          assertEquals(List.of("sent 1", "a cancelled"), journal.read());
        });
  }

  @Test
  void cancelledAfterTheDelayItIsCancelled() throws Exception {
    VirtualTime.run(
        () -> {
          var task = selecting("a", Select.after(SECOND, _ -> "late"));
          Async.runningLoop().callLater(SECOND, () -> task.cancel());
          Async.sleep(SECOND);
          assertEquals(List.of("a cancelled"), journal.read());
        });
  }

  @Test
  void aLimitThatIsOverLosesNothing() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          var sender = channel.sender();
          Async.runningLoop().callLater(SECOND, () -> sender.trySend("1"));
          assertFalse(
              moveOnAfter(SECOND, () -> Async.<String>select(receive(receiver), acquireNever())));
          assertEquals("1", receiver.receive());
        });
  }

  @Test
  void ofTwoThatRaceForAnItemTheOneThatCameFirstGetsIt() throws Exception {
    VirtualTime.run(
        () -> {
          var receiver = channel.receiver();
          selecting("a", receive(receiver), acquireNever());
          selecting("b", acquireNever(), receive(receiver));
          channel.sender().send("1");
          assertEquals(List.of("a received 1", "a"), journal.read());
          channel.sender().send("2");
          assertEquals(List.of("b received 2", "b"), journal.read());
        });
  }

  @Test
  void ofTwoThatRaceForALockTheOneThatCameFirstGetsIt() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          selecting("a", acquire(), receive(channel.receiver()));
          selecting("b", acquire(), receive(channel.receiver()));
          lock.release();
          assertEquals(List.of("a locked", "a", "b locked", "b"), journal.read());
        });
  }

  @Test
  void ofTwoThatRaceForAPlaceTheOneThatCameFirstGetsIt() throws Exception {
    VirtualTime.run(
        () -> {
          channel.sender().send("fills it");
          selecting("a", send(channel.sender(), "1"), acquireNever());
          journal.start("b", () -> channel.sender().send("2"));
          yieldNow();
          selecting("c", send(channel.sender(), "3"), acquireNever());
          var receiver = channel.receiver();
          receiver.receive();
          assertEquals(List.of("a sent 1", "a"), journal.read());
          assertEquals("1", receiver.receive());
          assertEquals(List.of("b"), journal.read());
          assertEquals("2", receiver.receive());
          assertEquals(List.of("c sent 3", "c"), journal.read());
        });
  }

  @Test
  void aSelectThatDoesSomethingElsePassesItsItemOn() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var receiver = channel.receiver();
          selecting("a", acquire(), receive(receiver));
          journal.start("b", () -> journal.note("b got " + receiver.receive()));
          yieldNow();
          channel.sender().send("1");
          lock.release(); // in time: the lock is named first
          assertEquals(List.of("a locked", "a", "b got 1", "b"), journal.read());
        });
  }

  @Test
  void aSelectThatDoesSomethingElsePassesTheLockOn() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var receiver = channel.receiver();
          selecting("a", receive(receiver), acquire());
          journal.start("b", lock::acquire);
          yieldNow();
          lock.release();
          channel.sender().send("1");
          assertEquals(List.of("a received 1", "a", "b"), journal.read());
        });
  }

  @Test
  void aSelectThatDoesSomethingElseHasNotSent() throws Exception {
    VirtualTime.run(
        () -> {
          lock.acquire();
          var receiver = rendezvous.receiver();
          journal.start("b", () -> journal.note("b got " + receiver.receive()));
          selecting("a", acquire(), send(rendezvous.sender(), "1"));
          assertEquals(List.of("a sent 1", "a", "b got 1", "b"), sorted(journal.read()));
          selecting("c", acquire(), send(rendezvous.sender(), "2"));
          lock.release();
          assertEquals(Optional.empty(), receiver.tryReceive());
          assertEquals(List.of("c locked", "c"), journal.read());
        });
  }

  private static List<String> sorted(List<String> notes) {
    return notes.stream()
        .sorted(java.util.Comparator.comparingInt((String note) -> note.charAt(0)))
        .toList();
  }

  @Test
  void selectsThatSendAndReceiveOnTheSameChannelMeet() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = rendezvous.sender();
          var receiver = rendezvous.receiver();
          selecting("a", send(sender, "1"), receive(receiver));
          assertEquals(List.of(), journal.read()); // not with itself
          selecting("b", send(sender, "2"), receive(receiver));
          assertEquals(List.of("a sent 1", "a", "b received 1", "b"), sorted(journal.read()));
          selecting("c", receive(receiver), send(sender, "3"));
          assertTrue(Optional.of("3").equals(receiver.tryReceive()));
          assertEquals(List.of("c sent 3", "c"), journal.read());
          selecting("d", send(sender, "4"), receive(receiver));
          journal.start("e", () -> sender.send("5"));
          assertEquals(List.of("d received 5", "d", "e"), sorted(journal.read()));
        });
  }

  @Test
  void selectsThatSendToEachOtherMeet() throws Exception {
    VirtualTime.run(
        () -> {
          var other = Channel.<String>rendezvous();
          selecting("a", send(rendezvous.sender(), "1"), receive(other.receiver()));
          selecting("b", receive(rendezvous.receiver()), send(other.sender(), "2"));
          assertEquals(List.of("a sent 1", "a", "b received 1", "b"), sorted(journal.read()));
          assertEquals(0, other.statistics().sending());
          assertEquals(0, other.statistics().receiving());
        });
  }

  @Test
  void aSelectIsNotStarvedByOthersWhoSend() throws Exception {
    VirtualTime.run(
        () -> {
          var sender = channel.sender();
          var receiver = channel.receiver();
          for (var n = 0; n < 2; n++) {
            journal.start(
                "stream",
                () -> {
                  for (var item = 0; item < 50; item++) {
                    sender.send("of the stream");
                  }
                });
          }
          yieldNow();
          selecting("a", send(sender, "1"), acquireNever());
          var before = 0;
          while (!receiver.receive().equals("1")) {
            before++;
            yieldNow();
          }
          assertTrue(before <= 4, "overtaken by " + before);
          for (var left = 100 - before; left > 0; left--) {
            receiver.receive();
          }
        });
  }
}
