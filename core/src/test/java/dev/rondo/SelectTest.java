package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which clause of a select is done, and what becomes of the others. Cancellation and races are in
/// `SelectRaceTest`.
@Timeout(60)
class SelectTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<String> KINDS = List.of("receive", "send", "done", "after", "acquire");

  private final Journal journal = new Journal();

  /// One of each kind of clause, none of which can be done at first.
  private static final class Clauses {
    final Channel<String> incoming = Channel.bounded(1);
    final Channel<String> outgoing = Channel.bounded(1);
    final Sender<String> source = incoming.sender();
    final Receiver<String> receiver = incoming.receiver();
    final Sender<String> sender = outgoing.sender();
    final Receiver<String> sink = outgoing.receiver();
    final Promise<String> promise = runningLoop().createPromise();
    final Lock lock = new Lock();
    private Duration delay = Duration.ofDays(1);

    Clauses() {
      sender.send("fills it");
      lock.acquire();
    }

    void makePossible(String kind) {
      switch (kind) {
        case "receive" -> assertTrue(source.trySend("item"));
        case "send" -> assertEquals("fills it", sink.tryReceive().orElseThrow());
        case "done" -> promise.setResult("result");
        case "after" -> delay = Duration.ZERO;
        default -> lock.release();
      }
    }

    Select.Clause<String> clause(String kind) {
      return switch (kind) {
        case "receive" -> Select.receive(receiver, item -> "receive " + item);
        case "send" -> Select.send(sender, "sent", item -> "send " + item);
        case "done" -> Select.done(promise, done -> "done " + done.result());
        case "after" -> Select.after(delay, waited -> "after " + waited);
        default -> Select.acquire(lock, taken -> "acquire " + taken.locked());
      };
    }

    String expected(String kind) {
      return switch (kind) {
        case "receive" -> "receive item";
        case "send" -> "send sent";
        case "done" -> "done result";
        case "after" -> "after " + delay;
        default -> "acquire true";
      };
    }

    /// That a clause which could have been done was not.
    void assertUntouched(String kind) {
      switch (kind) {
        case "receive" -> assertEquals(Optional.of("item"), receiver.tryReceive());
        case "send" -> assertEquals(Optional.empty(), sink.tryReceive());
        case "acquire" -> assertEquals(new Lock.Statistics(false, 0), lock.statistics());
        default -> assertEquals(0, runningLoop().timers.size());
      }
    }

    /// That no select stands in any line.
    void assertNobodyWaits() {
      assertEquals(0, incoming.statistics().receiving());
      assertEquals(0, outgoing.statistics().sending());
      assertEquals(0, lock.statistics().waiting());
    }
  }

  private static String select(Clauses clauses, List<String> kinds) throws Exception {
    return SelectAttempt.run(kinds.stream().map(clauses::clause).toList());
  }

  private static List<List<String>> orders() {
    List<List<String>> orders = new ArrayList<>();
    for (var turn = 0; turn < KINDS.size(); turn++) {
      var order = new ArrayList<>(KINDS);
      Collections.rotate(order, -turn);
      orders.add(order);
      orders.add(order.reversed());
    }
    return orders;
  }

  @Test
  void whatCanBeDoneIsDoneWithoutWaiting() throws Exception {
    for (var kind : KINDS) {
      VirtualTime.run(
          () -> {
            var clauses = new Clauses();
            clauses.makePossible(kind);
            journal.start("other", () -> {});
            assertEquals(clauses.expected(kind), select(clauses, KINDS));
            assertEquals(List.of(), journal.taken());
            assertEquals(List.of("other"), journal.read());
            clauses.assertNobodyWaits();
          });
    }
  }

  @Test
  void ofSeveralThatCanBeDoneTheFirstIsAndTheOthersHaveNoEffect() throws Exception {
    for (var order : orders()) {
      VirtualTime.run(
          () -> {
            var clauses = new Clauses();
            KINDS.forEach(clauses::makePossible);
            assertEquals(clauses.expected(order.getFirst()), select(clauses, order));
            order.stream().skip(1).forEach(clauses::assertUntouched);
            clauses.assertNobodyWaits();
          });
    }
  }

  @Test
  void whatBecomesPossibleWhileItWaitsIsDone() throws Exception {
    for (var kind : List.of("receive", "send", "done", "acquire")) {
      VirtualTime.run(
          () -> {
            var clauses = new Clauses();
            journal.start("select", () -> journal.note(select(clauses, KINDS)));
            assertEquals(List.of(), journal.read());
            clauses.makePossible(kind);
            assertEquals(List.of(clauses.expected(kind), "select"), journal.read());
            clauses.assertNobodyWaits();
          });
    }
  }

  @Test
  void whatBecomesPossibleBeforeItResumesCountsIfItIsNamedEarlier() throws Exception {
    for (var order : orders()) {
      VirtualTime.run(
          () -> {
            var clauses = new Clauses();
            var kinds = order.stream().filter(kind -> !kind.equals("after")).toList();
            journal.start("select", () -> journal.note(select(clauses, kinds)));
            journal.read();
            for (var kind : kinds.reversed()) {
              // An item that was taken from it is sent, so that is what the select does.
              if (!kind.equals("send")) {
                clauses.makePossible(kind);
              }
            }
            var first = kinds.stream().filter(kind -> !kind.equals("send")).findFirst();
            assertEquals(List.of(clauses.expected(first.orElseThrow()), "select"), journal.read());
            kinds.stream()
                .filter(kind -> !kind.equals(first.orElseThrow()))
                .filter(kind -> kind.equals("receive") || kind.equals("acquire"))
                .forEach(clauses::assertUntouched);
            clauses.assertNobodyWaits();
          });
    }
  }

  @Test
  void anItemThatWasTakenFromItWinsWhateverIsNamedEarlier() throws Exception {
    VirtualTime.run(
        () -> {
          var clauses = new Clauses();
          var kinds = List.of("receive", "done", "acquire", "send");
          journal.start("select", () -> journal.note(select(clauses, kinds)));
          journal.read();
          clauses.makePossible("send");
          clauses.makePossible("receive");
          clauses.makePossible("done");
          clauses.makePossible("acquire");
          assertEquals(List.of("send sent", "select"), journal.read());
          clauses.assertUntouched("receive");
          clauses.assertUntouched("acquire");
          assertEquals(Optional.of("sent"), clauses.sink.tryReceive());
        });
  }

  @Test
  void aDelayEndsTheWaitInTime() throws Exception {
    VirtualTime.run(
        () -> {
          var clauses = new Clauses();
          clauses.delay = SECOND;
          assertEquals("after PT1S", select(clauses, KINDS));
          assertEquals(SECOND.toNanos(), runningLoop().time());
          clauses.assertNobodyWaits();
        });
  }

  @Test
  void whenADelayWasNotNeededItsTimerIsCalledOff() throws Exception {
    VirtualTime.run(
        () -> {
          var never = Duration.ofSeconds(Long.MAX_VALUE);
          var channel = Channel.<String>bounded(1);
          var receiver = channel.receiver();
          var sender = channel.sender();
          journal.start(
              "select",
              () ->
                  Async.<String>select(
                      Select.receive(receiver, item -> item),
                      Select.after(SECOND, _ -> "late"),
                      Select.after(never, _ -> "never")));
          yieldNow();
          sender.send("item");
          assertEquals(List.of("select"), journal.read());
          assertEquals(null, runningLoop().timers.first());
        });
  }

  @Test
  void aTaskOrPromiseThatIsDoneInWhicheverWayIsDone() throws Exception {
    VirtualTime.run(
        () -> {
          var failing =
              createTask(
                  () -> {
                    throw new IllegalCallerException("failed");
                  });
          var error =
              assertThrows(
                  IllegalCallerException.class,
                  () -> Async.select(Select.done(failing, done -> done.result())));
          assertEquals("failed", error.getMessage());
          Promise<String> promise = runningLoop().createPromise();
          createTask(() -> promise.cancel());
          assertEquals(true, Async.<Boolean>select(Select.done(promise, done -> done.cancelled())));
        });
  }

  @Test
  void theTaskOfALosingClauseIsLeftAlone() throws Exception {
    VirtualTime.run(
        () -> {
          var event = new Event();
          var task = createTask(event);
          assertEquals(
              "late",
              Async.<String>select(
                  Select.done(task, _ -> "done"), Select.after(SECOND, _ -> "late")));
          assertFalse(task.done());
          event.set();
          task.await();
        });
  }

  @Test
  void aLosingClauseLeavesNoCallbackBehind() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          for (var n = 1; n <= 3; n++) {
            journal.start(
                "a",
                () ->
                    Async.<String>select(
                        Select.done(promise, _ -> "done"), Select.after(SECOND, _ -> "late")));
          }
          Async.sleep(SECOND.multipliedBy(2));
          promise.setResult("result");
          assertTrue(runningLoop().isIdleOtherwise(), "something is called back");
        });
  }

  @Test
  void aLockIsHeldWhileTheBodyRunsAndReleasedHoweverItEnds() throws Exception {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          assertThrows(
              IllegalCallerException.class,
              () ->
                  Async.select(
                      Select.acquire(
                          lock,
                          taken -> {
                            assertTrue(taken.locked());
                            throw new IllegalCallerException();
                          })));
          assertFalse(lock.locked());
        });
  }

  @Test
  void anErrorOfABodyLeavesTheSelect() throws Exception {
    VirtualTime.run(
        () -> {
          var error =
              assertThrows(
                  java.io.IOException.class,
                  () ->
                      Async.select(
                          Select.after(
                              Duration.ZERO,
                              _ -> {
                                throw new java.io.IOException("of the body");
                              })));
          assertEquals("of the body", error.getMessage());
        });
  }

  @Test
  void closedChannelsAreErrors() throws Exception {
    VirtualTime.run(
        () -> {
          var clauses = new Clauses();
          journal.start("select", () -> select(clauses, KINDS));
          journal.read();
          clauses.source.close();
          assertEquals(
              List.of("select: all senders of the channel are closed, and it is empty"),
              journal.read());
          clauses.assertNobodyWaits();
          journal.start("select", () -> select(clauses, List.of("send", "done")));
          journal.read();
          clauses.sink.close();
          assertEquals(List.of("select: all receivers of the channel are closed"), journal.read());
          clauses.assertNobodyWaits();
          assertThrows(ChannelClosedException.class, () -> select(clauses, KINDS));
        });
  }

  @Test
  void whatIsLeftInAClosedChannelIsReceived() throws Exception {
    VirtualTime.run(
        () -> {
          var clauses = new Clauses();
          clauses.source.send("item");
          clauses.source.close();
          assertEquals("receive item", select(clauses, KINDS));
        });
  }

  @Test
  void withoutClausesItIsRefused() throws Exception {
    VirtualTime.run(
        () -> {
          var error = assertThrows(IllegalArgumentException.class, () -> Async.select());
          assertEquals("a select needs at least one clause", error.getMessage());
        });
  }

  @Test
  void aClauseMayBeUsedAgainAndTwiceAtATime() throws Exception {
    VirtualTime.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          var done = Select.<String, String>done(promise, Deferred::result);
          var late = Select.after(SECOND, _ -> "late");
          journal.start("a", () -> journal.note(Async.<String>select(done, late)));
          yieldNow();
          assertEquals("late", Async.<String>select(late, done, late));
          assertEquals(List.of("late", "a"), journal.read());
          assertEquals("late", Async.<String>select(done, late));
          promise.setResult("result");
          assertEquals("result", Async.<String>select(done, done));
          assertEquals(2 * SECOND.toNanos(), runningLoop().time());
        });
  }
}
