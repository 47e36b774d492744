package dev.rondo.testing.gallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.testing.Checks;
import dev.rondo.testing.EveryWait;
import dev.rondo.testing.EveryWait.Scenario;
import dev.rondo.testing.EveryWaitFailure;
import dev.rondo.testing.ScheduleFailure;
import dev.rondo.testing.Schedules;
import dev.rondo.testing.Testing;
import dev.rondo.testing.VirtualClock;
import dev.rondo.testing.gallery.Found.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The test kit finds each bug of the gallery for what it is, and passes the mended programs.
@Timeout(300)
class GalleryTest {
  /// A bug and one way to look for it.
  record Case(Bug bug, Schedules schedules) {
    @Override
    public String toString() {
      return bug.name() + ", " + schedules;
    }
  }

  private static Stream<Bug> bugs(Mode... modes) {
    return Gallery.bugs().stream().filter(bug -> List.of(modes).contains(bug.found().mode()));
  }

  static Stream<Bug> all() {
    return bugs(Mode.values());
  }

  static Stream<Bug> bugsOfOrder() {
    return bugs(Mode.SCHEDULES);
  }

  static Stream<Bug> bugsThatAreLeftBehind() {
    return bugs(Mode.CHECKS);
  }

  static Stream<Bug> bugsOfInterruption() {
    return bugs(Mode.CANCELLING, Mode.CANCELLING_TWICE, Mode.TIMING_OUT, Mode.FAILING_A_SIBLING);
  }

  private static List<Schedules> everySearch() {
    return Stream.of(Schedules.random(1_000), Schedules.pct(1_000, 3), Schedules.exhaustive(5_000))
        .map(schedules -> schedules.withMaxSteps(MAX_STEPS))
        .toList();
  }

  static final int MAX_STEPS = 2_000;

  static Stream<Case> everySearchForEachBugOfOrder() {
    return bugsOfOrder()
        .flatMap(bug -> everySearch().stream().map(schedules -> new Case(bug, schedules)));
  }

  static Stream<Case> everySearchForEachBug() {
    return all().flatMap(bug -> everySearch().stream().map(schedules -> new Case(bug, schedules)));
  }

  /// Runs a program once, in the ordinary order.
  private static void runOnce(Checks checks, Supplier<Scenario> program) throws Exception {
    Testing.run(new VirtualClock(), checks, () -> runAll(program));
  }

  static boolean runAll(Supplier<Scenario> program) throws Exception {
    var scenario = program.get();
    scenario.run();
    scenario.check();
    return true;
  }

  private static void assertSeen(Bug bug, Throwable failure) {
    assertTrue(
        bug.found().symptom().isSeenIn(failure),
        () -> bug.found().symptom() + " was expected, but it is: " + failure);
  }

  @Test
  void thePageOfTheKitHasFiguresForEachBug() throws Exception {
    var here = Path.of("").toAbsolutePath();
    var root = here.endsWith("testing") ? here.resolve("..") : here;
    var page = Files.readString(root.resolve("docs/testing.md"));
    for (var bug : Gallery.bugs()) {
      assertTrue(page.contains("\n| " + bug.name() + " | " + GalleryTable.seenAs(bug)), bug.name());
    }
  }

  /* ---- bugs of order ---- */

  @ParameterizedTest
  @MethodSource("bugsOfOrder")
  void theOrdinaryOrderHidesABugOfOrder(Bug bug) throws Exception {
    runOnce(Checks.ALL, bug::broken);
  }

  @ParameterizedTest
  @MethodSource("everySearchForEachBugOfOrder")
  void everySearchFindsIt(Case one) {
    var failure =
        assertThrows(
            ScheduleFailure.class, () -> one.schedules.check(() -> runAll(one.bug::broken)));

    assertSeen(one.bug, failure.failure());
    var again =
        assertThrows(
            ScheduleFailure.class,
            () ->
                Schedules.replay(failure.token())
                    .withMaxSteps(MAX_STEPS)
                    .check(() -> runAll(one.bug::broken)));
    assertEquals(failure.timeline(), again.timeline());
  }

  @ParameterizedTest
  @MethodSource("everySearchForEachBug")
  void aMendedProgramPassesInAllOrders(Case one) {
    one.schedules.check(() -> runAll(one.bug::mended));
  }

  /* ---- what is left behind ---- */

  @ParameterizedTest
  @MethodSource("bugsThatAreLeftBehind")
  void whoDoesNotLookSeesNothing(Bug bug) throws Exception {
    runOnce(Checks.NONE, bug::broken);
  }

  @ParameterizedTest
  @MethodSource("bugsThatAreLeftBehind")
  void theChecksOfOneRunFindIt(Bug bug) {
    assertSeen(bug, assertThrows(Throwable.class, () -> runOnce(Checks.ALL, bug::broken)));
  }

  /* ---- interruptions ---- */

  static int interrupt(Mode mode, Supplier<Scenario> program) {
    var test = EveryWait.ofFresh(program);
    return switch (mode) {
      case CANCELLING -> test.cancelling();
      case CANCELLING_TWICE -> test.cancellingTwice();
      case TIMING_OUT -> test.timingOut();
      case FAILING_A_SIBLING -> test.failingASibling();
      case SCHEDULES, CHECKS -> throw new IllegalArgumentException(mode + " interrupts nothing");
    };
  }

  @ParameterizedTest
  @MethodSource("bugsOfInterruption")
  void whoIsNotInterruptedSeesNothing(Bug bug) {
    for (var schedules : everySearch()) {
      schedules.check(() -> runAll(bug::broken));
    }
  }

  @ParameterizedTest
  @MethodSource("bugsOfInterruption")
  void anInterruptionFindsIt(Bug bug) {
    var failure =
        assertThrows(EveryWaitFailure.class, () -> interrupt(bug.found().mode(), bug::broken));

    for (var point : failure.points()) {
      assertTrue(point.startsWith("wait "), point);
    }
    assertSeen(bug, Objects.requireNonNull(failure.getCause()));
    for (var other : failure.getSuppressed()) {
      assertSeen(bug, other);
    }
  }

  @ParameterizedTest
  @MethodSource("bugsOfInterruption")
  void aMendedProgramBearsEveryInterruption(Bug bug) {
    for (var mode :
        List.of(Mode.CANCELLING, Mode.CANCELLING_TWICE, Mode.TIMING_OUT, Mode.FAILING_A_SIBLING)) {
      assertTrue(interrupt(mode, bug::mended) > 0, "it waits");
    }
  }
}
