package dev.rondo.net;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.gather;
import static dev.rondo.Async.run;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.CancelledError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ArrivalTest {
  @Test
  void whoWaitsIsResumedInOrder() throws Exception {
    run(
        () -> {
          var arrival = new Arrival();
          var order = new ArrayList<Integer>();
          for (var number = 0; number < 10; number++) {
            var mine = number;
            createTask(
                () -> {
                  arrival.await();
                  order.add(mine);
                });
          }
          yieldNow();
          assertEquals(10, arrival.size());
          var other = Thread.ofPlatform().start(arrival::happen);
          arrival.await();
          other.join();
          while (order.size() < 10) {
            yieldNow();
          }
          assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), order);
          assertTrue(arrival.hasHappened());
          assertEquals(0, arrival.size());
        });
  }

  @Test
  void whoIsCancelledLeavesNothingBehind() throws Exception {
    run(
        () -> {
          var arrival = new Arrival();
          for (var round = 0; round < 10; round++) {
            var waiting = createTask(arrival::await);
            yieldNow();
            assertEquals(1, arrival.size());
            waiting.cancel();
            assertThrows(CancelledError.class, waiting::await);
            assertEquals(0, arrival.size());
          }
        });
  }

  @Test
  void aWakeUpIsNotTheArrival() throws Exception {
    run(
        () -> {
          var arrival = new Arrival();
          gather(arrival::await, arrival::wake);
          assertFalse(arrival.hasHappened());
          gather(arrival::await, arrival::happen);
          arrival.await();
        });
  }
}
