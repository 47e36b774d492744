package dev.rondo.testing;

import static dev.rondo.Async.createTask;
import static dev.rondo.Async.sleep;
import static dev.rondo.Async.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.Async;
import dev.rondo.Lock;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SuspensionTest {
  private static String waited(dev.rondo.Action body) throws Exception {
    return Testing.run(
        () -> assertThrows(AssertionError.class, () -> Testing.atomic(body)).toString());
  }

  @Test
  void codeThatDoesNotWaitIsAtomic() throws Exception {
    Testing.run(
        () -> {
          var events = new Recorder();
          Testing.atomic(() -> events.record("ran"));
          Testing.assertDoesNotSuspend(() -> new Lock().locked());
          events.assertExactly("ran");
        });
  }

  @Test
  void aWaitInAnAtomicBlockIsNamedWithTaskLineAndReason() throws Exception {
    var message = waited(() -> sleep(Duration.ofSeconds(1)));

    assertTrue(message.contains("in main it waits at dev.rondo.testing.Suspension"), message);
    assertTrue(message.contains("SuspensionTest.java:"), message);
    assertTrue(message.contains("for Sleep"), message);
  }

  @Test
  void givingUpTheTurnWithNobodyElseReadyIsWaiting() throws Exception {
    assertTrue(waited(Async::yieldNow).contains("in main it waits"));
  }

  @Test
  void aWaitInCodeOfTheJdkIsWaiting() throws Exception {
    var message =
        waited(
            () -> {
              var queue = new LinkedBlockingQueue<String>();
              var other = createTask(() -> queue.add("item"));
              queue.take();
              other.await();
            });

    assertTrue(message.contains("SuspensionTest.java:"), message);
  }

  @Test
  void whatTheBlockThrowsIsThrown() throws Exception {
    Testing.run(
        () ->
            assertThrows(
                IllegalStateException.class,
                () ->
                    Testing.atomic(
                        () -> {
                          throw new IllegalStateException();
                        })));
  }

  @Test
  void whatTheBlockThrowsAfterAWaitIsSuppressed() throws Exception {
    Testing.run(
        () -> {
          var error =
              assertThrows(
                  AssertionError.class,
                  () ->
                      Testing.atomic(
                          () -> {
                            yieldNow();
                            throw new IllegalStateException();
                          }));
          assertEquals(IllegalStateException.class, error.getSuppressed()[0].getClass());
        });
  }

  @Test
  void assertSuspendsFailsIfNothingWaits() throws Exception {
    Testing.run(
        () -> {
          Testing.assertSuspends(() -> sleep(Duration.ofSeconds(1)));
          Testing.assertSuspends(Async::yieldNow);
          var error =
              assertThrows(
                  AssertionError.class, () -> Testing.assertSuspends(() -> new Lock().locked()));
          assertTrue(error.toString().endsWith("main was to wait, but did not"));
        });
  }

  @Test
  void assertDoesNotSuspendFailsIfSomethingWaits() throws Exception {
    Testing.run(
        Checks.ALL.without(Check.REAL_WAIT),
        () -> {
          var error =
              assertThrows(
                  AssertionError.class,
                  () ->
                      Testing.assertDoesNotSuspend(
                          () -> new LinkedBlockingQueue<String>().poll(1, TimeUnit.MILLISECONDS)));
          assertTrue(error.toString().contains("main was not to wait, but it waits"));
        });
  }

  @Test
  void outsideOfACoroutineNothingCanBeChecked() {
    assertThrows(IllegalStateException.class, () -> Testing.atomic(() -> {}));
  }
}
