package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the page says besides the figures.
class ReportTest {
  private static String page(List<Workload> measured) throws IOException {
    var measurements =
        measured.stream()
            .map(
                workload -> {
                  var measurement = new Measurement(workload, Contestant.RONDO.title(), 1, "ns");
                  measurement.add(0, 1);
                  return measurement;
                })
            .toList();
    return new Report(
            new Results(
                "2026-01-31",
                Machine.here(),
                Settings.FULL,
                Map.of(),
                Map.of(),
                measurements,
                List.of(),
                List.of()))
        .page();
  }

  @Test
  void workloadsThatWereNotMeasuredAreNamed() throws IOException {
    var all = Arrays.asList(Workload.values());

    var page = page(all.stream().filter(each -> each != Workload.CANCEL).toList());

    assertTrue(page.contains("Not measured in this run: `cancel`.\n"), page);
    assertFalse(page(all).contains("Not measured"));
  }
}
