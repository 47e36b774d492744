package dev.rondo.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PythonRandomTest {
  @Test
  void fractions() {
    var random = new PythonRandom(42);
    assertEquals(0.6394267984578837, random.random());
    assertEquals(0.025010755222666936, random.random());
  }

  @Test
  void numbers() {
    var random = new PythonRandom(1);
    var drawn = IntStream.range(0, 8).mapToObj(_ -> random.below(100)).toList();
    assertEquals(NUMBERS_OF_ONE, drawn);
  }

  @Test
  void seedsOfTwoWords() {
    assertEquals(FRACTION_OF_LONG, new PythonRandom(1L << 40).random());
    assertEquals(FRACTION_OF_LONG, new PythonRandom(-(1L << 40)).random());
  }

  private static final List<Integer> NUMBERS_OF_ONE = List.of(17, 72, 97, 8, 32, 15, 63, 97);
  private static final double FRACTION_OF_LONG = 0.1036394562812375;
}
