package dev.rondo.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Medians, ratios, and how they are written.
class MeasurementTest {
  private static Measurement of(double... samples) {
    var measurement = new Measurement(Workload.YIELD_ALONE, "somebody", 1, "ns");
    for (var round = 0; round < samples.length; round++) {
      measurement.add(round, samples[round]);
    }
    return measurement;
  }

  @Test
  void medianIsTheMiddleOne() {
    assertEquals(3, of(100, 1, 3).median());
    assertEquals(2.5, of(100, 1, 2, 3).median());
  }

  @Test
  void ratioComparesRoundWithRound() {
    var slowMachineInTheSecondHalf = of(10, 10, 1_000, 1_000, 1_000);
    var twiceAsSlow = of(20, 20, 2_000, 2_000, 2_000);

    assertEquals(2, twiceAsSlow.ratioTo(slowMachineInTheSecondHalf));
  }

  @Test
  void whoTakesPartInSomeRoundsIsComparedInThose() {
    var rondo = of(1, 2, 3, 4);
    var other = new Measurement(Workload.YIELD_ALONE, "other", 1, "ns");
    other.add(0, 10);
    other.add(3, 40);

    assertEquals(10, other.ratioTo(rondo));
  }

  @Test
  void ratioOfOtherFiguresComparesRoundWithRound() {
    var rondo = of(1, 1, 1);
    var other = of(1, 1, 1);
    for (var machine : new int[] {1, 100, 10}) {
      rondo.addMore("processor", Integer.toString(2 * machine));
      other.addMore("processor", Integer.toString(6 * machine));
    }

    assertEquals(3, other.ratioOf("processor", rondo).orElseThrow());
    assertEquals(OptionalDouble.empty(), other.ratioOf("heap", rondo));
  }

  static Stream<Arguments> figures() {
    return Stream.of(
        arguments(4.567, "ns", "4.57 ns"),
        arguments(45.67, "ns", "45.7 ns"),
        arguments(456.7, "ns", "457 ns"),
        arguments(9_999, "ns", "9999 ns"),
        arguments(45_670, "ns", "45.7 µs"),
        arguments(4_567_000, "ns", "4.57 ms"),
        arguments(1_234_000_000, "ns", "1.23 s"),
        arguments(12_345, "ms", "12.3 s"),
        arguments(800, "B", "800 B"),
        arguments(800_000_000, "B", "800 MB"));
  }

  @ParameterizedTest
  @MethodSource("figures")
  void figuresHaveThreeDigitsAndAUnit(double value, String unit, String text) {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertEquals(text, Figures.withUnit(value, unit));
    } finally {
      Locale.setDefault(before);
    }
  }
}
