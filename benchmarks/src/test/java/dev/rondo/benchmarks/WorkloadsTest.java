package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Everybody does the work that is measured, in small.
@Timeout(60)
class WorkloadsTest {
  static Stream<Arguments> jobs() {
    return Arrays.stream(Workload.values())
        .flatMap(
            workload ->
                Arrays.stream(Contestant.values())
                    // The same jobs as those of all carriers.
                    .filter(contestant -> contestant != Contestant.THREADS_1)
                    .filter(contestant -> contestant.job(workload).isPresent())
                    .map(contestant -> Arguments.of(workload, contestant)));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void jobGivesTheResultOfTheWork(Workload workload, Contestant contestant) throws Exception {
    var work = Work.of(workload.id(), contestant.id(), workload.tinySize());

    var result = work.run();

    if (workload == Workload.HEAP_PER_SLEEPER) {
      assertTrue(result > 100 && result < 5_000, () -> result + " bytes for a sleeping task");
    } else {
      assertEquals(workload.result(workload.tinySize()), result);
    }
  }

  @Test
  void rondoDoesEverything() {
    for (var workload : Workload.values()) {
      assertEquals(
          workload.kind() == Workload.Kind.START,
          Contestant.RONDO.job(workload).isEmpty() && !workload.isNetwork(),
          workload::id);
    }
  }

  @Test
  void workThatWasNotDoneIsRefused() {
    var work = new Work(Workload.QUEUE_128, size -> size, 1_000);

    var refused = assertThrows(IllegalStateException.class, work::run);

    assertEquals("queue-128 gave 1000 instead of 499500", refused.getMessage());
  }

  @Test
  void namesAreFoundAgain() {
    for (var workload : Workload.values()) {
      assertEquals(Optional.of(workload), Workload.named(workload.id()));
    }
    for (var contestant : Contestant.values()) {
      assertEquals(Optional.of(contestant), Contestant.named(contestant.id()));
    }
  }
}
