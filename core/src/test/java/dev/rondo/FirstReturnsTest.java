package dev.rondo;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FirstReturnsTest {
  @Test
  void allWaitsComeToTheirEnd() {
    assertDoesNotThrow(FirstReturns::all);
  }

  @Test
  void aCrowdOfTasksBeginsIt() throws Exception {
    Async.run(
        () -> {
          var tasks =
              Stream.generate(() -> createTask(() -> yieldNow()))
                  .limit(FirstReturns.CROWD)
                  .toList();
          gather(tasks);
        });
    assertFalse(FirstReturns.begin());
  }
}
