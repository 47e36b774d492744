package dev.rondo;

import static dev.rondo.Async.runCoroutineThreadsafe;
import static dev.rondo.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/// Whatever a loop is about when another thread calls, until it is closed and after that: the call
/// is made or refused.
class CloseRaceTest {
  /// What the call of the other thread came to.
  private static final class Seen {
    private final List<String> made = new ArrayList<>();
    private final List<String> accepted = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /// Tries to have something done.
    void attempt(Runnable call) {
      try {
        call.run();
        accepted.add("call");
      } catch (IllegalStateException closed) {
        refused.add(closed.getMessage());
      }
    }
  }

  /// A loop runs, and is closed while a task has to clean up, which takes another pass or two.
  private static void runAndClose(Loop loop) throws Exception {
    assertEquals("ran", loop.runUntilComplete(() -> "ran"));
    var _ =
        loop.createTask(
            () -> {
              try {
                sleep(Duration.ofDays(1));
                return "slept";
              } finally {
                sleep(Duration.ofSeconds(1));
              }
            });
    var main =
        loop.createTask(
            () -> {
              sleep(Duration.ofSeconds(1));
              return "ran again";
            });
    assertEquals("ran again", loop.runUntilComplete(main));
    loop.close();
  }

  private static void assertMadeOrRefused(Function<Gaps, HandIn> handIns) throws Exception {
    Gaps.inEach(
        gaps -> {
          var seen = new Seen();
          var loop = gaps.newLoop(handIns.apply(gaps));
          gaps.setCall(
              () -> seen.attempt(() -> loop.callSoonThreadsafe(() -> seen.made.add("call"))));
          runAndClose(loop);
          assertEquals(seen.accepted, seen.made);
          if (gaps.called() && seen.accepted.isEmpty()) {
            assertEquals(List.of("Event loop is closed"), seen.refused);
          }
        });
  }

  @Test
  void aCallIsMadeOrRefused() throws Exception {
    assertMadeOrRefused(Gaps.Watched::new);
  }

  @Test
  void aCoroutineEndsOrIsRefused() throws Exception {
    Gaps.inEach(
        gaps -> {
          var seen = new Seen();
          var loop = gaps.newLoop();
          var futures = new ArrayList<CompletableFuture<String>>();
          gaps.setCall(
              () ->
                  seen.attempt(
                      () ->
                          futures.add(
                              runCoroutineThreadsafe(
                                  () -> {
                                    sleep(Duration.ofHours(1));
                                    return "slept";
                                  },
                                  loop))));
          runAndClose(loop);
          assertEquals(seen.accepted.size(), futures.size());
          for (var future : futures) {
            assertTrue(future.isDone(), "nobody will ever complete the future");
          }
          if (gaps.called() && futures.isEmpty()) {
            assertEquals(List.of("Event loop is closed"), seen.refused);
          }
        });
  }

  /* ---- what it would find ---- */

  private static void assertLosesACall(Function<Gaps, HandIn> handIns) {
    var found = assertThrows(AssertionFailedError.class, () -> assertMadeOrRefused(handIns));
    assertEquals("expected: <[call]> but was: <[]>", found.getMessage());
  }

  /// Takes the calls and only then refuses others.
  private static final class TakesBeforeItRefuses extends Gaps.Watched {
    TakesBeforeItRefuses(Gaps gaps) {
      super(gaps);
    }

    @Override
    void refuseCalls(ReadyQueue queue) {
      takeAllTo(queue);
      super.refuseCalls(new ReadyQueue());
    }
  }

  @Test
  void refusingInTwoStepsWouldBeFound() {
    assertLosesACall(TakesBeforeItRefuses::new);
  }

  /// Accepts calls until the very end, when they are not run any more.
  private static final class RefusesAtTheEndOnly extends Gaps.Watched {
    RefusesAtTheEndOnly(Gaps gaps) {
      super(gaps);
    }

    @Override
    void refuseCalls(ReadyQueue queue) {
      takeAllTo(queue);
    }
  }

  @Test
  void refusingTooLateWouldBeFound() {
    assertLosesACall(RefusesAtTheEndOnly::new);
  }
}
