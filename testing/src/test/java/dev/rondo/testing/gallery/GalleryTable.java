package dev.rondo.testing.gallery;

import static java.util.stream.Collectors.joining;

import dev.rondo.testing.EveryWaitFailure;
import dev.rondo.testing.ScheduleFailure;
import dev.rondo.testing.Schedules;
import dev.rondo.testing.gallery.Found.Mode;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Measures how many runs it takes to find the bugs of the gallery, and prints the tables of
/// docs/testing.md. The build does not run this; `-Dtest=GalleryTable` does.
final class GalleryTable {
  private static final int TRIES = 20;
  private static final int BOUND = 10_000;
  private static final int DEPTH = 3;

  @Test
  void print() {
    main(new String[0]);
  }

  public static void main(String[] arguments) {
    print("Bug", "Seen as", "Random", "PCT", "Exhaustive");
    print("---", "---", "---:", "---:", "---:");
    Gallery.bugs().stream()
        .filter(bug -> bug.found().mode() == Mode.SCHEDULES)
        .forEach(
            bug ->
                print(
                    bug.name(),
                    seenAs(bug),
                    median(bug, Schedules.random(BOUND)),
                    median(bug, Schedules.pct(BOUND, DEPTH)),
                    text(runs(bug, Schedules.exhaustive(BOUND)))));
    IO.println();
    print("Bug", "Seen as", "Found by", "Runs that fail");
    print("---", "---", "---", "---:");
    Gallery.bugs().stream()
        .filter(bug -> bug.found().mode() != Mode.SCHEDULES)
        .forEach(
            bug ->
                print(
                    bug.name(),
                    seenAs(bug),
                    bug.found().mode().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "" + failingRuns(bug)));
  }

  private static void print(String... cells) {
    IO.println(Stream.of(cells).collect(joining(" | ", "| ", " |")));
  }

  static String seenAs(Bug bug) {
    var symptom = bug.found().symptom();
    return symptom.checks().isEmpty()
        ? "`" + symptom.type().getSimpleName() + "`"
        : symptom.checks().stream().map(check -> "`" + check + "`").collect(joining(", "));
  }

  /// The number of runs until a failure, in the middle of the tries, and the greatest.
  private static String median(Bug bug, Schedules schedules) {
    var runs =
        IntStream.rangeClosed(1, TRIES)
            .map(seed -> runs(bug, schedules.withSeed(seed)))
            .sorted()
            .toArray();
    return text(runs[TRIES / 2]) + " (" + text(runs[TRIES - 1]) + ")";
  }

  /// The number of the first run that fails.
  private static int runs(Bug bug, Schedules schedules) {
    try {
      schedules.withMaxSteps(GalleryTest.MAX_STEPS).check(() -> GalleryTest.runAll(bug::broken));
      return BOUND + 1;
    } catch (ScheduleFailure found) {
      return found.schedule();
    }
  }

  private static String text(int runs) {
    return runs > BOUND ? "more than " + BOUND : "" + runs;
  }

  private static int failingRuns(Bug bug) {
    if (bug.found().mode() == Mode.CHECKS) {
      return 1;
    }
    try {
      GalleryTest.interrupt(bug.found().mode(), bug::broken);
      return 0;
    } catch (EveryWaitFailure found) {
      return found.points().size();
    }
  }
}
