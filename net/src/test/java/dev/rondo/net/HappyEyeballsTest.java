package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.CancelledError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The race of addresses, in virtual time and without sockets.
@Timeout(30)
class HappyEyeballsTest {
  private static final Duration DELAY = Duration.ofMillis(250);

  /// How an address answers.
  ///
  /// @param millis when
  /// @param succeeds whether with a connection
  private record Answer(long millis, boolean succeeds) {}

  private static final Answer NEVER = new Answer(1_000_000_000, false);

  /// What happened, with the milliseconds.
  private final List<String> log = new ArrayList<>();

  private void log(String what) {
    log.add(runningLoop().time() / 1_000_000 + " " + what);
  }

  private String race(Map<String, Answer> answers, String... addresses) throws IOException {
    return HappyEyeballs.connect(
        List.of(addresses),
        DELAY,
        address -> attempt(address, answers.getOrDefault(address, NEVER)),
        discarded -> log("discards " + discarded));
  }

  private String attempt(String address, Answer answer) throws IOException {
    log("tries " + address);
    try {
      sleep(Duration.ofMillis(answer.millis));
    } catch (CancelledError cancelled) {
      log("calls " + address + " off");
      throw cancelled;
    }
    if (!answer.succeeds) {
      throw new ConnectException(address);
    }
    return address;
  }

  @Test
  void oneAddressIsTriedAlone() throws Exception {
    assertEquals("a", VirtualTime.run(() -> race(Map.of("a", new Answer(9, true)), "a")));
    assertEquals(List.of("0 tries a"), log);
  }

  @Test
  void theFirstThatAnswersInTimeIsTakenAndNoOtherTried() throws Exception {
    VirtualTime.run(
        () -> assertEquals("a", race(Map.of("a", new Answer(249, true)), "a", "b", "c")));
    assertEquals(List.of("0 tries a"), log);
  }

  @Test
  void theNextOneJoinsInAfterTheDelayAndTheFirstToAnswerWins() throws Exception {
    VirtualTime.run(
        () -> {
          var answers = Map.of("a", NEVER, "b", new Answer(300, true), "c", NEVER);
          assertEquals("b", race(answers, "a", "b", "c", "d"));
          log("done");
        });
    assertEquals(
        List.of(
            "0 tries a",
            "250 tries b",
            "500 tries c",
            "550 calls a off",
            "550 calls c off",
            "550 done"),
        log);
  }

  @Test
  void aSlowFirstAddressMayStillWin() throws Exception {
    VirtualTime.run(
        () -> assertEquals("a", race(Map.of("a", new Answer(400, true), "b", NEVER), "a", "b")));
    assertEquals(List.of("0 tries a", "250 tries b", "400 calls b off"), log);
  }

  @Test
  void afterAFailureTheNextOneIsTriedAtOnce() throws Exception {
    VirtualTime.run(
        () -> {
          var answers = Map.of("a", new Answer(10, false), "b", new Answer(10, true));
          assertEquals("b", race(answers, "a", "b"));
        });
    assertEquals(List.of("0 tries a", "10 tries b"), log);
  }

  @Test
  void ifAllFailTheFirstFailureIsThrownWithTheOthers() throws Exception {
    VirtualTime.run(
        () -> {
          var answers =
              Map.of(
                  "a",
                  new Answer(600, false),
                  "b",
                  new Answer(10, false),
                  "c",
                  new Answer(1, false));
          var error = assertThrows(ConnectException.class, () -> race(answers, "a", "b", "c"));
          assertEquals("b", error.getMessage());
          assertEquals(
              List.of("c", "a"),
              List.of(error.getSuppressed()).stream().map(Throwable::getMessage).toList());
        });
  }

  @Test
  void ofTwoThatAnswerAtTheSameTimeOneIsDiscarded() throws Exception {
    VirtualTime.run(
        () -> {
          var answers = Map.of("a", new Answer(300, true), "b", new Answer(50, true));
          assertEquals("a", race(answers, "a", "b"));
        });
    assertTrue(log.contains("300 discards b") || log.contains("300 calls b off"), log::toString);
  }

  @Test
  void cancellingCallsAllAttemptsOff() throws Exception {
    VirtualTime.run(
        () -> {
          var task = createTask(() -> race(Map.of(), "a", "b", "c"));
          sleep(Duration.ofMillis(300));
          assertTrue(task.cancel());
          assertThrows(CancelledError.class, task::await);
        });
    assertEquals(List.of("0 tries a", "250 tries b", "300 calls a off", "300 calls b off"), log);
  }

  @Test
  void aWinnerThatNobodyGetsIsDiscarded() throws Exception {
    // Cancelled at each pass of the time at which an address answers: the caller has it, or it is
    // closed.
    for (var passes = 0; passes < 8; passes++) {
      log.clear();
      var turns = passes;
      VirtualTime.run(
          () -> {
            var task =
                createTask(() -> race(Map.of("a", NEVER, "b", new Answer(50, true)), "a", "b"));
            sleep(Duration.ofMillis(300));
            for (var turn = 0; turn < turns; turn++) {
              yieldNow();
            }
            task.cancel();
            var outcome = Async.gatherOutcomes(task).getFirst();
            var owned = outcome instanceof dev.rondo.Outcome.Success<?>;
            var discarded = log.contains("300 discards b");
            var calledOff = log.contains("300 calls b off");
            assertEquals(1, List.of(owned, discarded, calledOff).stream().filter(x -> x).count());
          });
    }
  }

  @Test
  void aFailureThatIsNoIoFailureEndsTheRace() throws Exception {
    var bug = new IllegalStateException("bug");
    VirtualTime.run(
        () ->
            assertSame(
                bug,
                assertThrows(
                    IllegalStateException.class,
                    () ->
                        HappyEyeballs.<String, String>connect(
                            List.of("a", "b"),
                            DELAY,
                            _ -> {
                              throw bug;
                            },
                            _ -> {}))));
  }

  @Test
  void familiesTakeTurns() throws Exception {
    var four = new ArrayList<InetAddress>();
    var six = new ArrayList<InetAddress>();
    for (var number = 1; number <= 3; number++) {
      four.add(InetAddress.ofLiteral("10.0.0." + number));
      six.add(InetAddress.ofLiteral("fd00::" + number));
    }
    assertEquals(
        List.of(six.get(0), four.get(0), six.get(1), four.get(1), six.get(2)),
        Addresses.interleave(
            List.of(six.get(0), six.get(1), six.get(2), four.get(0), four.get(1))));
    assertEquals(
        List.of(four.get(0), six.get(0), four.get(1)),
        Addresses.interleave(List.of(four.get(0), four.get(1), six.get(0))));
    assertEquals(four, Addresses.interleave(four));
  }
}
