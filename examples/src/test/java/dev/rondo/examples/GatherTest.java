package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GatherTest {
  /// Both have started before one of them ends, so they sleep at the same time.
  @Test
  void coroutinesOverlap() throws Exception {
    var expected =
        List.of(
            "Start of coroutine_1",
            "Start of coroutine_2",
            "End of coroutine_1",
            "End of coroutine_2");
    assertEquals(new Program(0, expected, List.of()), Program.run("Gather"));
  }
}
