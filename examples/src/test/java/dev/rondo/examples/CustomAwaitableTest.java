package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CustomAwaitableTest {
  @Test
  void isAwaitedOnceDirectlyAndOnceThroughVariable() throws Exception {
    var expected = List.of("Starting main", "Awaiting", "Done", "Awaiting", "Done", "Ending main");
    assertEquals(new Program(0, expected, List.of()), Program.run("CustomAwaitable"));
  }
}
