package dev.rondo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FirstCoroutineTest {
  @Test
  void functionAndCoroutineRunOneAfterTheOther() throws Exception {
    var expected =
        List.of(
            "Start of the function",
            "End of the function",
            "Start of the coroutine",
            "End of the coroutine");
    assertEquals(new Program(0, expected, List.of()), Program.run("FirstCoroutine"));
  }
}
