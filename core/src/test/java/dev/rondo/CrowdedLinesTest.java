package dev.rondo;

import static dev.rondo.Async.runningLoop;
import static dev.rondo.Async.sleep;
import static dev.rondo.Crowd.DAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many in the lines of limiters, conditions, queues, channels, barriers and selects.
@Timeout(600)
class CrowdedLinesTest {
  private static final int MANY = Crowd.MANY / 4;

  private final Crowd crowd = new Crowd(MANY);

  @Test
  void aLimiterForManyOfWhomHalfAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          var limiter = new CapacityLimiter(0);
          crowd.start(() -> limiter.hold().close());
          crowd.cancelHalf();
          for (var n = 0; n < MANY; n++) {
            assertFalse(limiter.tryAcquire());
          }
          limiter.setTokens(1);
          crowd.assertCancelled(MANY / 2);
        });
  }

  @Test
  void aConditionWithASignalForEachOfMany() throws Exception {
    Crowd.run(
        () -> {
          var condition = new Condition();
          crowd.start(
              () -> {
                try (var _ = condition.hold()) {
                  condition.await();
                }
              });
          try (var _ = condition.hold()) {
            for (var n = 0; n < MANY; n++) {
              condition.signal();
            }
          }
          crowd.assertCancelled(0);
        });
  }

  @Test
  void aQueueForManyOfWhomHalfAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          var queue = new Queue<Integer>(1);
          crowd.start(queue::get);
          crowd.cancelHalf();
          for (var n = 0; n < MANY / 2; n++) {
            queue.put(n);
          }
          crowd.assertCancelled(MANY / 2);
          assertTrue(queue.empty());
        });
  }

  @Test
  void aChannelForManySendersOfWhomHalfAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          var channel = Channel.<String>rendezvous();
          var receiver = channel.receiver();
          var sender = channel.sender();
          crowd.start(() -> sender.send("item"));
          crowd.cancelHalf();
          for (var n = 0; n < MANY / 2; n++) {
            assertEquals("item", receiver.receive());
          }
          assertTrue(receiver.tryReceive().isEmpty());
          crowd.assertCancelled(MANY / 2);
        });
  }

  @Test
  void aChannelForManyReceiversOfWhomHalfAreCancelled() throws Exception {
    Crowd.run(
        () -> {
          var channel = Channel.<String>bounded(10);
          var receiver = channel.receiver();
          var sender = channel.sender();
          crowd.start(receiver::receive);
          crowd.cancelHalf();
          for (var n = 0; n < MANY / 2; n++) {
            sender.send("item");
          }
          crowd.assertCancelled(MANY / 2);
        });
  }

  @Test
  void selectsOfManyOnOneChannelAndOneLock() throws Exception {
    Crowd.run(
        () -> {
          var channel = Channel.<String>rendezvous();
          var receiver = channel.receiver();
          var sender = channel.sender();
          var lock = new Lock();
          lock.acquire();
          crowd.start(
              () ->
                  Async.<String>select(
                      Select.acquire(lock, _ -> "lock"), Select.receive(receiver, item -> item)));
          crowd.cancelHalf();
          for (var n = 0; n < MANY / 4; n++) {
            sender.send("item");
          }
          lock.release();
          crowd.assertCancelled(MANY / 2);
        });
  }

  @Test
  void selectsOfManyOnOnePromiseThatAllGiveUp() throws Exception {
    Crowd.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          crowd.start(
              () -> {
                for (var hours = 1; hours <= 3; hours++) {
                  Async.<String>select(
                      Select.done(promise, _ -> "done"),
                      Select.after(Duration.ofHours(hours), _ -> "late"));
                }
              });
          crowd.assertCancelled(0);
          promise.setResult("nobody listens");
          assertTrue(runningLoop().isIdleOtherwise(), "something is called back");
        });
  }

  @Test
  void aPromiseThatManyHaveShielded() throws Exception {
    Crowd.run(
        () -> {
          Promise<String> promise = runningLoop().createPromise();
          crowd.start(() -> Async.shield(promise));
          crowd.cancelHalf();
          sleep(DAY);
          promise.setResult("for the others");
          crowd.assertCancelled(MANY / 2);
        });
  }

  @Test
  void aBarrierForMany() throws Exception {
    Crowd.run(
        () -> {
          var barrier = new Barrier(MANY);
          crowd.start(barrier::await);
          crowd.assertCancelled(0);
        });
  }

  @Test
  void aBroadcastForMany() throws Exception {
    Crowd.run(
        () -> {
          var broadcast = new Broadcast<Integer>(1);
          crowd.start(
              () -> {
                try (var subscription = broadcast.subscribe()) {
                  assertEquals(1, subscription.receive());
                }
              });
          broadcast.send(1);
          crowd.assertCancelled(0);
        });
  }
}
