package dev.rondo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void recordsThreeEvents() {
    List.of("a", "b", "c").forEach(recorder::record);
  }

  @Test
  void exactlyMeansAllOfThemInOrder() {
    recorder.assertExactly("a", "b", "c");
    assertThrows(AssertionError.class, () -> recorder.assertExactly("a", "b"));
    assertThrows(AssertionError.class, () -> recorder.assertExactly("a", "c", "b"));
  }

  @Test
  void orderAllowsOthersBetween() {
    recorder.assertOrder("a", "c");
    recorder.assertOrder();
    var error = assertThrows(AssertionError.class, () -> recorder.assertOrder("b", "a"));
    assertEquals(
        "expected in this order [b, a], where a after b, but recorded: [a, b, c]",
        error.getMessage());
    assertThrows(AssertionError.class, () -> recorder.assertOrder("x"));
  }

  @Test
  void beforeNeedsBoth() {
    recorder.assertBefore("a", "b");
    assertThrows(AssertionError.class, () -> recorder.assertBefore("b", "a"));
    assertThrows(AssertionError.class, () -> recorder.assertBefore("a", "x"));
    assertThrows(AssertionError.class, () -> recorder.assertBefore("x", "a"));
  }

  @Test
  void eventsCanBeRead() {
    assertEquals(List.of("a", "b", "c"), recorder.events());
    assertEquals("Recorder[a, b, c]", recorder.toString());
  }
}
